"""The relay: the one reader per process that turns doorbells into an ordered feed.

See docs/design/realtime.md §4.6.

Doorbells may be lost, doubled and out of order, and the layer may be away altogether: the log is asked for
a missing number after a moment, and every inbox's head is polled, so events may come late but always come.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from messaging import metrics
from messaging.feed import doorbell
from messaging.feed.burst import Burst, Item
from messaging.feed.catch_up import CatchUp
from messaging.feed.layer_client import ChannelLayerClient, LayerClient
from messaging.feed.membership import Membership
from messaging.feed.ordering import Ordering
from messaging.feed.subscription import Listener, Subscription
from messaging.feed.types import INBOX_UPDATED
from messaging.runtime import runtime
from messaging.threads import DatabaseThreads

logger = logging.getLogger(__name__)

# Seconds between two looks at the heads: the longest delay of events whose doorbell was lost.
POLL = 2.0
# Seconds that a missing number gets to arrive by itself: commits ring a little out of order.
PATIENCE = 0.04
# One turn of the event loop delivers at most this much, so that the sockets' writers keep pace.
CHUNK_EVENTS = 64
CHUNK_CHARS = 64_000


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
        self.availability_listeners: set[Callable[[dict[str, Any]], None]] = set()
        # Called when a group was joined: what others said before was not received.
        self.join_listeners: set[Callable[[], None]] = set()
        self._make_client = make_client
        self._poll = poll
        self._subscriptions: dict[int, Subscription] = {}
        self._catch_up = CatchUp(threads, self._subscriptions, self._deliver, poll=poll, patience=patience)
        # Inboxes of which something has come that is not delivered yet.
        self._due: set[Subscription] = set()
        self._is_due = asyncio.Event()
        self._membership: Membership | None = None
        self._task: asyncio.Task[None] | None = None
        metrics.RELAY_LAG.set_function(
            lambda: sum(subscription.lag for subscription in self._subscriptions.values())
        )

    # --- for listeners ---------------------------------------------------------------------

    async def subscribe(self, inbox_id: int, listener: Listener) -> None:
        """Deliver this inbox from somewhere at or before its present head, without a hole.

        Follow first, read the log afterwards. Raises `Overloaded` or `DatabaseError` when the head cannot
        be read; then nothing is followed.
        """
        self.start()
        subscription = self._subscriptions.setdefault(inbox_id, Subscription(inbox_id))
        subscription.listeners.add(listener)
        self._regroup()
        try:
            await self._catch_up.begin(subscription)
        except BaseException:
            self.unsubscribe(inbox_id, listener)
            raise

    def unsubscribe(self, inbox_id: int, listener: Listener) -> None:
        subscription = self._subscriptions.get(inbox_id)
        if subscription is None:
            return
        subscription.listeners.discard(listener)
        if not subscription.listeners:
            del self._subscriptions[inbox_id]
            self._regroup()

    def head(self, inbox_id: int) -> int:
        """Return the highest number known to exist in a followed inbox."""
        subscription = self._subscriptions.get(inbox_id)
        return subscription.ordering.head if subscription and subscription.ordering else 0

    def listeners(self, inbox_id: int) -> Sequence[Listener]:
        subscription = self._subscriptions.get(inbox_id)
        return tuple(subscription.listeners) if subscription else ()

    # --- life ------------------------------------------------------------------------------

    def start(self) -> None:
        """Run, if it does not already; also after it died."""
        doorbell.bind(self.loop)
        if self._task is None or self._task.done():
            self._task = self.loop.create_task(self._run(), name="relay")

    async def stop(self) -> None:
        """End; listeners get `on_lost`."""
        doorbell.unbind(self.loop)
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        client = self._make_client()
        self._membership = Membership(client, self._groups, self._joined, retry=self._poll)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(
                    self._listen(client)
                )  # first: a client is received from before it is joined
                group.create_task(self._deliver_due())
                group.create_task(self._membership.keep())
                self._catch_up.open(group)
        except Exception:
            metrics.RELAY_DEATHS.inc()
            logger.exception("Relay died")
        finally:
            self._lose_everybody()
            client.close()
            await self._membership.leave_all()

    def _lose_everybody(self) -> None:
        self._catch_up.close()
        lost = {
            listener for subscription in self._subscriptions.values() for listener in subscription.listeners
        }
        self._subscriptions.clear()
        for listener in lost:
            listener.on_lost()

    def _groups(self) -> set[str]:
        always = {doorbell.ACCESS_GROUP, doorbell.AVAILABILITY_GROUP}
        return {*always, *map(doorbell.feed_group, self._subscriptions)}

    def _joined(self) -> None:
        self._catch_up.look_now()
        for joined in tuple(self.join_listeners):
            joined()

    def _regroup(self) -> None:
        if self._membership is not None:
            self._membership.changed.set()

    # --- receiving ---------------------------------------------------------------------------

    async def _listen(self, client: LayerClient) -> None:
        while True:
            try:
                message = await client.receive()
            except Exception as failure:
                logger.warning("Doorbells cannot be received", extra={"failure": repr(failure)})
                await asyncio.sleep(self._poll)
                continue
            self._on_message(message)

    def _on_message(self, message: dict[str, Any]) -> None:
        if message["type"] == doorbell.ACCESS:
            self._access_changed()
            return
        if message["type"] == doorbell.AVAILABILITY:
            for listener in tuple(self.availability_listeners):
                listener(message["note"])
            return
        subscription = self._subscriptions.get(message["inbox"])
        if subscription is not None and message["type"] == doorbell.PRESENCE:
            self._pass_on(subscription, message["note"])
        elif subscription is not None and message["type"] == doorbell.DRAFT:
            inbox, note, text = message["inbox"], message["note"], message["text"]
            subscription.notify(lambda listener: listener.on_draft(inbox, note, text))
        elif subscription is not None and subscription.ordering is not None:
            _take_in(subscription.ordering, message)
            self._due.add(subscription)
            self._is_due.set()

    def _access_changed(self) -> None:
        """Notify the hubs that rights may have changed: an inbox's members, or what an agent is."""
        for changed in tuple(self.access_listeners):
            changed()

    def _pass_on(self, subscription: Subscription, note: dict[str, Any]) -> None:
        if note["origin"] != self.id:  # our own listeners have been notified at once
            subscription.notify(lambda listener: listener.on_presence(subscription.inbox_id, note))

    async def _deliver_due(self) -> None:
        """Deliver after everything that had been rung was taken in: what many rings brought is written in one go."""
        while True:
            await self._is_due.wait()
            self._is_due.clear()
            while self._due:
                subscription = self._due.pop()
                await self._deliver(subscription)
                self._catch_up.soon(subscription, "gap")

    async def _deliver(self, subscription: Subscription) -> None:
        while subscription.ordering and (items := subscription.ordering.take(CHUNK_EVENTS, CHUNK_CHARS)):
            burst = Burst(items)
            subscription.notify(partial(_deliver_to, subscription.inbox_id, burst))
            if any(item.kind == INBOX_UPDATED for item in burst):
                self._access_changed()
            await asyncio.sleep(0)


def _take_in(ordering: Ordering, message: dict[str, Any]) -> None:
    if message["type"] == doorbell.HEAD:
        ordering.announce(message["seq"])
    elif message["type"] == doorbell.EVENTS:
        texts = enumerate(zip(message["kinds"], message["texts"], strict=True), message["seq"])
        for seq, (kind, text) in texts:
            ordering.offer(Item(seq, kind, text, message["at"]))


def _deliver_to(inbox_id: int, burst: Burst, listener: Listener) -> None:
    listener.on_events(inbox_id, burst)


def current_relay() -> Relay:
    """Return the relay of this process (of the running loop), made on first use."""
    return runtime().loop_part(Relay, lambda: Relay(runtime().pool("relay")))


async def startup() -> None:
    """Start the relay."""
    current_relay().start()


async def shutdown() -> None:
    """End the relay and its thread."""
    relay = runtime().forget_on_this_loop(Relay)
    if relay is not None:
        await relay.stop()
    await asyncio.to_thread(runtime().pool("relay").close)
