"""Which failure it is, is judged in one place; the storage of files is asked through one door."""

from __future__ import annotations

import re

from tests.live import PROJECT
from tests.pure.project.prose import modules_of

# `management/reachable.py` has no request to answer: its sentence is for whoever starts a command.
JUDGES = {"messaging/outages.py", "messaging/management/reachable.py"}
DOORS = {"messaging/file_storage.py", "messaging/management/commands/doctor.py"}
CLASSES = re.compile(r"\b(OperationalError|InterfaceError|PoolTimeout|InternalError)\b")
ASKED = re.compile(r"storage\.(open|save|exists|delete|size)\(")


def files_with(pattern: re.Pattern[str]) -> set[str]:
    return {
        str(path.relative_to(PROJECT))
        for path, text in modules_of("messaging")
        if "migrations" not in path.parts and pattern.search(text)
    }


def test_nobody_else_judges_the_database_s_failures_by_their_class() -> None:
    assert files_with(CLASSES) - JUDGES == set()


def test_nobody_else_asks_the_storage() -> None:
    found = files_with(re.compile(r"(?<!file_)" + ASKED.pattern))
    assert found - DOORS == set()
