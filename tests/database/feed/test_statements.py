"""Facts cost a fixed number of statements, however many rows one body changes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from messaging.actions.inbound import ReceivedMessage, receive_messages
from messaging.actions.outgoing import Draft, send_message
from messaging.actions.updates import apply_receipts
from messaging.ingest.commit import commit_calls
from messaging.ingest.parse import IncomingCall, provider_call
from messaging.models import Activity, Inbox, Message
from messaging.transports.base import Identity, InboundMessage, Receipt
from tests.factories import BY, from_customer, meta_body, status_item, text_item

pytestmark = pytest.mark.django_db


def statements(work: Any) -> int:
    with CaptureQueriesContext(connection) as done:
        work()
    return len(done)


def receipts(inbox: Inbox, messages: list[Message]) -> list[Receipt]:
    return [Receipt(inbox.route, f"wamid.{one.pk}", "delivered", timezone.now(), str(one.client_id))
            for one in messages]  # fmt: skip


def test_receipts_of_many_messages(inbox: Inbox) -> None:
    conversation = from_customer(inbox).conversation
    sent = [send_message(conversation, Draft(author=None, content=f"{n}"), by=BY) for n in range(22)]
    few, many = receipts(inbox, sent[:2]), receipts(inbox, sent[2:])
    assert statements(lambda: apply_receipts(inbox, few, by=BY)) == statements(
        lambda: apply_receipts(inbox, many, by=BY)
    )


def test_messages_of_many_customers(inbox: Inbox) -> None:
    def first_messages(start: int, count: int) -> list[ReceivedMessage]:
        return [ReceivedMessage(InboundMessage(
            route=inbox.route, external_id=f"wamid.{start + n}", kind="text", content="Hi", name="Ann",
            identities=(Identity("phone", f"4477009{start + n:05}"),),
        )) for n in range(count)]  # fmt: skip

    few, many = first_messages(0, 2), first_messages(100, 20)
    small = statements(lambda: receive_messages(inbox, few, by=BY))
    opened = Activity.objects.count()
    assert statements(lambda: receive_messages(inbox, many, by=BY)) == small
    assert Activity.objects.count() - opened == 20


# The index of search included, and on PostgreSQL that plans are kept; each more is paid by every message that comes in.
MOST_FOR_A_CALL = 25


def test_calls_of_customers_who_are_known(inbox: Inbox) -> None:
    def calls(start: int, count: int) -> list[IncomingCall]:
        items = (text_item(wamid=f"wamid.{start + n}", sender=f"4477009{n:05}") for n in range(count))
        return [
            provider_call(inbox, json.dumps(meta_body(inbox, messages=[item])).encode()) for item in items
        ]

    commit_calls(calls(0, 16))
    one, many = calls(100, 1), calls(200, 16)
    alone = statements(lambda: commit_calls(one))
    assert alone <= MOST_FOR_A_CALL
    assert statements(lambda: commit_calls(many)) <= alone


# As many for one as for sixteen.
MOST_FOR_RECEIPTS = 17


def test_calls_about_messages_of_ours(inbox: Inbox) -> None:
    thread = from_customer(inbox).conversation
    sent = [send_message(thread, Draft(author=None, content=f"{n}"), by=BY) for n in range(17)]
    for one in sent:
        Message.objects.filter(pk=one.pk).update(external_id=f"wamid.{one.pk}", status="sent")
    calls = [
        provider_call(
            inbox,
            json.dumps(meta_body(inbox, statuses=[status_item(f"wamid.{one.pk}", "delivered")])).encode(),
        )
        for one in sent
    ]
    assert statements(lambda: commit_calls(calls[:1])) <= MOST_FOR_RECEIPTS
    assert statements(lambda: commit_calls(calls[1:])) <= MOST_FOR_RECEIPTS
    assert Message.objects.filter(status="delivered").count() == 17
