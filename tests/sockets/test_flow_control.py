"""Slow clients: closed with 4408, never given a feed with a hole, and never kept in memory."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from django.db import transaction

from messaging.feed import current_relay, doorbell, log
from messaging.feed.burst import Item
from messaging.feed.types import Event
from messaging.models import Agent, FeedEvent, Inbox
from messaging.realtime import connection as connection_module
from messaging.realtime import hub
from messaging.realtime.authentication import Login
from messaging.realtime.connection import Connection
from messaging.realtime.frame_writer import FrameWriter
from messaging.realtime.presence import PresenceCache
from messaging.realtime.protocol import Ack, Sub
from messaging.realtime.send_buffer import MAX_CHARS, MAX_FRAMES
from tests.sockets.console import Database, eventually
from tests.sockets.decoding import Decoder


class Pipe:
    """A wire whose reader can stop reading."""

    direct: FrameWriter | None = None

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []
        self.code: int | None = None
        self.reading = asyncio.Event()
        self.reading.set()
        self.arrived = asyncio.Condition()
        self._decoder = Decoder()

    async def send(self, text: str) -> None:
        await self.reading.wait()
        self.frames.append(json.loads(text))
        await self._notify()

    def write(self, frames: bytes) -> bool:
        """As a server does that takes frames: at once, or not at all."""
        if not self.reading.is_set():
            return False
        self.frames += map(json.loads, self._decoder.texts(frames))
        self._notice = asyncio.create_task(self._notify())
        return True

    async def _notify(self) -> None:
        async with self.arrived:
            self.arrived.notify_all()

    async def close(self, code: int) -> None:
        await self.reading.wait()
        self.code = code

    @property
    def seqs(self) -> list[int]:
        return [frame["s"] for frame in self.frames if frame["op"] == "ev"]

    async def until(self, op: str) -> dict[str, Any]:
        async with asyncio.timeout(30), self.arrived:
            await self.arrived.wait_for(lambda: any(frame["op"] == op for frame in self.frames))
        return next(frame for frame in self.frames if frame["op"] == op)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def pipe() -> Pipe:
    return Pipe()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["texts", "frames"])
async def connection(
    realtime: hub.Hub, agent: Agent, pipe: Pipe, clock: Clock, request: pytest.FixtureRequest
) -> AsyncIterator[Connection]:
    """One whose server takes texts, and one whose server takes frames as well."""
    pipe.direct = FrameWriter(pipe.write, deflate=False) if request.param == "frames" else None
    connection = Connection(Login(agent, None, ""), pipe, current_relay(), PresenceCache(), clock=clock)
    yield connection
    await connection.end()


async def following(connection: Connection, pipe: Pipe, inbox: Inbox, since: int | None = None) -> int:
    """The head at which it went live."""
    connection.sub(Sub(inbox.pk, since))
    await pipe.until("live")
    return int((await pipe.until("subbed"))["head"])


def deliver(connection: Connection, inbox: Inbox, first: int, last: int, chars: int = 10) -> None:
    """As the relay does."""
    subscription = connection.subscription(inbox.pk)
    if subscription is not None:
        text = json.dumps({"op": "ev", "i": inbox.pk, "s": 0, "pad": "x" * chars})
        items = [Item(seq, "k", text.replace('"s": 0', f'"s": {seq}')) for seq in range(first, last + 1)]
        subscription.on_events(inbox.pk, items)


async def test_a_reader_that_stops_is_closed_when_its_queue_is_full(
    connection: Connection, pipe: Pipe, inbox: Inbox
) -> None:
    head = await following(connection, pipe, inbox)
    pipe.reading.clear()
    for seq in range(head + 1, head + 1 + MAX_FRAMES + 200):
        deliver(connection, inbox, seq, seq)
    assert connection.close_code == 4408
    assert connection.inboxes == ()
    assert not current_relay().listeners(inbox.pk)
    assert len(connection._buffer) == 1, "only the last word waits"
    pipe.reading.set()
    await connection.ended.wait()
    assert pipe.code == 4408
    assert pipe.frames[-1]["code"] == "too_slow"
    assert pipe.seqs == list(range(head + 1, head + 1 + len(pipe.seqs)))


async def test_what_a_slow_reader_had_to_wait_for_comes_before_what_is_new(
    connection: Connection, pipe: Pipe, inbox: Inbox
) -> None:
    head = await following(connection, pipe, inbox)
    for step in range(6):
        pipe.reading.clear()
        deliver(connection, inbox, head + 1, head + 3)
        await asyncio.sleep(0)
        deliver(connection, inbox, head + 4, head + 5)
        pipe.reading.set()
        for _ in range(step):
            await asyncio.sleep(0)
        deliver(connection, inbox, head + 6, head + 7)
        head += 7
    await eventually(lambda: pipe.seqs[-1:] == [head])
    assert pipe.seqs == list(range(head - 41, head + 1))


async def test_long_events_fill_the_queue_sooner(connection: Connection, pipe: Pipe, inbox: Inbox) -> None:
    head = await following(connection, pipe, inbox)
    pipe.reading.clear()
    for seq in range(head + 1, head + 100):
        deliver(connection, inbox, seq, seq, chars=10_000)
        assert connection._buffer.chars <= MAX_CHARS
    assert connection.close_code == 4408


async def test_a_server_that_takes_nothing_for_too_long_is_a_slow_client(
    connection: Connection, pipe: Pipe, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_module, "SEND_PATIENCE", 0.05)
    monkeypatch.setattr(connection_module, "FAREWELL_PATIENCE", 0.05)
    head = await following(connection, pipe, inbox)
    pipe.reading.clear()
    deliver(connection, inbox, head + 1, head + 1)
    async with asyncio.timeout(30):
        await connection.ended.wait()
    assert connection.close_code == 4408
    assert pipe.code is None, "the code cannot be sent through a pipe that is stuck"


async def test_a_client_that_reads_but_never_acknowledges_is_closed(
    connection: Connection, pipe: Pipe, inbox: Inbox, clock: Clock
) -> None:
    """The only thing that shows on daphne, which takes everything into memory."""
    head = await following(connection, pipe, inbox)
    for first in range(head + 1, head + 600, 50):
        deliver(connection, inbox, first, first + 49)
        await asyncio.sleep(0)
    await eventually(lambda: len(pipe.seqs) == 600)
    connection.check_flow()
    assert connection.close_code is None
    clock.now += 10.1
    connection.check_flow()
    assert connection.close_code == 4408
    await connection.ended.wait()
    assert pipe.code == 4408


async def test_without_acknowledgements_only_so_much_is_written(
    connection: Connection, pipe: Pipe, inbox: Inbox
) -> None:
    head = await following(connection, pipe, inbox)
    for first in range(head + 1, head + 3000, 50):
        deliver(connection, inbox, first, first + 49)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    await connection.ended.wait()
    assert 1000 <= len(pipe.seqs) < 1100
    assert pipe.code == 4408, "the queue behind it ran full"


async def test_a_client_that_acknowledges_is_never_too_slow(
    connection: Connection, pipe: Pipe, inbox: Inbox, clock: Clock
) -> None:
    head = await following(connection, pipe, inbox)
    for first in range(head + 1, head + 2000, 50):
        deliver(connection, inbox, first, first + 49)
        await eventually(lambda first=first: pipe.seqs[-1:] == [first + 49])  # type: ignore[misc]
        connection.ack(Ack(inbox.pk, first + 49))
        clock.now += 9
        connection.check_flow()
    assert connection.close_code is None
    assert pipe.seqs == list(range(head + 1, head + 1 + len(pipe.seqs)))


async def test_a_burst_larger_than_the_queue_does_not_close_a_client_that_reads(
    connection: Connection, pipe: Pipe, inbox: Inbox, database: Database
) -> None:
    """A thousand receipts in one webhook are one transaction: the relay hands them over in pieces."""
    head = await following(connection, pipe, inbox)
    last = await database(write_events, inbox, 950)
    doorbell.ring(
        inbox.pk, [Event(inbox.pk, seq, "contact.updated", {}) for seq in range(head + 1, last + 1)]
    )
    async with asyncio.timeout(30):
        while len(pipe.seqs) < 950:
            await asyncio.sleep(0.005)
            assert connection.close_code is None
            connection.ack(Ack(inbox.pk, max(pipe.seqs, default=0)))
    assert pipe.seqs == list(range(head + 1, last + 1))


async def test_a_replay_waits_for_its_reader_instead_of_closing(
    connection: Connection, pipe: Pipe, inbox: Inbox, database: Database, clock: Clock
) -> None:
    await database(write_events, inbox, 950)
    pipe.reading.clear()
    connection.sub(Sub(inbox.pk, 0))
    await eventually(lambda: len(connection._buffer) >= MAX_FRAMES // 2)
    assert len(connection._buffer) <= MAX_FRAMES // 2
    pipe.reading.set()
    await eventually(lambda: len(pipe.seqs) > 500)
    assert connection.close_code is None
    # It goes on as the client acknowledges.
    async with asyncio.timeout(30):
        while not any(frame["op"] == "live" for frame in pipe.frames):
            connection.ack(Ack(inbox.pk, pipe.seqs[-1]))
            await asyncio.sleep(0.01)
    assert pipe.seqs == list(range(1, len(pipe.seqs) + 1))
    assert len(pipe.seqs) >= 950


async def test_a_replay_to_a_client_that_never_acknowledges_stops(
    connection: Connection, pipe: Pipe, inbox: Inbox, database: Database, clock: Clock
) -> None:
    await database(write_events, inbox, 990)
    connection.sub(Sub(inbox.pk, 0))
    await eventually(lambda: len(pipe.seqs) > 500)
    await asyncio.sleep(0.05)
    assert len(pipe.seqs) < 900
    clock.now += 10.1
    connection.check_flow()
    await connection.ended.wait()
    assert pipe.code == 4408


def write_events(inbox: Inbox, count: int) -> int:
    """Events of no consequence, in one transaction, straight into the log; the last number."""
    with transaction.atomic():
        last = log.allot(inbox.pk, count)
        FeedEvent.objects.bulk_create(
            FeedEvent(inbox=inbox, seq=seq, kind="contact.updated", payload={"n": seq})
            for seq in range(last - count + 1, last + 1)
        )
    return last
