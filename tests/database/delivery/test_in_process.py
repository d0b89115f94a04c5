"""The notifier of one process: wake-ups, sweep, process_lock, start after a crash, orderly stop."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.utils import timezone

from messaging.actions.outgoing import Draft, send_message
from messaging.actions.updates import mark_unsent_unconfirmed
from messaging.delivery import database
from messaging.delivery.lanes import lane_leases, transactions
from messaging.delivery.lanes.send_wait import SendWait, SettlementSource, wait_for_first_attempt
from messaging.delivery.processes import database_lock as in_process_lock
from messaging.delivery.processes import in_process, notifier, worker
from messaging.delivery.processes.database_lock import database_lock
from messaging.delivery.processes.process_lock import ProcessLock
from messaging.management.commands import doctor
from messaging.models import FeedEvent, FeedHead, Message, OutboxLane
from messaging.runtime import runtime, wake
from tests.database.delivery.conftest import fresh, lane_of, lease_of, statuses
from tests.factories import BY, from_customer
from tests.fake_provider import Reply
from tests.servers import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_lock(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.DELIVERY = "embedded"
    yield
    database.threads().close()


@contextlib.asynccontextmanager
async def running():
    await notifier.startup()
    try:
        yield
    finally:
        await notifier.shutdown()


@pytest.fixture
def no_sweep(monkeypatch):
    """Only wake-ups deliver."""
    monkeypatch.setattr(worker, "SWEEP", 3600)


@pytest.mark.usefixtures("no_sweep")
async def test_message_leaves_when_it_is_committed(meta, meta_inbox, queue):
    async with running():
        await asyncio.sleep(0)
        message = await asyncio.to_thread(queue, meta_inbox, "one")
        await asyncio.to_thread(meta.wait_accepted, 1)
    assert (await asyncio.to_thread(fresh, message)).status == "sent"


async def test_what_was_sent_for_later_leaves_when_it_is_due_also_after_a_restart(meta, meta_inbox):
    """Due while nobody delivered, and due while somebody does."""
    past, soon = await asyncio.to_thread(_schedule, meta_inbox)
    async with running():
        await asyncio.to_thread(meta.wait_accepted, 2)
    assert meta.texts() == ["past", "soon"]
    assert await asyncio.to_thread(lambda: fresh(soon).timestamp >= fresh(soon).send_at)
    assert await asyncio.to_thread(lambda: fresh(past).attempts) == 1


def _schedule(inbox):
    conversation = from_customer(inbox).conversation

    def later(content, after):
        draft = Draft(author=None, content=content, send_at=timezone.now() + timedelta(seconds=after))
        return send_message(conversation, draft, by=BY)

    past, soon = later("past", 60), later("soon", 1)
    Message.objects.filter(pk=past.pk).update(send_at=timezone.now())
    return past, soon


async def test_message_that_nobody_told_of_is_found_by_the_sweep(meta, meta_inbox, queue):
    message = await asyncio.to_thread(queue, meta_inbox, "one")
    async with running():
        await asyncio.to_thread(meta.wait_accepted, 1)
    assert (await asyncio.to_thread(fresh, message)).status == "sent"


@pytest.mark.engine("sqlite")
async def test_lanes_left_by_a_crash_go_on_at_once_and_their_heads_are_in_doubt(meta, meta_inbox, queue):
    message = await asyncio.to_thread(queue, meta_inbox, "one", "two")
    await asyncio.to_thread(transactions.claim, lease_of(message))
    async with running():
        await asyncio.to_thread(meta.wait_accepted, 1)
    assert meta.texts() == ["two"]
    assert await asyncio.to_thread(statuses, meta_inbox) == ["unconfirmed", "sent"]


async def test_sender_waits_for_the_first_hand_over(meta, meta_inbox, queue):
    def send() -> str:
        message = queue(meta_inbox, "one")
        wait_for_first_attempt(message.pk, 10)
        return fresh(message).status

    async with running():
        assert await asyncio.to_thread(send) == "sent"


async def test_second_process_serves_only_and_takes_over_when_the_first_ends(
    meta, meta_inbox, queue, settings, caplog
):
    first = ProcessLock(settings.VAR_DIR / "delivery.lock")
    assert first.take()
    async with running():
        assert runtime().part(SendWait).source is SettlementSource.DATABASE
        assert "Another process delivers" in caplog.text
        await asyncio.to_thread(queue, meta_inbox, "one")
        assert meta.arrivals == []
        first.give_up()
        await asyncio.to_thread(meta.wait_accepted, 1)
        assert runtime().part(SendWait).source is SettlementSource.IN_PROCESS
    assert first.take(), "a stopped notifier owns nothing"
    first.give_up()


async def test_server_with_another_var_dir_on_the_same_database_serves_only_and_takes_over(
    meta, meta_inbox, queue, settings, tmp_path, caplog
):
    first = in_process.make()
    await first.start()
    settings.VAR_DIR = tmp_path / "other"
    async with running():
        assert "A server with another VAR_DIR delivers from this database" in caplog.text
        assert runtime().part(SendWait).source is SettlementSource.DATABASE
        await first.stop()
        await asyncio.to_thread(queue, meta_inbox, "one")
        await asyncio.to_thread(meta.wait_accepted, 1)
    assert meta.texts() == ["one"]


@pytest.fixture
def two_servers():
    """The locks of two servers with one database."""
    servers = [database_lock(), database_lock()]
    yield servers
    for server in servers:
        server.give_up()


def test_the_second_server_learns_who_the_first_is(two_servers):
    first, second = two_servers
    assert first.take()
    assert first.take(), "it still is the owner"
    assert not second.take()
    assert f"process {os.getpid()} on" in second.owner()
    first.give_up()
    if connection.vendor == "postgresql":
        assert not first.take(), "given up for good: a look may still be under way"
    wait_until(second.take, "it follows")


@pytest.mark.engine("postgresql")
def test_a_server_that_crashes_or_freezes_is_followed_by_the_second(two_servers, monkeypatch):
    """Its session ends with its connection, and with its silence."""
    monkeypatch.setattr(in_process_lock, "SILENT_AFTER", "100ms")
    first, second = two_servers
    assert first.take()
    wait_until(second.take, "the silent one's session ends")
    with pytest.raises(DatabaseError):
        first.take()
    assert not first.take()


@pytest.mark.engine("postgresql")
def test_a_server_whose_connection_broke_takes_what_it_had_from_itself(two_servers):
    """The server at the other end may not have noticed: as behind a firewall that forgot the connection."""
    first, second = two_servers
    assert first.take()
    pid, left = first._session.connection.info.backend_pid, first._session
    first._session = _Broken(left)
    with pytest.raises(DatabaseError):
        first.take()
    assert not second.take(), "the session is still there"
    assert first.take()
    assert first._session.connection.info.backend_pid != pid
    assert not second.take()
    left.close()


class _Broken:
    """A session that gets no answer any more, and closes nothing."""

    def __init__(self, session):
        self.connection = session.connection

    def cursor(self):
        raise OperationalError("no answer")

    def close(self):
        pass


async def test_place_of_a_lane_that_ends_does_not_wait_for_the_next_sweep(
    meta, meta_inbox, queue, monkeypatch
):
    monkeypatch.setattr(worker, "SWEEP", 3600.0)
    for number in range(6):
        await asyncio.to_thread(queue, meta_inbox, "one", "two", phone=f"4477009030{number:02}")
    few = worker.Worker(slots=2, periodic_tasks=())
    few.start()
    await asyncio.to_thread(meta.wait_accepted, 12)
    await few.stop()
    assert set(await asyncio.to_thread(statuses, meta_inbox)) == {"sent"}


async def test_stop_finishes_the_message_in_hand_and_the_next_start_sends_the_rest(meta, meta_inbox, queue):
    release = threading.Event()
    meta.then(Reply(hold=release))
    message = await asyncio.to_thread(queue, meta_inbox, "one", "two")
    await notifier.startup()
    await asyncio.to_thread(meta.wait_for, 1)
    dispatcher = runtime().notifier._worker.dispatcher
    stopping = asyncio.ensure_future(notifier.shutdown())
    # An answer that comes before would let the next one begin.
    await asyncio.to_thread(wait_until, lambda: not dispatcher.go_on(), "it stops")
    release.set()
    await stopping
    assert await asyncio.to_thread(statuses, meta_inbox) == ["sent", "queued"]
    assert (await asyncio.to_thread(lane_of, message)).lease_token is None
    async with running():
        await asyncio.to_thread(meta.wait_accepted, 2)
    assert meta.texts() == ["one", "two"]
    assert await asyncio.to_thread(statuses, meta_inbox) == ["sent", "sent"]


async def test_starting_and_stopping_twice_is_harmless(meta_inbox):
    await notifier.startup()
    await notifier.startup()
    await notifier.shutdown()
    await notifier.shutdown()
    wake(1)
    assert await asyncio.to_thread(Message.objects.count) == 0


async def test_engine_starts_while_the_database_is_away(monkeypatch, caplog, meta, meta_inbox, queue):
    """Serving must come up, and delivery must come with the database."""
    real, tries = lane_leases.sweep, []

    def failing(limit):
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("away")
        return real(limit)

    monkeypatch.setattr(worker, "SWEEP", 0.01)
    monkeypatch.setattr(worker.lanes, "sweep", failing)
    monkeypatch.setattr(worker.lanes, "release_all", lambda: 1 / 0)
    await asyncio.to_thread(queue, meta_inbox, "one")
    async with running():
        await asyncio.to_thread(meta.wait_accepted, 1)
    assert connection.vendor != "sqlite" or "Lanes could not be freed" in caplog.text
    assert "Sweep" in caplog.text


async def test_database_older_than_what_was_last_written_here_sends_nothing_until_it_is_said_what_becomes_of_it(
    meta, meta_inbox, queue, caplog
):
    message = await asyncio.to_thread(queue, meta_inbox, "one")
    async with running():
        await asyncio.to_thread(meta.wait_accepted, 1)
    # As a backup that was made before the message went out.
    await asyncio.to_thread(put_back, message)
    async with running():
        assert in_process.OLDER in caplog.text
        assert runtime().part(SendWait).source is SettlementSource.DATABASE
        assert meta.texts() == ["one"]
        await asyncio.to_thread(mark_unsent_unconfirmed, by=BY)
        await asyncio.to_thread(queue, meta_inbox, "two")
        await asyncio.to_thread(meta.wait_accepted, 2)
    assert meta.texts() == ["one", "two"]
    assert await asyncio.to_thread(statuses, meta_inbox) == ["unconfirmed", "sent"]


async def test_backup_put_back_under_a_running_process_stops_its_delivery(meta, meta_inbox, queue, caplog):
    message = await asyncio.to_thread(queue, meta_inbox, "one")
    async with running():
        await asyncio.to_thread(meta.wait_accepted, 1)
        await asyncio.to_thread(put_back, message, "sent")
        await asyncio.to_thread(wait_until, lambda: in_process.OLDER in caplog.text, "it is noticed")
        await asyncio.to_thread(queue, meta_inbox, "two")
        assert runtime().part(SendWait).source is SettlementSource.DATABASE
    assert meta.texts() == ["one"]


async def test_doctor_names_a_database_that_was_put_back(meta, meta_inbox, queue):
    message = await asyncio.to_thread(queue, meta_inbox, "one")
    async with running():
        await asyncio.to_thread(meta.wait_accepted, 1)
    assert await asyncio.to_thread(embedded_delivery) != "FAIL"
    await asyncio.to_thread(put_back, message)
    assert await asyncio.to_thread(embedded_delivery) == "FAIL"


def embedded_delivery() -> str:
    (finding,) = doctor.delivery()
    return finding.verdict


def put_back(message: Message, status: str = "queued") -> None:
    Message.objects.filter(pk=message.pk).update(status=status, external_id=None)
    OutboxLane.objects.filter(pk=message.conversation_id).update(due_at=timezone.now())
    FeedEvent.objects.filter(seq__gt=1).delete()
    FeedHead.objects.update(seq=1)
