"""Names use the words of the field: what was renamed does not come back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.live import PROJECT
from tests.pure.project.prose import sources, without_comments

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


DEFINED = re.compile(r"^[ \t]*(?:async def|def|class) (\w+)", re.MULTILINE)


def names(path: Path, text: str) -> Iterator[str]:
    """The module's own name and those of its functions and classes, in lower case with underscores."""
    yield path.parent.name if path.stem == "__init__" else path.stem
    for name in DEFINED.findall(without_comments(path, text)):
        yield re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def dialect(path: Path, text: str) -> list[str]:
    return [name for name in names(path, text) if not BANNED.isdisjoint(name.split("_"))]


def test_no_name_is_of_the_dialect() -> None:
    found = [
        f"{path.relative_to(PROJECT)}: {name}"
        for path, text in sources()
        if path.suffix == ".py" and path.relative_to(PROJECT).parts[0] in FOLDERS
        for name in dialect(path, text)
    ]
    assert found == []


def test_the_check_finds_each_sort_of_name() -> None:
    """A check of this kind that sees nothing is green for ever."""
    text = '''
class NewsDesk:
    """
    def said(): of a docstring
    """
    async def obey(self): ...
    def told_by(self): ...
    def untold(self): ...
'''
    assert dialect(Path("lessons.py"), text) == ["lessons", "news_desk", "obey", "told_by"]
