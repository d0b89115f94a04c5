"""Reading from the log what no doorbell brought: the start of a subscription, gaps, and lost last events."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from django.db import Error as DatabaseError

from messaging import metrics
from messaging.awaiting import wait_until_set
from messaging.errors import Overloaded
from messaging.feed import positions
from messaging.feed.burst import Item
from messaging.feed.encoding import encode
from messaging.feed.ordering import Ordering
from messaging.feed.subscription import Subscription
from messaging.feed.types import Head, Reset
from messaging.threads import DatabaseThreads

logger = logging.getLogger(__name__)

# Seconds between two looks while the database is away: what was missed is on the screens soon after it came back.
RETRY = 0.5
# Further behind than this the sockets start again from a snapshot.
BUDGET = 10_000


class CatchUp:
    """Reads for the subscriptions of one relay, which change under its hands; `deliver` sends what is in order.

    `poll`: seconds between two looks at the heads. `patience`: seconds that a missing number gets to arrive by itself.
    """

    def __init__(
        self,
        threads: DatabaseThreads,
        subscriptions: Mapping[int, Subscription],
        deliver: Callable[[Subscription], Awaitable[None]],
        *,
        poll: float,
        patience: float,
    ) -> None:
        self._threads = threads
        self._subscriptions = subscriptions
        self._deliver = deliver
        self._poll = poll
        self._patience = patience
        self._look = asyncio.Event()
        self._group: asyncio.TaskGroup | None = None

    def open(self, group: asyncio.TaskGroup) -> None:
        """Look at the heads from now on, as tasks of this group."""
        self._group = group
        group.create_task(self._watch_heads())

    def close(self) -> None:
        """Begin nothing any more: the group ends."""
        self._group = None

    def look_now(self) -> None:
        """Look at the heads without waiting for the next turn."""
        self._look.set()

    async def begin(self, subscription: Subscription) -> None:
        """Read where the inbox stands, once. Raises `Overloaded` or `DatabaseError`."""
        async with subscription.beginning:
            if subscription.ordering is None:
                heads = await self._threads.run(positions.heads, [subscription.inbox_id])
                subscription.begin(heads.get(subscription.inbox_id, Head(0, "")))

    def soon(self, subscription: Subscription, why: str) -> None:
        """Read what is missing after a moment, unless it is being read; `why` is counted."""
        if subscription.lag > 0 and not subscription.reading and self._group is not None:
            subscription.reading = True
            self._group.create_task(self._read(subscription, why))

    async def _read(self, subscription: Subscription, why: str) -> None:
        try:
            await asyncio.sleep(self._patience)
            while subscription.lag > 0 and self._subscriptions.get(subscription.inbox_id) is subscription:
                metrics.RELAY_CATCH_UPS.labels(why).inc()
                await self._read_page(subscription)
        except Reset as reset:
            _reset(subscription, reset)
        except (Overloaded, DatabaseError) as failure:
            # The next look at the heads finds the same gap again.
            logger.warning(
                "Log cannot be read", extra={"inbox": subscription.inbox_id, "failure": repr(failure)}
            )
        finally:
            subscription.reading = False

    async def _read_page(self, subscription: Subscription) -> None:
        ordering = subscription.ordering
        assert ordering is not None  # noqa: S101 (only begun tracks lag)
        read = partial(
            positions.since, subscription.inbox_id, ordering.next - 1, epoch=subscription.epoch, budget=BUDGET
        )
        events = await self._threads.run(read)
        for event in events:
            ordering.offer(Item(event.seq, event.kind, encode(event)))
        if not events:
            ordering.disbelieve()
        await self._deliver(subscription)

    async def _watch_heads(self) -> None:
        """Find a lost *last* doorbell, and everything while the layer is away."""
        pause = self._poll
        while True:
            await wait_until_set(self._look, pause)
            seen = not self._subscriptions or await self._look_at_heads()
            pause = self._poll if seen else min(self._poll, RETRY)

    async def _look_at_heads(self) -> bool:
        """Return whether the heads could be read."""
        try:
            heads = await self._threads.run(positions.heads, list(self._subscriptions))
        except (Overloaded, DatabaseError) as failure:
            logger.warning("Heads cannot be read", extra={"failure": repr(failure)})
            return False
        for inbox_id, head in heads.items():
            subscription = self._subscriptions.get(inbox_id)
            if subscription is not None and subscription.ordering is not None:
                self._compare(subscription, subscription.ordering, head)
        return True

    def _compare(self, subscription: Subscription, ordering: Ordering, head: Head) -> None:
        if head.epoch != subscription.epoch:
            _reset(subscription, Reset(head.seq, head.epoch, "epoch"))
            return
        ordering.announce(head.seq)
        self.soon(subscription, "tail")


def _reset(subscription: Subscription, reset: Reset) -> None:
    logger.warning("Feed starts again", extra={"inbox": subscription.inbox_id, "why": reset.why})
    subscription.begin(Head(reset.head, reset.epoch))
    subscription.notify(lambda listener: listener.on_reset(subscription.inbox_id, reset))
