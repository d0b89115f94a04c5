"""Which lanes run now: each at most once at a time, a bounded number together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from django.conf import settings

from messaging import awaiting
from messaging.runtime import JOBS, Key

log = logging.getLogger(__name__)

# Small on purpose: they bound what is in doubt after a crash (docs/design/delivery.md §4.3).
FEWEST_SLOTS = 32
# How long a message is in hand, in seconds, when much is sent: the provider's tenth, and the transactions around it.
IN_HAND = 0.2

Deliver = Callable[[int, Callable[[], bool]], Awaitable[None]]


def slots_for_rate() -> int:
    """Return how many lanes of one process may run together: as many as `MESSAGES_PER_SECOND` keeps busy."""
    return max(FEWEST_SLOTS, round(settings.MESSAGES_PER_SECOND * IN_HAND))


class Dispatcher:
    """Belongs to the loop on which it is used. An id may be offered at any time and any number of times."""

    def __init__(
        self, deliver: Deliver, *, slots: int = FEWEST_SLOTS, wake_jobs: Callable[[], None] = lambda: None
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._wake_jobs = wake_jobs
        self._deliver = deliver
        self._slots = slots
        self._waiting: dict[int, None] = {}
        self._running: dict[int, asyncio.Task[None]] = {}
        self._again: set[int] = set()
        self._watchers: dict[int, list[asyncio.Future[None]]] = {}
        self._stopping = False
        self._freed = asyncio.Event()

    @property
    def free(self) -> int:
        """Return how many more lanes could start at once."""
        return max(0, self._slots - len(self._running) - len(self._waiting))

    async def wait_until_free(self, seconds: float) -> None:
        """Return when a lane has ended and none waits for its place, at the latest after so many seconds."""
        self._freed.clear()
        if not self.free:
            await awaiting.wait_until_set(self._freed, seconds)

    def wake(self, key: Key) -> None:
        """Pass on a hint: there is something in this lane, or a job. Neither blocks nor raises; any thread."""
        with suppress(RuntimeError):  # the loop has just been closed
            if key == JOBS:
                self._loop.call_soon_threadsafe(self._wake_jobs)
            else:
                self._loop.call_soon_threadsafe(self.offer, key)

    def offer(self, conversation_id: int) -> None:
        """Note that there may be something to do in this conversation; on the loop."""
        if self._stopping:
            return
        if conversation_id in self._running:
            # It may have found its lane empty just before this offer.
            self._again.add(conversation_id)
            return
        self._waiting[conversation_id] = None
        self._fill()

    async def deliver(self, conversation_id: int) -> None:
        """Offer the lane and wait until it has been worked off."""
        done = asyncio.get_running_loop().create_future()
        self._watchers.setdefault(conversation_id, []).append(done)
        self.offer(conversation_id)
        if self._stopping:
            self._tell(conversation_id)
        await done

    def go_on(self) -> bool:
        return not self._stopping

    async def stop(self, patience: float) -> None:
        """Let every lane finish the message in hand and give its lease back; after `patience` seconds
        what still runs is cancelled, and its message is in doubt."""
        self._stopping = True
        for conversation_id in self._waiting:
            self._tell(conversation_id)
        self._waiting.clear()
        self._again.clear()
        if self._running:
            await asyncio.wait(self._running.values(), timeout=patience)
        late = list(self._running.values())
        for task in late:
            task.cancel()
        if late:
            log.warning("Attempts cut off by the stop", extra={"lanes": len(late)})
            await asyncio.wait(late)

    def _fill(self) -> None:
        while self._waiting and len(self._running) < self._slots:
            conversation_id = next(iter(self._waiting))
            del self._waiting[conversation_id]
            task = asyncio.ensure_future(self._run(conversation_id))
            self._running[conversation_id] = task
            task.add_done_callback(lambda _, conversation_id=conversation_id: self._ended(conversation_id))  # type: ignore[misc]

    async def _run(self, conversation_id: int) -> None:
        try:
            await self._deliver(conversation_id, self.go_on)
        except Exception:
            # Its lease runs out, then the sweep offers the lane again.
            log.exception("Lane failed", extra={"conversation_id": conversation_id})

    def _ended(self, conversation_id: int) -> None:
        del self._running[conversation_id]
        if conversation_id in self._again:
            self._again.discard(conversation_id)
            self.offer(conversation_id)
        else:
            self._tell(conversation_id)
        self._fill()
        if self.free:
            self._freed.set()

    def _tell(self, conversation_id: int) -> None:
        for done in self._watchers.pop(conversation_id, ()):
            if not done.done():
                done.set_result(None)
