"""docs/simulator.md says what can be made to happen."""

from __future__ import annotations

import re

from django.conf import settings

from simulator import faults, urls
from simulator.meta import ENDPOINTS
from simulator.provider import events

PAGE = (settings.BASE_DIR / "docs" / "simulator.md").read_text()


def test_every_fault_is_described_and_no_other() -> None:
    table = PAGE.partition("|---|")[2].partition("## Events")[0]
    described = {
        row[0]: row[2] for row in re.findall(r"^\| `(\w+)` \| (.+?) \| (\w+) \|$", table, re.MULTILINE)
    }
    at = {"": "both", "meta": "Meta", "twilio": "Twilio"}
    assert described == {kind: at[fault.only] for kind, fault in faults.FAULTS.items()}


def test_every_event_is_described() -> None:
    table = PAGE.partition("## Events")[2].partition("## Customers")[0]
    assert {kind for kind in events.EVENTS if f"`{kind}`" not in table} == set()


def test_every_path_for_programs_is_described() -> None:
    paths = {re.sub(r"<int:\w+>", "<id>", path) for path in urls.PATHS if path.startswith("api/")}
    # The page's own files.
    assert {path for path in paths if path not in PAGE} == {"api/media/<str:media_id>"}


def test_every_request_that_the_fake_meta_answers_is_described() -> None:
    table = PAGE.partition("## What the fake Meta answers")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([^`]+)` \| ([A-Z, ]+) \|", table, re.MULTILINE)
    described = {(method, path) for path, methods in rows for method in methods.split(", ")}
    objects = {"number", "media", "account", "template", "app"}
    answered = {
        (method, "/".join(filter(None, (f"<{kind}>" if kind in objects else kind, edge))))
        for method, kind, edge in ENDPOINTS
    }
    assert described == answered | {("GET", "oauth/access_token")}
