"""The description of the API that programs and the console's types are made from."""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command

from tests.live import PROJECT

WRITTEN = PROJECT / "docs/openapi.json"


def test_the_written_description_is_the_current_one(tmp_path: Path) -> None:
    made = tmp_path / "openapi.json"
    call_command("spectacular", format="openapi-json", file=str(made), validate=True, fail_on_warn=True)
    assert made.read_text() == WRITTEN.read_text(), "Run `make openapi`."
