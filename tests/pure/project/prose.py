"""What people write beside code: the comments and docstrings of sources, and the pages that describe them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.live import PROJECT

CODE = ("messaging", "simulator", "support_console", "tests", "tools", "benchmarks")
FRONTEND = ("frontend/src", "frontend/tests")
ENDINGS = frozenset((".py", ".ts", ".tsx", ".css", ".html"))
NOT_OURS = frozenset(("dist", "node_modules", "__pycache__"))
# A string on lines of its own is a docstring, or as good as one; a mark in a string is no comment.
PYTHON = re.compile(r'^[ \t]*r?("""|\'\'\').*?\1|(?:^|(?<=\s))#[ :!].*?$', re.DOTALL | re.MULTILINE)
SCRIPT = re.compile(r"/\*.*?\*/|(?<![:\w])//.*?$|<!--.*?-->", re.DOTALL | re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


def below(folder: str) -> Iterator[Path]:
    """Yield every file below a folder of the project; what was installed or built is not entered."""
    for here, folders, names in os.walk(PROJECT / folder):
        folders[:] = sorted(set(folders) - NOT_OURS)
        yield from (Path(here, name) for name in sorted(names))


@cache
def sources() -> tuple[tuple[Path, str], ...]:
    """Every file that people write for machines, with its text."""
    return tuple(
        (path, path.read_text("utf-8"))
        for folder in (*CODE, *FRONTEND)
        for path in below(folder)
        if path.suffix in ENDINGS
    )


@cache
def modules_of(*packages: str) -> tuple[tuple[Path, str], ...]:
    """The Python modules of these packages, with their texts."""
    return tuple(
        (path, text)
        for path, text in sources()
        if path.suffix == ".py" and path.relative_to(PROJECT).parts[0] in packages
    )


@cache
def pages() -> tuple[tuple[Path, str], ...]:
    """The pages of the repository, examples in fences left out."""
    found = [*sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "docs").glob("*.md"))]
    return tuple((page, FENCED.sub("", page.read_text("utf-8"))) for page in found)


def comments(path: Path, text: str) -> list[str]:
    """Return the comments and docstrings of one source."""
    return _parted(path.suffix, text)[0]


def without_comments(path: Path, text: str) -> str:
    """Return what is left for the machine."""
    return _parted(path.suffix, text)[1]


@cache
def words_of(path: Path, text: str) -> frozenset[str]:
    """Return every word of what is left for the machine, strings included."""
    return frozenset(re.findall(r"\w+", without_comments(path, text)))


@cache
def _parted(suffix: str, text: str) -> tuple[list[str], str]:
    """Return what is written for people and what for machines; read once for all tests."""
    remarks: list[str] = []

    def take(found: re.Match[str]) -> str:
        remarks.append(found[0])
        return ""

    rest = (PYTHON if suffix == ".py" else SCRIPT).sub(take, text)
    return remarks, rest
