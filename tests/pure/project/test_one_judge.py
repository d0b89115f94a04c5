"""Which failure it is, is judged in one place; the storage of files is asked through one door."""

from __future__ import annotations

import re

from tests.live import PROJECT

# `management/reachable.py` has no request to answer: its sentence is for whoever starts a command.
JUDGES = {"messaging/outages.py", "messaging/management/reachable.py"}
DOORS = {"messaging/file_storage.py", "messaging/management/commands/doctor.py"}
CLASSES = re.compile(r"\b(OperationalError|InterfaceError|PoolTimeout|InternalError)\b")
ASKED = re.compile(r"storage\.(open|save|exists|delete|size)\(")


def files_with(pattern: re.Pattern[str]) -> set[str]:
    sources = [path for path in (PROJECT / "messaging").rglob("*.py") if "migrations" not in path.parts]
    return {str(path.relative_to(PROJECT)) for path in sources if pattern.search(path.read_text())}


def test_nobody_else_judges_the_database_s_failures_by_their_class() -> None:
    assert files_with(CLASSES) - JUDGES == set()


def test_nobody_else_asks_the_storage() -> None:
    found = files_with(re.compile(r"(?<!file_)" + ASKED.pattern))
    assert found - DOORS == set()
