"""The description of the API that programs and the console's types are made from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(WRITTEN.read_text())
    return whole


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def objects(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from objects(inner)


def words_within(document: dict[str, Any], node: Any, seen: set[str]) -> Iterator[Any]:
    """Every closed list of words that is reached from here."""
    for one in objects(node):
        if "enum" in one and "k" not in one.get("not", {}):
            yield one["enum"]
        if (target := one.get("$ref", "")) and target not in seen:
            seen.add(target)
            place: Any = document
            for step in target.removeprefix("#/").split("/"):
                place = place[step]
            yield from words_within(document, place, seen)


def test_a_word_that_is_added_to_an_answer_breaks_no_client(document: dict[str, Any]) -> None:
    """Only the words that `OtherEvent` is *not* are listed for good."""
    kinds = document["components"]["schemas"]["OtherEvent"]["properties"]["k"]["not"]["enum"]
    for name, operation in operations(document):
        closed = [words for words in words_within(document, operation["responses"], set()) if words != kinds]
        assert closed == [], name


def test_what_a_request_may_say_is_listed(document: dict[str, Any]) -> None:
    change = document["components"]["schemas"]["PatchedChangeRequest"]
    lists = list(words_within(document, change, set()))
    assert ["open", "pending", "snoozed", "resolved"] in lists
    assert "x-extensible-enum" not in json.dumps([one.get("requestBody") for _, one in operations(document)])


def test_every_operation_says_what_it_does_and_how_it_refuses(document: dict[str, Any]) -> None:
    assert document["servers"]
    for name, operation in operations(document):
        assert operation["summary"], name
        assert {"400", "404", "503", "default"} <= set(operation["responses"]), name
        assert "401" in operation["responses"], name
        if "requestBody" in operation:
            assert "413" in operation["responses"], name
    refusals = document["components"]["responses"].values()
    assert {one["content"]["application/json"]["schema"]["$ref"] for one in refusals} == {
        "#/components/schemas/Error"
    }


def test_bodies_are_closed_and_nothing_is_said_in_the_words_of_openapi_3_0(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert not [one for one in objects(document) if "nullable" in one]
    schemas = document["components"]["schemas"]
    bodies = [one for name, one in schemas.items() if name.endswith("Request") and "properties" in one]
    assert len(bodies) > 10
    # What the generic webhook is posted may hold more.
    assert [one for one in bodies if one.get("additionalProperties") is not False] == [
        schemas["WebhookMessageRequest"]
    ]
