"""What a reply may quote: it would go out without its quote where the customer has no such message."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from messaging.models import Conversation, Inbox, Message
from tests.factories import from_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation(inbox: Inbox) -> Conversation:
    return from_customer(inbox, "Is the lamp in stock?").conversation


def reply(api: Client, conversation: Conversation, **fields: Any) -> Any:
    body = {"content": "Yes", **fields}
    return api.post(f"/api/conversations/{conversation.pk}/messages", body, content_type="application/json")


@pytest.fixture
def sent(api: Client, conversation: Conversation, monkeypatch: pytest.MonkeyPatch) -> Message:
    """One of ours that the provider has taken."""
    monkeypatch.setattr("messaging.api.conversations.wait_for_first_attempt", lambda pk: None)
    pk = reply(api, conversation).json()["id"]
    Message.objects.filter(pk=pk).update(status="sent", external_id="wamid.OURS")
    return Message.objects.get(pk=pk)


def test_what_the_customer_has_is_quoted(api: Client, conversation: Conversation, sent: Message) -> None:
    for quoted in (sent, Message.objects.get(direction="inbound")):
        assert reply(api, conversation, reply_to=quoted.pk).json()["reply_to"]["id"] == quoted.pk


def test_what_is_on_its_way_is_quoted(api: Client, conversation: Conversation, sent: Message) -> None:
    Message.objects.filter(pk=sent.pk).update(status="queued", external_id=None)
    assert reply(api, conversation, reply_to=sent.pk).status_code == 201


@pytest.mark.parametrize(
    "change",
    [
        {"status": "failed"},
        {"status": "failed", "external_id": None},
        {"status": "unconfirmed", "external_id": None},
        {"revoked_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"kind": "call"},
        {"kind": "system"},
    ],
    ids=str,
)
def test_what_they_do_not_have_is_refused(
    api: Client, conversation: Conversation, sent: Message, change: dict[str, Any]
) -> None:
    Message.objects.filter(pk=sent.pk).update(**change)
    answer = reply(api, conversation, reply_to=sent.pk)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["reply_to"])
