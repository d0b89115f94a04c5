"""The relay: the one reader per process that turns doorbells into an ordered feed (realtime.md §4.6).

Doorbells may be lost, doubled and out of order, and the layer may be away altogether: the log is asked for
a missing number after a moment, and every inbox's head is polled, so news may come late but always comes.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.db import Error as DatabaseError

from messaging import metrics
from messaging.awaiting import wait_until_set
from messaging.errors import Overloaded
from messaging.feed import doorbell, log
from messaging.feed.encoding import encode
from messaging.feed.layer_client import ChannelLayerClient, LayerClient
from messaging.feed.membership import Membership
from messaging.feed.ordering import Item, Ordering
from messaging.feed.subscription import Listener, Subscription
from messaging.feed.types import INBOX_UPDATED
from messaging.threads import DatabaseThreads

logger = logging.getLogger(__name__)

# Seconds between two looks at the heads: the longest delay of news whose doorbell was lost.
POLL = 2.0
# Seconds that a missing number gets to arrive by itself: commits ring a little out of order.
PATIENCE = 0.04
# One turn of the event loop delivers at most this much, so that the sockets' writers keep pace.
CHUNK_EVENTS = 64
CHUNK_CHARS = 64_000
# Further behind than this the sockets start again from a snapshot.
BUDGET = 10_000


class Relay:
    """Belongs to the loop on which it was made. Starts itself when somebody follows an inbox."""

    def __init__(
        self,
        threads: DatabaseThreads,
        *,
        make_client: Callable[[], LayerClient] = ChannelLayerClient,
        poll: float = POLL,
        patience: float = PATIENCE,
    ) -> None:
        self.id = uuid.uuid4().hex
        self.loop = asyncio.get_running_loop()
        self.access_listeners: set[Callable[[], None]] = set()
        self._threads = threads
        self._make_bus = make_client
        self._poll = poll
        self._patience = patience
        self._tracks: dict[int, Subscription] = {}
        self._look = asyncio.Event()
        self._membership: Membership | None = None
        self._task: asyncio.Task[None] | None = None
        self._group: asyncio.TaskGroup | None = None
        metrics.RELAY_LAG.set_function(lambda: sum(track.lag for track in self._tracks.values()))

    # --- for listeners ---------------------------------------------------------------------

    async def follow(self, inbox_id: int, listener: Listener) -> None:
        """Deliver this inbox from somewhere at or before its present head, without a hole.

        Follow first, read the log afterwards. Raises `Overloaded` or `DatabaseError` when the head cannot
        be read; then nothing is followed.
        """
        self.start()
        track = self._tracks.setdefault(inbox_id, Subscription(inbox_id))
        track.listeners.add(listener)
        self._regroup()
        try:
            await self._begin(track)
        except BaseException:
            self.unfollow(inbox_id, listener)
            raise

    def unfollow(self, inbox_id: int, listener: Listener) -> None:
        track = self._tracks.get(inbox_id)
        if track is None:
            return
        track.listeners.discard(listener)
        if not track.listeners:
            del self._tracks[inbox_id]
            self._regroup()

    def head(self, inbox_id: int) -> int:
        """The highest number known to exist in a followed inbox."""
        track = self._tracks.get(inbox_id)
        return track.ordering.head if track and track.ordering else 0

    def listeners(self, inbox_id: int) -> Sequence[Listener]:
        track = self._tracks.get(inbox_id)
        return tuple(track.listeners) if track else ()

    # --- life ------------------------------------------------------------------------------

    def start(self) -> None:
        """Run, if it does not already; also after it died."""
        doorbell.bind(self.loop)
        if self._task is None or self._task.done():
            self._task = self.loop.create_task(self._run(), name="relay")

    async def stop(self) -> None:
        """End; listeners hear `on_lost`."""
        doorbell.unbind(self.loop)
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        bus = self._make_bus()
        self._membership = Membership(bus, self._groups, self._look.set, retry=self._poll)
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                group.create_task(self._listen(bus))  # first: a bus is received from before it is joined
                group.create_task(self._membership.keep())
                group.create_task(self._watch_heads())
        except Exception:
            metrics.RELAY_DEATHS.inc()
            logger.exception("relay died")
        finally:
            self._lose_everybody()
            await self._membership.leave_all()

    def _lose_everybody(self) -> None:
        self._group = None
        lost = {listener for track in self._tracks.values() for listener in track.listeners}
        self._tracks.clear()
        for listener in lost:
            listener.on_lost()

    def _groups(self) -> set[str]:
        return {doorbell.ACCESS_GROUP, *map(doorbell.feed_group, self._tracks)}

    def _regroup(self) -> None:
        if self._membership is not None:
            self._membership.changed.set()

    # --- hearing ---------------------------------------------------------------------------

    async def _listen(self, bus: LayerClient) -> None:
        while True:
            try:
                message = await bus.receive()
            except Exception as failure:
                logger.warning("doorbells cannot be heard", extra={"failure": repr(failure)})
                await asyncio.sleep(self._poll)
                continue
            await self._hear(message)
            # A full queue hands out messages without ever yielding; the writers need their turn.
            await asyncio.sleep(0)

    async def _hear(self, message: dict[str, Any]) -> None:
        if message["type"] == doorbell.ACCESS:
            self._access_changed()
            return
        track = self._tracks.get(message["inbox"])
        if track is not None and message["type"] == doorbell.PRESENCE:
            self._pass_on(track, message["note"])
        elif track is not None and track.ordering is not None:
            _take_in(track.ordering, message)
            await self._deliver(track)
            self._catch_up_soon(track, "gap")

    def _access_changed(self) -> None:
        """Rights may have changed: an inbox's members, or what an agent is."""
        for changed in tuple(self.access_listeners):
            changed()

    def _pass_on(self, track: Subscription, note: dict[str, Any]) -> None:
        if note["origin"] != self.id:  # our own listeners have been told at once
            track.tell(lambda listener: listener.on_presence(track.inbox_id, note))

    async def _deliver(self, track: Subscription) -> None:
        while track.ordering and (items := track.ordering.take(CHUNK_EVENTS, CHUNK_CHARS)):
            track.tell(partial(_hand_over, track.inbox_id, items))
            if any(item.kind == INBOX_UPDATED for item in items):
                self._access_changed()
            await asyncio.sleep(0)

    # --- reading the log -------------------------------------------------------------------

    async def _begin(self, track: Subscription) -> None:
        async with track.beginning:
            if track.ordering is None:
                heads = await self._threads.run(log.heads, [track.inbox_id])
                track.begin(heads.get(track.inbox_id, log.Head(0, "")))

    def _catch_up_soon(self, track: Subscription, why: str) -> None:
        if track.lag > 0 and not track.reading and self._group is not None:
            track.reading = True
            self._group.create_task(self._catch_up(track, why))

    async def _catch_up(self, track: Subscription, why: str) -> None:
        try:
            await asyncio.sleep(self._patience)
            while track.lag > 0 and self._tracks.get(track.inbox_id) is track:
                metrics.RELAY_CATCH_UPS.labels(why).inc()
                await self._read_page(track)
        except log.Reset as reset:
            self._reset(track, reset)
        except (Overloaded, DatabaseError) as failure:
            # The next look at the heads finds the same gap again.
            logger.warning("log cannot be read", extra={"inbox": track.inbox_id, "failure": repr(failure)})
        finally:
            track.reading = False

    async def _read_page(self, track: Subscription) -> None:
        ordering = track.ordering
        assert ordering is not None  # noqa: S101 (only begun tracks lag)
        read = partial(log.since, track.inbox_id, ordering.next - 1, epoch=track.epoch, budget=BUDGET)
        events = await self._threads.run(read)
        for event in events:
            ordering.offer(Item(event.seq, event.kind, encode(event)))
        if not events:
            ordering.disbelieve()
        await self._deliver(track)

    def _reset(self, track: Subscription, reset: log.Reset) -> None:
        logger.warning("feed starts again", extra={"inbox": track.inbox_id, "why": reset.why})
        track.begin(log.Head(reset.head, reset.epoch))
        track.tell(lambda listener: listener.on_reset(track.inbox_id, reset))

    async def _watch_heads(self) -> None:
        """Finds a lost *last* doorbell, and everything while the layer is away."""
        while True:
            await wait_until_set(self._look, self._poll)
            if self._tracks:
                await self._look_at_heads()

    async def _look_at_heads(self) -> None:
        try:
            heads = await self._threads.run(log.heads, list(self._tracks))
        except (Overloaded, DatabaseError) as failure:
            logger.warning("heads cannot be read", extra={"failure": repr(failure)})
            return
        for inbox_id, head in heads.items():
            track = self._tracks.get(inbox_id)
            if track is not None and track.ordering is not None:
                self._compare(track, track.ordering, head)

    def _compare(self, track: Subscription, ordering: Ordering, head: log.Head) -> None:
        if head.epoch != track.epoch:
            self._reset(track, log.Reset(head.seq, head.epoch, "epoch"))
            return
        ordering.announce(head.seq)
        self._catch_up_soon(track, "tail")


