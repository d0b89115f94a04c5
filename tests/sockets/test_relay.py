"""The relay against a layer that is away, deaf or lying."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from channels.layers import get_channel_layer

from messaging.errors import Overloaded
from messaging.feed import doorbell, positions, retention
from messaging.feed.burst import Item
from messaging.feed.layer_client import ChannelLayerClient
from messaging.feed.relay import Relay
from messaging.feed.types import Event
from messaging.models import Inbox
from messaging.threads import DatabaseThreads
from tests.factories import an_inbox, from_customer
from tests.sockets.console import Database, eventually

POLL = 0.05


class FlakyLayer(ChannelLayerClient):
    """The real layer; `down` makes every call raise, `deaf` swallows, `extra` is heard besides."""

    def __init__(self) -> None:
        super().__init__()
        self.down = self.deaf = False
        self.extra: deque[dict[str, Any]] = deque()

    async def receive(self) -> dict[str, Any]:
        if self.down:
            raise ConnectionError("no layer")
        while True:
            if self.extra:
                return self.extra.popleft()
            try:
                async with asyncio.timeout(0.01):
                    message = await super().receive()
            except TimeoutError:
                continue
            if not self.deaf:
                return message

    async def join(self, group: str) -> None:
        if self.down:
            raise ConnectionError("no layer")
        await super().join(group)


class Listener:
    """A listener that remembers."""

    def __init__(self) -> None:
        self.seqs: list[int] = []
        self.bursts = 0
        self.resets: list[positions.Reset] = []
        self.lost = 0

    def on_events(self, inbox_id: int, items: Sequence[Item]) -> None:
        self.seqs += [item.seq for item in items]
        self.bursts += 1

    def on_reset(self, inbox_id: int, reset: positions.Reset) -> None:
        self.resets.append(reset)

    def on_presence(self, inbox_id: int, note: dict[str, Any]) -> None:
        raise AssertionError

    def on_lost(self) -> None:
        self.lost += 1


@pytest.fixture
def inbox(transactional_db: None) -> Inbox:
    return an_inbox()


@pytest.fixture
def layer() -> FlakyLayer:
    return FlakyLayer()


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
async def one(realtime: object, layer: FlakyLayer) -> AsyncIterator[Relay]:
    """A relay with a quick poll and our layer."""
    threads = DatabaseThreads("relay-test", threads=1)
    one = Relay(threads, make_client=lambda: layer, poll=POLL, patience=0.005)
    yield one
    await one.stop()
    await asyncio.to_thread(threads.close)


class Looks:
    """How often the relay has looked at the heads."""

    def __init__(self) -> None:
        self.done = 0

    async def more(self, count: int) -> None:
        enough = self.done + count
        await eventually(lambda: self.done >= enough)


@pytest.fixture
def looks(one: Relay, monkeypatch: pytest.MonkeyPatch) -> Looks:
    looks, real = Looks(), one._catch_up._look_at_heads

    async def counted() -> bool:
        seen = await real()
        looks.done += 1
        return seen

    monkeypatch.setattr(one._catch_up, "_look_at_heads", counted)
    return looks


async def head_of(database: Database, inbox: Inbox) -> int:
    return int((await database(positions.heads, [inbox.pk]))[inbox.pk].seq)


async def received(listener: Listener, upto: int, since: int) -> None:
    await eventually(lambda: listener.seqs[-1:] == [upto])
    assert listener.seqs == list(range(since + 1, upto + 1))


@pytest.mark.parametrize("fault", ["down", "deaf"])
async def test_without_doorbells_events_come_with_the_head_poll(
    one: Relay, layer: FlakyLayer, listener: Listener, inbox: Inbox, database: Database, fault: str
) -> None:
    setattr(layer, fault, True)
    since = await head_of(database, inbox)
    await one.subscribe(inbox.pk, listener)
    for _ in range(3):
        await database(from_customer, inbox)
    await received(listener, await head_of(database, inbox), since)


async def test_when_the_layer_comes_back_the_groups_are_joined(
    looks: Looks, one: Relay, layer: FlakyLayer, listener: Listener, inbox: Inbox, database: Database
) -> None:
    layer.down = True
    since = await head_of(database, inbox)
    await one.subscribe(inbox.pk, listener)
    await database(from_customer, inbox)
    await received(listener, await head_of(database, inbox), since)
    layer.down = False
    assert one._membership is not None
    await eventually(lambda: doorbell.feed_group(inbox.pk) in one._membership._joined)
    one._catch_up._poll = 1000  # only a doorbell can bring the next one
    await looks.more(1)
    await database(from_customer, inbox)
    await received(listener, await head_of(database, inbox), since)


async def test_doubled_and_reordered_doorbells_come_out_once_and_in_order(
    one: Relay, layer: FlakyLayer, listener: Listener, inbox: Inbox, database: Database
) -> None:
    layer.deaf = True
    since = await head_of(database, inbox)
    await one.subscribe(inbox.pk, listener)
    events = await database(some_events, inbox)
    rings = [doorbell._message(inbox.pk, [event]) for event in events]
    layer.extra.extend([*reversed(rings), *rings, rings[0]])
    await received(listener, events[-1].seq, since)


async def test_a_false_announcement_does_not_keep_the_relay_busy(
    looks: Looks,
    one: Relay,
    layer: FlakyLayer,
    listener: Listener,
    inbox: Inbox,
    database: Database,
    *,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    since = await head_of(database, inbox)
    await one.subscribe(inbox.pk, listener)
    reads = 0
    read = positions.since

    def counted(*args: Any, **kwargs: Any) -> Any:
        nonlocal reads
        reads += 1
        return read(*args, **kwargs)

    monkeypatch.setattr(positions, "since", counted)
    layer.extra.append({"type": doorbell.HEAD, "inbox": inbox.pk, "seq": 10**6})
    await eventually(lambda: reads > 0)
    await looks.more(4)
    assert reads == 1
    await database(from_customer, inbox)
    await received(listener, await head_of(database, inbox), since)


async def test_a_log_that_cannot_be_continued_is_a_reset_and_goes_on_at_its_head(
    looks: Looks, one: Relay, layer: FlakyLayer, listener: Listener, inbox: Inbox, database: Database
) -> None:
    layer.deaf = True
    one._catch_up._poll = 1000
    await one.subscribe(inbox.pk, listener)
    await eventually(lambda: looks.done > 0)  # the first, and the last for long
    for _ in range(3):
        await database(from_customer, inbox)
    await database(retention.prune, inbox.pk, kept_for=retention.timedelta(0), kept_newest=1)
    head = await head_of(database, inbox)
    layer.extra.append({"type": doorbell.HEAD, "inbox": inbox.pk, "seq": head})
    await eventually(lambda: bool(listener.resets))
    assert (listener.resets[0].why, listener.resets[0].head, listener.seqs) == ("too_old", head, [])
    layer.deaf = False
    await database(from_customer, inbox)
    await received(listener, await head_of(database, inbox), head)


async def test_a_database_that_is_away_for_a_while_delays_and_loses_nothing(
    one: Relay,
    layer: FlakyLayer,
    listener: Listener,
    inbox: Inbox,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    layer.deaf = True
    since = await head_of(database, inbox)
    await one.subscribe(inbox.pk, listener)
    failures = 0

    async def away(*_: Any) -> Any:
        nonlocal failures
        failures += 1
        raise Overloaded("away")

    with monkeypatch.context() as patched:
        patched.setattr(one._catch_up._threads, "run", away)
        await database(from_customer, inbox)
        # Between two looks that fail it waits for less than between two that do not.
        one._catch_up._poll = 1000
        one._catch_up.look_now()
        await eventually(lambda: failures >= 2)
    await received(listener, await head_of(database, inbox), since)
    assert not listener.lost


async def test_following_while_the_database_is_away_is_refused_and_leaves_nothing(
    one: Relay, listener: Listener, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: Any) -> Any:
        raise Overloaded("away")

    with monkeypatch.context() as patched:
        patched.setattr(one._catch_up._threads, "run", away)
        with pytest.raises(Overloaded):
            await one.subscribe(inbox.pk, listener)
    assert not one._subscriptions
    await one.subscribe(inbox.pk, listener)
    assert one.listeners(inbox.pk) == (listener,)


async def test_an_inbox_that_nobody_follows_is_left(
    one: Relay, listener: Listener, inbox: Inbox, database: Database
) -> None:
    await one.subscribe(inbox.pk, listener)
    membership = one._membership
    assert membership is not None
    await eventually(lambda: doorbell.feed_group(inbox.pk) in membership._joined)
    one.unsubscribe(inbox.pk, listener)
    await eventually(lambda: membership._joined == {doorbell.ACCESS_GROUP, doorbell.AVAILABILITY_GROUP})
    one.unsubscribe(inbox.pk, listener)
    await database(from_customer, inbox)
    assert listener.seqs == []


async def test_stopping_tells_the_listeners_and_leaves_the_groups(
    one: Relay, layer: FlakyLayer, listener: Listener, inbox: Inbox
) -> None:
    await one.subscribe(inbox.pk, listener)
    await eventually(lambda: one._membership is not None and len(one._membership._joined) == 3)
    await one.stop()
    assert listener.lost == 1
    assert not get_channel_layer().groups


async def test_in_one_process_nothing_goes_through_the_layer(
    one: Relay, listener: Listener, inbox: Inbox, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    one._catch_up._poll = 1000
    since = await followed(one, listener, inbox, database)

    async def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(get_channel_layer(), "group_send", never)
    monkeypatch.setattr(get_channel_layer(), "receive", never)
    for _ in range(3):
        await database(from_customer, inbox)
    await received(listener, await head_of(database, inbox), since)
    assert doorbell._bound().waiting == 0


async def test_what_this_process_rings_it_receives_at_once_whatever_the_layer_does(
    one: Relay, listener: Listener, inbox: Inbox, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A layer that reaches other processes, and hangs."""
    one._catch_up._poll = 1000
    since = await followed(one, listener, inbox, database)
    asked = asyncio.Event()

    class Hanging:
        async def group_send(self, *_: object) -> None:
            asked.set()
            await asyncio.Event().wait()

    monkeypatch.setattr(doorbell, "get_channel_layer", Hanging)
    await database(from_customer, inbox)
    await received(listener, await head_of(database, inbox), since)
    await asked.wait()


async def test_rings_that_came_together_are_delivered_together(
    one: Relay, listener: Listener, inbox: Inbox, database: Database
) -> None:
    one._catch_up._poll = 1000
    since = await followed(one, listener, inbox, database)
    for seq in range(since + 1, since + 41):
        doorbell.ring(inbox.pk, [Event(inbox.pk, seq, "contact.updated", {})])
    await received(listener, since + 40, since)
    assert listener.bursts == 1


async def followed(one: Relay, listener: Listener, inbox: Inbox, database: Database) -> int:
    """Where the inbox stands when the relay receives it."""
    await one.subscribe(inbox.pk, listener)
    await eventually(lambda: one._membership is not None and len(one._membership._joined) == 3)
    return await head_of(database, inbox)


def some_events(inbox: Inbox) -> list[Any]:
    since = positions.heads([inbox.pk])[inbox.pk].seq
    for _ in range(3):
        from_customer(inbox)
    return positions.since(inbox.pk, since)
