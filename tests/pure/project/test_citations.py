"""What comments and docstrings cite is in the repository, down to the section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.live import PROJECT
from tests.pure.project.prose import sources

PAGE = re.compile(r"(?<![\w/.-])(?:[\w.-]+/)*[\w-]+\.md\b")
DESIGN = re.compile(r"docs/design/\w+\.md([^)\"`:\n]*)")
SECTION = re.compile(r"\b[AB][0-9]+\b|(?<=§)[0-9]+(?:\.[0-9]+)?")
HEADING = re.compile(r"^##? ([AB]?[0-9]+(?:\.[0-9]+)?)\.? ", re.MULTILINE)


def lines() -> Iterator[tuple[str, str]]:
    """Yield each line of a source that names a page, after the path of the source."""
    for path, text in sources():
        if path != Path(__file__) and ".md" in text:
            where = str(path.relative_to(PROJECT))
            yield from ((where, line) for line in text.splitlines() if ".md" in line)


def sections(page: Path) -> set[str]:
    return set(HEADING.findall(page.read_text("utf-8")))


def test_every_page_that_is_named_is_there():
    lost = [
        f"{where}: {page}"
        for where, line in lines()
        for page in PAGE.findall(line)
        if not ((PROJECT / page).is_file() or (PROJECT / "docs" / page).is_file())
    ]
    assert lost == []


def test_every_citation_of_a_design_page_resolves_to_a_heading():
    lost = []
    for where, line in lines():
        for found in DESIGN.finditer(line):
            page = PROJECT / found[0].removesuffix(found[1])
            cited = set(SECTION.findall(found[1]))
            if not cited or not cited <= sections(page):
                lost.append(f"{where}: {found[0].strip()}")
    assert lost == []


def test_every_section_of_a_design_page_is_numbered_once():
    for page in sorted((PROJECT / "docs" / "design").glob("*.md")):
        numbers = HEADING.findall(page.read_text("utf-8"))
        assert len(numbers) == len(set(numbers)), page.name
