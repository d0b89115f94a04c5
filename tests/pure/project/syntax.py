"""What the tests of the project ask of a Python module.

Imports and exports are read by pattern: syntax trees of the whole house cost a third of the pure tier.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.pure.project.prose import without_comments

# `from a.b import c, d as e`, with or without parentheses; `import a.b as c`.
IMPORT = re.compile(
    r"^[ \t]*(?:from[ ]+(?P<source>\.*[\w.]*)[ ]+import[ ]+(?:\((?P<many>[^)]*)\)|(?P<one>[^\n(]+))"
    r"|import[ ]+(?P<plain>[^\n]+))$",
    re.MULTILINE,
)
EXPORTS = re.compile(r"^__all__ = (\[.*?\]|\(.*?\))$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Module:
    """Of one module: ``imports`` are the pairs of given name and whole dotted name, ``code`` is its text without
    comments, ``exports`` are what `__all__` names."""

    code: str
    imports: tuple[tuple[str, str], ...]
    exports: frozenset[str]

    def attributes_of(self, given: set[str]) -> set[tuple[str, str]]:
        """Return what is asked of the names in `given`: pairs of name and attribute, or attribute of an attribute."""
        if not given:
            return set()
        asked = re.compile(rf"(?<![\w.])({'|'.join(sorted(given))})\.(\w+(?:\.\w+)?)")
        return {
            pair
            for name, rest in asked.findall(self.code)
            for pair in ((name, rest), (name, rest.partition(".")[0]))
        }


def read_module(path: Path) -> Module:
    """Return what the module imports, asks and exports."""
    code = without_comments(path, path.read_text("utf-8"))
    exports = EXPORTS.search(code)
    return Module(
        code=code,
        imports=tuple(_imports(code)),
        exports=frozenset(ast.literal_eval(exports[1]) if exports else ()),
    )


def _imports(code: str) -> Iterator[tuple[str, str]]:
    for found in IMPORT.finditer(code):
        source = found["source"]
        assert source is None or not source.startswith("."), f"imports are absolute: {found[0]}"
        for one in (found["many"] or found["one"] or found["plain"]).split(","):
            if one := one.strip():
                name, _, given = one.partition(" as ")
                yield given or name, f"{source}.{name}" if source else name


def given_names(text: str) -> set[str]:
    """Return the names that a module gives: functions, classes, arguments, attributes, locals."""
    return {name for node in ast.walk(ast.parse(text)) if (name := _given(node))}


def _given(node: ast.AST) -> str | None:
    match node:
        case ast.Attribute(attr=name, ctx=ast.Store()) | ast.Name(id=name, ctx=ast.Store()):
            return name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
            return name
    return None
