"""What people write beside code: the comments and docstrings of sources, and the pages that describe them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from support_console.env import PROJECT

CODE = ("messaging", "simulator", "support_console", "tests", "tools", "benchmarks")
FRONTEND = ("frontend/src", "frontend/tests")
ENDINGS = frozenset((".py", ".ts", ".tsx", ".css", ".html"))
# A string on lines of its own is a docstring, or as good as one; a mark in a string is no comment.
PYTHON = re.compile(r'^[ \t]*r?("""|\'\'\').*?\1|(?:^|(?<=\s))#[ :!].*?$', re.DOTALL | re.MULTILINE)
SCRIPT = re.compile(r"/\*.*?\*/|(?<![:\w])//.*?$|<!--.*?-->", re.DOTALL | re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


@cache
def sources() -> tuple[tuple[Path, str], ...]:
    """Every file that people write for machines, with its text."""
    return tuple(
        (path, path.read_text("utf-8"))
        for folder in (*CODE, *FRONTEND)
        for path in sorted((PROJECT / folder).rglob("*"))
        if path.suffix in ENDINGS and path.is_file() and "dist" not in path.parts
    )


@cache
def pages() -> tuple[tuple[Path, str], ...]:
    """The pages of the repository, examples in fences left out."""
    found = [*sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "docs").glob("*.md"))]
    return tuple((page, FENCED.sub("", page.read_text("utf-8"))) for page in found)


def comments(path: Path, text: str) -> Iterator[str]:
    """Yield the comments and docstrings of one source."""
    for found in _mark(path).finditer(text):
        yield found[0]


def without_comments(path: Path, text: str) -> str:
    """Return what is left for the machine."""
    return _mark(path).sub("", text)


def _mark(path: Path) -> re.Pattern[str]:
    return PYTHON if path.suffix == ".py" else SCRIPT
