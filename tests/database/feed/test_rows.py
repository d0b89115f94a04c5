"""Rows that are written and read without Django's compiler are those that Django would write and read."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import DataError, models, transaction

from messaging.models import (
    Address,
    Contact,
    Conversation,
    FeedEvent,
    Inbox,
    Instances,
    Message,
    WebhookCall,
    fresh,
    insert_rows,
    update_rows,
)
from tests.factories import from_customer

pytestmark = pytest.mark.django_db

ODD = 'it\'s 100% \\ "quoted" ${x} 😀\nعرب\u2028'
AT = datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=timezone(timedelta(hours=5, minutes=30)))
JSON: list[Any] = [
    {},
    {"a": [1, 2.5, None, True, ODD], ODD: {"b": ""}},
    {"large": 2**70 + 1, "small": -(2**63)},
    {"n": 0.1 + 0.2},
]


def columns(row: models.Model) -> dict[str, Any]:
    """What a row is made of, without what the database computes of it."""
    fields = [field for field in row._meta.concrete_fields if not field.generated]
    return {field.attname: getattr(row, field.attname) for field in fields}


def same(row: models.Model) -> None:
    """As Django reads it, as we do, and as it is in memory."""
    model = type(row)
    (ours,) = Instances(model).read([row.pk])
    read = columns(model._default_manager.get(pk=row.pk))
    assert columns(ours) == read
    assert {
        name: bytes(one) if isinstance(one, memoryview) else one for name, one in read.items()
    } == columns(row)


def a_message(thread: Conversation, payload: Any) -> Message:
    return fresh(
        Message, conversation=thread, inbox=thread.inbox, direction="outbound", kind=Message.Kind.TEXT,
        sender=ODD, receiver="", content=ODD, timestamp=AT, status=Message.Status.SENT, provider_timestamp=None,
        payload=payload, error=None if payload else ODD, revisions=[payload],
    )  # fmt: skip


def test_messages(inbox: Inbox) -> None:
    thread = from_customer(inbox).conversation
    for row in insert_rows(a_message(thread, payload) for payload in JSON):
        same(row)
        row.content, row.edited_at, row.payload, row.error = ODD * 2, AT, {"new": JSON}, {"c": ODD}
        update_rows([row], ["content", "edited_at", "payload", "error"])
        same(row)


def test_bytes_and_booleans(inbox: Inbox) -> None:
    raw = bytes(range(256)) + "é".encode()
    same(insert_rows([fresh(WebhookCall, inbox=inbox, source="generic", body=raw, state="ignored")])[0])
    (contact,) = insert_rows([Contact(name=ODD, blocked=True)])
    same(contact)
    contact.blocked = False
    update_rows([contact], ["blocked"])
    same(contact)


def test_ids_come_in_the_order_of_the_rows(inbox: Inbox) -> None:
    rows = insert_rows(
        fresh(FeedEvent, inbox=inbox, seq=n, kind="x", payload={"n": n}) for n in range(900, 400, -1)
    )
    assert dict(FeedEvent.objects.filter(kind="x").values_list("pk", "seq")) == {
        row.pk: row.seq for row in rows
    }
    assert [row.pk for row in rows] == sorted(row.pk for row in rows)


def test_a_fresh_row_is_what_the_constructor_makes(inbox: Inbox) -> None:
    thread = from_customer(inbox).conversation
    values: dict[str, Any] = {
        "conversation": thread,
        "inbox_id": inbox.pk,
        "content": "x",
        "client_id": None,
        "timestamp": AT,
    }
    ours, djangos = fresh(Message, **values), Message(**values)
    assert columns(ours) == columns(djangos)
    assert ours.conversation is thread
    assert ours._state.adding
    assert fresh(Message).payload is not fresh(Message).payload
    assert fresh(Message, reply_to=None).reply_to_id is None


def test_what_was_not_read_is_read_when_it_is_asked_for(inbox: Inbox) -> None:
    message = from_customer(inbox)
    (slim,) = Instances(Message, ["id", "status"]).read([message.pk])
    assert slim.get_deferred_fields() >= {"content", "payload"}
    assert slim.content == message.content
    (address,) = Instances(Address, related="contact", key="contact").read([message.conversation.contact_id])
    assert address.contact == message.conversation.contact
    assert address.contact.earlier["name"] == address.contact.name


@pytest.mark.engine("postgresql")
def test_a_text_that_is_too_long_is_refused_and_not_cut() -> None:
    with pytest.raises(DataError), transaction.atomic():
        insert_rows([Contact(name="x" * 256)])
