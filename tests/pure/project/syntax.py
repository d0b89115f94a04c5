"""What the tests of the project ask of a Python module, read from its syntax tree in one pass and once for all."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path


@dataclass(slots=True)
class Module:
    """Of one module: ``names`` are those that it gives (functions, classes, arguments, attributes, locals), ``imports``
    the pairs of given name and whole dotted name, ``attributes`` the pairs of a name and what is asked of it, ``exports``
    what `__all__` names."""

    names: set[str] = field(default_factory=set)
    imports: list[tuple[str, str]] = field(default_factory=list)
    attributes: set[tuple[str, str]] = field(default_factory=set)
    exports: frozenset[str] = frozenset()


def walk(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield every node, in no order. `ast.walk` takes three times as long."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for value in node.__dict__.values():
            if isinstance(value, ast.AST):
                waiting.append(value)
            elif isinstance(value, list):
                waiting.extend(one for one in value if isinstance(one, ast.AST))


@cache
def read_module(path: Path) -> Module:
    """Return what the module at `path` gives, imports, asks and exports."""
    return parse_module(path.read_text("utf-8"))


def parse_module(text: str) -> Module:
    """Return the same of a module's text."""
    tree = ast.parse(text)
    module = Module(exports=_exports(tree))
    for node in walk(tree):
        _take(module, node)
    return module


def _take(module: Module, node: ast.AST) -> None:
    match node:
        case ast.Attribute(attr=name):
            module.attributes.update(_asked(node))
            if isinstance(node.ctx, ast.Store):
                module.names.add(name)
        case ast.Name(id=name, ctx=ast.Store()):
            module.names.add(name)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            module.names.add(name)
        case ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
            module.names.add(name)
        case ast.ImportFrom(module=source, level=level, names=aliases):
            assert level == 0, f"imports are absolute: {source}"
            module.imports += [(one.asname or one.name, f"{source}.{one.name}") for one in aliases]
        case ast.Import(names=aliases):
            module.imports += [(one.asname or one.name, one.name) for one in aliases]


def _asked(node: ast.Attribute) -> Iterator[tuple[str, str]]:
    """Yield the name and the attribute, or the attribute of its attribute."""
    match node.value:
        case ast.Name(id=name):
            yield name, node.attr
        case ast.Attribute(value=ast.Name(id=name), attr=between):
            yield name, f"{between}.{node.attr}"


def _exports(tree: ast.Module) -> frozenset[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return frozenset(ast.literal_eval(node.value))
    return frozenset()
