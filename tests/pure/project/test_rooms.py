"""Every room is entered by its door: what others use of a package is what the `__all__` of its `__init__` names.

Every package inside `messaging` and `simulator` is a room, so a new one is held without being listed anywhere;
import-linter's protected contract wants modules and importers listed room by room. A module in `__all__` is one
whose name makes its verbs readable: `display.badge`, `doorbell.bind`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.live import PROJECT
from tests.pure.project.prose import modules_of, words_of
from tests.pure.project.syntax import Module, read_module

# The only packages that are no rooms: what they hold is entered one by one.
TOPS = ("messaging", "simulator", "support_console")
# These may reach past a door, and may be the only ones who use what it offers.
OTHERS = ("tests", "benchmarks", "tools")
# A migration names models where they were on its day, and nobody imports it.
LEFT_OUT = "migrations"
# `support_console.lifespan` finds these in a module that it names by a string.
LIFESPAN = frozenset({"startup", "shutdown"})


class House:
    """All modules below `root`: ``uses`` are (importer, room, name) of every import that enters a room from outside,
    ``exports`` are the names in each room's `__all__`."""

    def __init__(self, root: Path) -> None:
        self.modules: dict[str, bool] = {}
        self.uses: set[tuple[str, str, str]] = set()
        found: dict[str, Module] = {}
        for path in sorted(path for top in TOPS for path in (root / top).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            if LEFT_OUT not in parts:
                is_room = parts[-1] == "__init__"
                name = ".".join(parts[:-1] if is_room else parts)
                found[name] = read_module(path)
                self.modules[name] = is_room
        self.exports = {name: module.exports for name, module in found.items() if self.modules[name]}
        for name, module in found.items():
            self.uses.update((name, *entered) for entered in self._entered(name, module))

    def past_the_door(self) -> list[str]:
        return sorted(
            f"{importer} uses {room}.{name}"
            for importer, room, name in self.uses
            if name not in self.exports[room]
        )

    def unused(self) -> list[tuple[str, str]]:
        used = {(room, name) for _, room, name in self.uses}
        return sorted(
            (room, name)
            for room, names in self.exports.items()
            for name in names - LIFESPAN
            if (room, name) not in used and not self.modules.get(f"{room}.{name}")
        )

    def _entered(self, importer: str, module: Module) -> Iterator[tuple[str, str]]:
        imported = dict(module.imports)
        for _, whole in module.imports:
            yield from self._room_of(importer, whole)
        rooms = {given: whole for given, whole in imported.items() if self.modules.get(whole)}
        for given, rest in module.attributes_of(set(rooms)):
            room, _, name = f"{rooms.get(given, '')}.{rest}".rpartition(".")
            if self.modules.get(room):
                yield from self._room_of(importer, f"{room}.{name}")

    def _room_of(self, importer: str, whole: str) -> Iterator[tuple[str, str]]:
        """Yield the room that `importer` enters when it uses `whole`, and what it uses of it; a room in a room has a
        door of its own."""
        if self.modules.get(whole):
            return
        room, _, name = whole.rpartition(".")
        while room and not self.modules.get(room):  # a name in a module: the room is further out
            room, _, last = room.rpartition(".")
            name = f"{last}.{name}"
        if room and room not in TOPS and not f"{importer}.".startswith(f"{room}."):
            yield room, name


@cache
def house() -> House:
    return House(PROJECT)


def test_nobody_reaches_past_a_door() -> None:
    assert house().past_the_door() == []


def test_a_door_is_no_wider_than_its_use() -> None:
    unused = house().unused()
    assert [
        f"{room}.{name}"
        for room, name in unused
        if not any(
            name in words_of(path, text)
            and re.search(rf"\b{room.rpartition('.')[2]}\.{name}\b|from {room} import [^\n]*\b{name}\b", text)
            for path, text in modules_of(*OTHERS)
        )
    ] == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("from messaging.lanes import send", []),
        ("from messaging.lanes.sending import send", ["messaging.jobs uses messaging.lanes.sending.send"]),
        ("from messaging.lanes import sending", ["messaging.jobs uses messaging.lanes.sending"]),
        ("import messaging.lanes.sending", ["messaging.jobs uses messaging.lanes.sending"]),
        ("from messaging import lanes\nlanes.send()", []),
        (
            "from messaging import lanes as one\none.sending.send()",
            ["messaging.jobs uses messaging.lanes.sending"],
        ),
        (
            "def later():\n    from messaging.lanes import hidden",
            ["messaging.jobs uses messaging.lanes.hidden"],
        ),
    ],
)
def test_what_counts_as_reaching_past_a_door(tmp_path: Path, line: str, found: list[str]) -> None:
    room = tmp_path / "messaging" / "lanes"
    room.mkdir(parents=True)
    (room.parent / "__init__.py").touch()
    (room / "__init__.py").write_text('from messaging.lanes.sending import send\n__all__ = ["send"]\n')
    (room / "sending.py").write_text("def send(): ...\ndef hidden(): ...\n")
    (room.parent / "jobs.py").write_text(line)
    assert House(tmp_path).past_the_door() == found
