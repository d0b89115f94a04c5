"""Every code of an error answer stands in docs/protocol.md: programs branch on them."""

from __future__ import annotations

import re
from functools import cache

import pytest

from messaging.api.kit.errors import CODES
from tests.live import PROJECT
from tests.pure.project.prose import modules_of

# As sources write them: the code of an answer, of a refusal of its own, and of a class of refusals.
WRITTEN = (
    r'(?:json_error\(\s*\d+,|envelope\()\s*"([a-z_]+)"',
    r'\bcode="([a-z_]+)"',
    r'^    code = "([a-z_]+)"',
)
# Django's forms have codes of their own, which no program sees.
FORMS_ONLY = "from django.core.exceptions import ValidationError"


def texts() -> list[str]:
    return [text for _, text in modules_of("messaging", "support_console")]


@cache
def codes() -> set[str]:
    answering = [text for text in texts() if FORMS_ONLY not in text]
    found = {code for text in answering for one in WRITTEN for code in re.findall(one, text, re.MULTILINE)}
    return found | {*CODES.values()}


def documented() -> set[str]:
    page = (PROJECT / "docs/protocol.md").read_text("utf-8")
    table = page.partition("| Status | Codes |")[2].partition("\n\n")[0]
    return set(re.findall(r"`([a-z_]+)`", table))


def test_every_code_is_documented(subtests: pytest.Subtests) -> None:
    assert len(codes()) > 30
    for code in sorted(codes()):
        with subtests.test(code):
            assert code in documented()


def test_every_documented_code_is_one_of_ours(subtests: pytest.Subtests) -> None:
    for code in sorted(documented()):
        with subtests.test(code):
            assert any(f'"{code}"' in text for text in texts())