def _take_in(ordering: Ordering, message: dict[str, Any]) -> None:
    if message["type"] == doorbell.HEAD:
        ordering.announce(message["seq"])
    elif message["type"] == doorbell.EVENTS:
        texts = enumerate(zip(message["kinds"], message["texts"], strict=True), message["seq"])
        for seq, (kind, text) in texts:
            ordering.offer(Item(seq, kind, text, message["at"]))


def _hand_over(inbox_id: int, items: Sequence[Item], listener: Listener) -> None:
    listener.on_events(inbox_id, items)


# One thread: catch-ups of one process wait for each other, not for requests.
_threads = DatabaseThreads("relay", threads=1, waiting=100, deadline=5.0)
_current: Relay | None = None


def current() -> Relay:
    """The relay of this process (of the running loop). Daphne has no lifespan, so it is made on first use."""
    global _current  # noqa: PLW0603 (one relay per process is the design)
    if _current is None or _current.loop is not asyncio.get_running_loop():
        _current = Relay(_threads)
    return _current


async def startup() -> None:
    current().start()


async def shutdown() -> None:
    """End the relay and its thread."""
    global _current
    relay, _current = _current, None
    if relay is not None and relay.loop is asyncio.get_running_loop():
        await relay.stop()
    await asyncio.to_thread(_threads.close)
