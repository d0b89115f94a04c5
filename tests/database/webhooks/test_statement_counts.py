"""What many items of one kind cost: a number of statements that hardly grows with them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import webhook_bodies as bodies
from messaging import ingest
from messaging.models import Inbox
from tests.factories import from_customer

pytestmark = pytest.mark.django_db(transaction=True)

FEW, MANY = 10, 40
# Inserts in pieces, and what SQLite takes in one statement.
GROWTH = 10
Kind = tuple[Callable[[], dict[str, Any]], str, str]

KINDS: dict[str, Kind] = {
    "texts of as many customers": (bodies.text, "messages", "messages"),
    "notices of a new number": (bodies.moved, "messages", "messages"),
    "updates of ids": (bodies.id_update, "user_id_update", "user_id_update"),
    "reactions to unknown": (bodies.reaction, "messages", "messages"),
    "edits of unknown": (bodies.edit, "messages", "messages"),
    "deletions of unknown": (bodies.deletion, "messages", "messages"),
    "pictures": (bodies.picture, "messages", "messages"),
    "answers to unknown": (bodies.quoting, "messages", "messages"),
    "receipts of unknown": (bodies.status, "messages", "statuses"),
    "echoes": (bodies.echo, "smb_message_echoes", "message_echoes"),
    "preferences": (bodies.preference, "user_preferences", "user_preferences"),
}


def statements(inbox: Inbox, kind: Kind, items: Sequence[dict[str, Any]]) -> int:
    _, field, key = kind
    body = json.dumps(bodies.of_field(inbox, field, key, list(items))).encode()
    call = ingest.provider_call(inbox, body)
    with CaptureQueriesContext(connection) as caught:
        (outcome,) = ingest.commit_each([call])
    assert isinstance(outcome, ingest.Outcome)
    assert sum(outcome.summary.values()) == len(items)
    assert not outcome.errors
    return len(caught)


@pytest.mark.parametrize("name", KINDS)
def test_many_of_a_kind_take_hardly_more_statements_than_few(inbox: Inbox, name: str) -> None:
    make = KINDS[name][0]
    few = statements(inbox, KINDS[name], [make() for _ in range(FEW)])
    many = statements(inbox, KINDS[name], [make() for _ in range(MANY)])
    assert many - few <= GROWTH


def test_known_customers_who_come_with_another_name_take_no_statement_each(inbox: Inbox) -> None:
    """Meta gives every customer an id besides the number: the first message after that brings it."""
    kind: Kind = KINDS["texts of as many customers"]
    numbers = [bodies.phone() for _ in range(FEW + MANY)]
    for number in numbers:
        from_customer(inbox, phone=number)
    items = [{**bodies.text(number), "from_user_id": f"GB.{number}"} for number in numbers]
    few, many = statements(inbox, kind, items[:FEW]), statements(inbox, kind, items[FEW:])
    assert many - few <= GROWTH


@pytest.mark.parametrize("change", ["reaction", "edit", "deletion"])
def test_changes_of_known_messages_take_no_statement_each(inbox: Inbox, change: str) -> None:
    messages = [from_customer(inbox, phone=bodies.phone()) for _ in range(FEW + MANY)]
    items = [_changing(message, change) for message in messages]
    kind: Kind = KINDS["texts of as many customers"]
    few, many = statements(inbox, kind, items[:FEW]), statements(inbox, kind, items[FEW:])
    assert many - few <= GROWTH


def _changing(message: Any, change: str) -> dict[str, Any]:
    item = {"reaction": bodies.reaction, "edit": bodies.edit, "deletion": bodies.deletion}[change]()
    item["from"] = message.sender.removeprefix("+")
    part = item.get("reaction") or item.get("edit") or item["revoke"]
    part["message_id" if change == "reaction" else "original_message_id"] = message.external_id
    return item
