"""Tests of the browser share one demo and come in any order: no two files of them may play a customer with the same number."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

BROWSER_TESTS = Path(__file__).parents[2] / "browser"
# From the range that Ofcom keeps for stories, as the tests write them: spaced or not.
NUMBER = re.compile(r"\+?44 ?7700 ?9\d{2} ?\d{3}\b")


def test_each_number_belongs_to_one_file():
    files = defaultdict(set)
    for path in BROWSER_TESTS.glob("*.py"):
        for number in NUMBER.findall(path.read_text(encoding="utf-8")):
            files[re.sub(r"\D", "", number)].add(path.name)
    assert files
    assert {number: names for number, names in files.items() if len(names) > 1} == {}
