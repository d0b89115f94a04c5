"""Every code of an error answer stands in docs/protocol.md: programs branch on them."""

from __future__ import annotations

import re

import pytest

from messaging.api.kit.errors import CODES
from tests.live import PROJECT

# As sources write them: the code of an answer, of a refusal of its own, and of a class of refusals.
WRITTEN = (r'json_error\(\s*\d+,\s*"([a-z_]+)"', r'\bcode="([a-z_]+)"', r'^    code = "([a-z_]+)"')
ROOMS = ("api", "actions", "errors.py", "envelope.py", "models", "permissions.py", "webhooks")


def codes() -> set[str]:
    paths = [PROJECT / "messaging" / room for room in ROOMS]
    files = [file for path in paths for file in ([path] if path.suffix else path.rglob("*.py"))]
    texts = [file.read_text("utf-8") for file in files]
    return {code for text in texts for one in WRITTEN for code in re.findall(one, text, re.MULTILINE)} | {
        *CODES.values()
    }


def test_every_code_is_documented(subtests: pytest.Subtests) -> None:
    page = (PROJECT / "docs/protocol.md").read_text("utf-8")
    assert len(codes()) > 30
    for code in sorted(codes()):
        with subtests.test(code):
            assert f"`{code}`" in page
