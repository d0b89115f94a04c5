"""What comments and docstrings cite is in the repository, down to the section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
READ = (
    "messaging",
    "simulator",
    "support_console",
    "tests",
    "tools",
    "benchmarks",
    "frontend/src",
    "frontend/tests",
)
ENDINGS = {".py", ".ts", ".tsx", ".css", ".html"}
PAGE = re.compile(r"(?<![\w/.-])(?:[\w.-]+/)*[\w-]+\.md\b")
DESIGN = re.compile(r"docs/design/\w+\.md([^)\"`:\n]*)")
SECTION = re.compile(r"\b[AB][0-9]+\b|(?<=§)[0-9]+(?:\.[0-9]+)?")
HEADING = re.compile(r"^##? ([AB]?[0-9]+(?:\.[0-9]+)?)\.? ", re.MULTILINE)


def sources() -> Iterator[tuple[str, str]]:
    """Path and text of everything that people write for machines."""
    for folder in READ:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in ENDINGS and path.is_file() and path != Path(__file__):
                yield str(path.relative_to(ROOT)), path.read_text("utf-8")


def sections(page: Path) -> set[str]:
    return set(HEADING.findall(page.read_text("utf-8")))


def test_every_page_that_is_named_is_there():
    lost = [
        f"{where}: {page}"
        for where, text in sources()
        for page in PAGE.findall(text)
        if not ((ROOT / page).is_file() or (ROOT / "docs" / page).is_file())
    ]
    assert lost == []


def test_every_citation_of_a_design_page_resolves_to_a_heading():
    lost = []
    for where, text in sources():
        for found in DESIGN.finditer(text):
            page = ROOT / found[0].removesuffix(found[1])
            cited = set(SECTION.findall(found[1]))
            if not cited or not cited <= sections(page):
                lost.append(f"{where}: {found[0].strip()}")
    assert lost == []


def test_every_section_of_a_design_page_is_numbered_once():
    for page in sorted((ROOT / "docs" / "design").glob("*.md")):
        numbers = HEADING.findall(page.read_text("utf-8"))
        assert len(numbers) == len(set(numbers)), page.name
