"""The one write transaction: who waits for whom, and numbers without holes."""

from __future__ import annotations

import threading
import time
from contextlib import closing

import pytest
from django.db import connection, transaction

from messaging.actions.conversation.conversations import record_conversation
from messaging.feed import log, positions
from messaging.models import FeedEvent, Inbox, Label
from tests.factories import BY, from_customer
from tests.servers import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def touch(inbox: Inbox) -> None:
    with log.recording(by=BY):
        log.record("inbox.updated", inbox.pk, inbox_id=inbox.pk)


def is_queueing() -> bool:
    """Whether another thread has the turn to write."""
    return log._sqlite_writer.is_taken


@pytest.mark.engine("sqlite")
def test_an_action_inside_a_transaction_waits_for_nobody_who_waits_for_it(inbox: Inbox) -> None:
    """The admin's views are transactions around actions. On SQLite the outer one has the database's only write
    lock: were the action to queue behind somebody who waits for that lock, both would wait for 20 seconds."""
    begun, took = threading.Event(), []
    head = positions.heads()[inbox.pk].seq

    def other() -> None:
        begun.wait()
        since = time.monotonic()
        touch(inbox)
        took.append(time.monotonic() - since)
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    with transaction.atomic():
        Label.objects.create(name="vip")  # the write lock is ours
        begun.set()
        wait_until(is_queueing, "the other one is at the head of the queue, and stuck in SQLite")
        touch(inbox)
    thread.join()
    assert took[0] < 15
    assert positions.heads()[inbox.pk].seq == FeedEvent.objects.count() == head + 2


@pytest.mark.engine("sqlite")
def test_delivery_has_its_turn_before_the_next_webhook(inbox: Inbox) -> None:
    order: list[str] = []

    def write(kind: str) -> None:
        with closing(connection), log.recording(by=BY):
            order.append(kind)

    kinds = ["ingest", "ingest", "delivery"]
    threads = [
        threading.Thread(target=write, args=(kind,), name=f"{kind}_{place}")
        for place, kind in enumerate(kinds)
    ]
    with log.recording(by=BY):
        for place, thread in enumerate(threads):
            thread.start()
            wait_until(lambda place=place: waiting_to_write() == place + 1, "its waiting")  # type: ignore[misc]
    for thread in threads:
        thread.join(20)
    assert order == ["ingest", "delivery", "ingest"]


def waiting_to_write() -> int:
    return sum(map(len, log._sqlite_writer._waiting.values()))


def test_what_was_deleted_in_the_end_leaves_no_hole(inbox: Inbox) -> None:
    kept, gone = from_customer(inbox).conversation, from_customer(inbox, phone="447700900124").conversation
    head = positions.heads()[inbox.pk].seq
    with log.recording(by=BY):
        record_conversation(gone)
        record_conversation(kept)
        gone.delete()
    assert positions.heads()[inbox.pk].seq == head + 1
    (event,) = positions.since(inbox.pk, head)
    assert (event.seq, event.payload["id"]) == (head + 1, kept.pk)
    touch(inbox)
    assert [event.seq for event in positions.since(inbox.pk, head)] == [head + 1, head + 2]
