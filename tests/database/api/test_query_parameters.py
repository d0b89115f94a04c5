"""Every query parameter that the description has: given twice, empty or wrong it is refused by name.

To leave one aside would answer with something else than was asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from messaging.actions.people.credentials import create_api_token
from messaging.models import Inbox
from tests.factories import BY, an_agent, from_customer
from tests.live import PROJECT

pytestmark = pytest.mark.django_db
PATHS = json.loads((PROJECT / "docs/openapi.json").read_text())["paths"]
# What is well-formed, but wrong for a kind of parameter.
NO_NUMBERS = ["abc", "-1", "null", "1.5", "", " 1", "٣", "1e3", "\x00"]


@pytest.fixture
def admin(inbox: Inbox) -> Client:
    from_customer(inbox)
    return Client(headers={"Authorization": f"Token {create_api_token(an_agent('admin'), by=BY)}"})


def parameters() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in PATHS.items():
        for one in methods.get("get", {}).get("parameters", ()):
            if one["in"] == "query":
                yield path, one


def wrong(one: dict[str, Any]) -> list[str]:
    schema = one["schema"].get("items", one["schema"])
    # A number or a word: what is no number is not one of the words either.
    schema = schema.get("oneOf", [schema])[0]
    if schema["type"] == "integer":
        return [*NO_NUMBERS, "0"] if schema["minimum"] == 1 else NO_NUMBERS
    if "enum" in schema or "pattern" in schema or schema.get("format") == "uuid":
        return ["nonsense", "", "\x00"]
    return [""] if schema.get("minLength") else []


def url_of(path: str, inbox: Inbox) -> str:
    """A path whose resource is there; the feed is of an inbox, whatever else is asked."""
    conversation = inbox.conversations.get()
    nouns = {"conversations": conversation, "contacts": conversation.contact, "inboxes": inbox}
    noun = nouns.get(path.split("/")[2])
    return path.replace("{id}", str(noun.pk if noun else 1))


def is_refused(admin: Client, url: str, name: str, values: list[str], inbox: Inbox) -> bool:
    needed = {"inbox": str(inbox.pk)} if url.endswith("/feed") else {}
    answer = admin.get(url, {**needed, name: values})
    if name == "cursor" and len(values) == 1:
        return answer.status_code == 404  # one that we did not make
    return answer.status_code == 400 and name in answer.json()["errors"]


def test_the_lists_are_there() -> None:
    assert len({path for path, _ in parameters()}) > 12
    assert {"view", "status", "label", "q", "since", "epoch"} <= {one["name"] for _, one in parameters()}


def test_a_wrong_value_is_refused_by_name(admin: Client, inbox: Inbox, subtests: pytest.Subtests) -> None:
    for path, one in parameters():
        for value in wrong(one):
            with subtests.test(path, name=one["name"], value=value):
                assert is_refused(admin, url_of(path, inbox), one["name"], [value], inbox)


def test_one_that_is_given_twice_is_refused_by_name(
    admin: Client, inbox: Inbox, subtests: pytest.Subtests
) -> None:
    for path, one in parameters():
        with subtests.test(path, name=one["name"]):
            several = one["schema"].get("type") == "array"
            twice = one["schema"]["items"]["enum"][:2] if several else ["1", "1"]
            assert is_refused(admin, url_of(path, inbox), one["name"], twice, inbox) is not several
