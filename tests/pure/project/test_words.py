"""Names use the words of the field: what was renamed does not come back."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from support_console.env import PROJECT

# Words of the dialect that this code once had; ARCHITECTURE.md's glossary has what stands for each.
BANNED = frozenset(
    [
        *("errand", "errands", "chore", "chores", "parcel", "parcels", "handover", "consequences", "lessons"),
        *("told", "said", "says", "news", "hearing", "obey", "whose", "trouble", "barred", "standing"),
        *("succession", "revocation", "parked", "parking", "offers", "complaint", "complaints", "permitted"),
        *("sighting", "sightings", "speaker", "speakers", "triage", "vehicle", "taker", "heir", "checkup"),
        *("splice", "admission", "admitted", "vitals", "enveloped", "desk", "props", "wish", "happening"),
    ]
)
FOLDERS = ("messaging", "simulator", "support_console", "tools")


def names(path: Path) -> Iterator[str]:
    """The module's own name and those of its functions and classes, in lower case with underscores."""
    yield path.parent.name if path.stem == "__init__" else path.stem
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", node.name).lower()


def test_no_name_is_of_the_dialect() -> None:
    found = [
        f"{path.relative_to(PROJECT)}: {name}"
        for folder in FOLDERS
        for path in sorted((PROJECT / folder).rglob("*.py"))
        for name in names(path)
        if not BANNED.isdisjoint(name.split("_"))
    ]
    assert found == []
