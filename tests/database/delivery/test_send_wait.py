from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from messaging.delivery.lanes import send_wait, transactions
from messaging.delivery.lanes.send_wait import SettlementSource, wait_for_first_attempt
from messaging.errors import FailureClass, SendRefused
from messaging.models import Message, OutboxLane
from messaging.transports.base import Accepted
from tests.database.delivery.conftest import lease_of
from tests.factories import an_inbox

LONG = 30.0
# Far less than that, on a machine that has much else to do.
AT_ONCE = LONG / 2


@pytest.fixture
def notified():
    send_wait.set_source(SettlementSource.IN_PROCESS)
    yield
    send_wait.set_source(SettlementSource.NONE)


@pytest.fixture
def asked():
    send_wait.set_source(SettlementSource.DATABASE)
    yield
    send_wait.set_source(SettlementSource.NONE)
    for thread in threading.enumerate():
        if thread.name == "settle-poll":
            thread.join(5)


def finish(message: Message) -> None:
    lease = lease_of(message)
    transactions.finish_and_next(
        lease, transactions.claim(lease).message, Accepted(f"wamid.{message.pk}"), go_on=True
    )


def seconds_of(call, *args) -> float:
    started = time.monotonic()
    call(*args)
    return time.monotonic() - started


class Elsewhere:
    """Does something once somebody waits, in a thread with a connection of its own."""

    def __init__(self, monkeypatch, work) -> None:
        self._work = work
        self._waits = threading.Event()
        real = threading.Event.wait

        def wait(event, timeout=None):
            if timeout == LONG:
                self._waits.set()
            return real(event, timeout)

        monkeypatch.setattr(send_wait.threading.Event, "wait", wait)
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        self._waits.wait(10)
        try:
            self._work()
        finally:
            connection.close()

    def join(self) -> None:
        self._thread.join(10)


@pytest.mark.django_db
def test_nobody_waits_inside_a_transaction(queue, notified):
    assert seconds_of(wait_for_first_attempt, queue(an_inbox()).pk, LONG) < AT_ONCE


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_where_nothing_delivers(queue):
    assert seconds_of(wait_for_first_attempt, queue(an_inbox()).pk, LONG) < AT_ONCE


@pytest.mark.django_db(transaction=True)
def test_settled_message_is_not_waited_for(queue, notified):
    message = queue(an_inbox())
    finish(message)
    assert seconds_of(wait_for_first_attempt, message.pk, LONG) < AT_ONCE


@pytest.mark.django_db(transaction=True)
def test_wait_ends_at_once_when_a_lane_of_this_process_settles(queue, notified, monkeypatch):
    message = queue(an_inbox())

    def settle() -> None:
        finish(message)
        send_wait.publish_settled(message.pk)

    worker = Elsewhere(monkeypatch, settle)
    assert seconds_of(wait_for_first_attempt, message.pk, LONG) < AT_ONCE
    worker.join()


@pytest.mark.django_db(transaction=True)
def test_settle_between_look_and_wait_is_not_missed(queue, notified, monkeypatch):
    message = queue(an_inbox())
    real = send_wait._is_held_back

    def settle_now(*args) -> bool:
        held = real(*args)
        finish(message)
        send_wait.publish_settled(message.pk)
        return held

    monkeypatch.setattr(send_wait, "_is_held_back", settle_now)
    assert seconds_of(wait_for_first_attempt, message.pk, LONG) < AT_ONCE


@pytest.mark.django_db(transaction=True)
def test_settle_of_another_process_is_found_by_asking(queue, asked, monkeypatch):
    message = queue(an_inbox())
    worker = Elsewhere(monkeypatch, lambda: finish(message))
    assert seconds_of(wait_for_first_attempt, message.pk, LONG) < AT_ONCE
    worker.join()


@pytest.mark.django_db(transaction=True)
def test_postponed_counts_as_settled(queue, asked, monkeypatch):
    message = queue(an_inbox())

    def postpone() -> None:
        lease = lease_of(message)
        busy = SendRefused("131016", "Busy", failure=FailureClass.RETRY)
        transactions.retry_later(lease, transactions.claim(lease).message, busy, 60)

    worker = Elsewhere(monkeypatch, postpone)
    assert seconds_of(wait_for_first_attempt, message.pk, LONG) < AT_ONCE
    worker.join()


@pytest.mark.django_db(transaction=True)
def test_message_behind_a_backing_off_one_is_not_waited_for(queue, notified):
    message = queue(an_inbox())
    OutboxLane.objects.update(due_at=timezone.now() + timedelta(seconds=60))
    assert seconds_of(wait_for_first_attempt, message.pk, LONG) < AT_ONCE


@pytest.mark.django_db(transaction=True)
def test_wait_is_bounded(queue, notified):
    message = queue(an_inbox())
    assert 0.05 <= seconds_of(wait_for_first_attempt, message.pk, 0.05) < AT_ONCE


@pytest.mark.django_db(transaction=True)
def test_too_many_waiters_are_answered_at_once(queue, notified, monkeypatch):
    monkeypatch.setattr(send_wait, "MOST_WAITERS", 0)
    assert seconds_of(wait_for_first_attempt, queue(an_inbox()).pk, LONG) < AT_ONCE


@pytest.mark.django_db(transaction=True)
def test_one_poller_serves_everybody_and_ends_with_the_last(queue, asked, monkeypatch):
    inbox = an_inbox()
    messages = [queue(inbox, phone=f"4477009002{n:02}") for n in range(5)]
    looks: list[list[int]] = []
    real = send_wait._settled_among

    def look(ids):
        looks.append(ids)
        return real(ids)

    monkeypatch.setattr(send_wait, "_settled_among", look)
    all_wait = threading.Barrier(len(messages) + 1)

    def wait(message: Message) -> None:
        try:
            all_wait.wait()
            wait_for_first_attempt(message.pk, LONG)
        finally:
            connection.close()

    threads = [threading.Thread(target=wait, args=(message,)) for message in messages]
    for thread in threads:
        thread.start()
    all_wait.wait()
    pollers = {thread.name for thread in threading.enumerate() if thread.name == "settle-poll"}
    for message in messages:
        finish(message)
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
    assert len(pollers) <= 1
    assert any(len(ids) > 1 for ids in looks), "they are asked for together"


@pytest.mark.django_db(transaction=True)
def test_poller_lives_through_a_failing_database(queue, asked, monkeypatch):
    message = queue(an_inbox())
    real, failures = send_wait._settled_among, []

    def failing(ids):
        if threading.current_thread().name == "settle-poll" and len(failures) < 3:
            failures.append(1)
            raise RuntimeError("away")
        return real(ids)

    monkeypatch.setattr(send_wait, "_settled_among", failing)
    worker = Elsewhere(monkeypatch, lambda: finish(message))
    assert seconds_of(wait_for_first_attempt, message.pk, LONG) < AT_ONCE
    assert len(failures) == 3
    worker.join()
