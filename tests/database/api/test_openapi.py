"""The description of the API that programs and the console's types are made from."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from tests.live import PROJECT

WRITTEN = PROJECT / "docs/openapi.json"


def test_the_written_description_is_the_current_one(tmp_path: Path) -> None:
    made = tmp_path / "openapi.json"
    call_command("spectacular", format="openapi-json", file=str(made), validate=True, fail_on_warn=True)
    assert made.read_text() == WRITTEN.read_text(), "Run `make openapi`."


@pytest.mark.django_db
def test_a_browser_is_sent_to_the_login_and_back(client: Client) -> None:
    answer = client.get("/api/docs/", headers={"Accept": "text/html,*/*"})
    assert (answer.status_code, answer["Location"]) == (302, "/?next=/api/docs/")


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{"Accept": "*/*"}, {"Accept": "text/html", "Authorization": "Token x"}])
def test_a_program_is_answered_in_the_envelope(client: Client, headers: dict[str, str]) -> None:
    answer = client.get("/api/docs/", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
