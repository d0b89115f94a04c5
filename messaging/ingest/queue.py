"""Natural batching: whatever arrived while the previous transaction committed goes into the next one.

No timer, and an idle console waits for one commit. The door answers 200 only after COMMIT. A large call is stored
first and applied in slices; between two of them everybody else has a turn.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from messaging import metrics
from messaging.errors import ConsoleError, Overloaded
from messaging.ingest.commit import commit_each
from messaging.ingest.parse import IncomingCall, Outcome
from messaging.ingest.slices import LargeCall, Part, apply_slice, is_large, people_of, store_large
from messaging.outages import outage_of
from messaging.runtime import runtime
from messaging.transports import Identity

log = logging.getLogger(__name__)

# Calls in one transaction, their bytes, and the items in them.
LARGEST_BATCH = 64
LARGEST_SIZE = 16 * 1024 * 1024
MOST_WEIGHT = 200
# Turns of the loop in which nothing came: a request takes two from its socket to here.
QUIET_TURNS = 3
# Calls that may wait, and their bytes; above it the provider is asked to come back.
LONGEST_QUEUE = 2000
MOST_BYTES = 64 * 1024 * 1024
RETRY_AFTER = 5
# Large calls that are stored and not applied yet, of one process.
MOST_LARGE = 50
# Seconds that the door waits for a large call to be applied; it is safe from when it is stored.
PATIENCE = 15.0


@dataclass(slots=True, eq=False)
class _Waiting:
    """A call, who waits for it to be stored, and since when. A large one is answered by what was stored."""

    call: IncomingCall
    stored: asyncio.Future[Outcome | _Stored]
    since: float = field(default_factory=time.monotonic)

    @property
    def people(self) -> set[Identity]:
        batch = self.call.batch
        items: tuple[Part, ...] = (*batch.messages, *batch.echoes)
        return {one for item in items for one in people_of(item)}


@dataclass(slots=True, eq=False)
class _Stored:
    """A large call that is stored, and who waits for it to be applied."""

    large: LargeCall
    applied: asyncio.Event = field(default_factory=asyncio.Event)


class Ingest:
    """The queue in front of the one writing thread. Lives on one event loop."""

    def __init__(
        self, write: Callable[[Sequence[IncomingCall]], list[Outcome | Exception]] = commit_each
    ) -> None:
        self._write = write
        self._queue: deque[_Waiting] = deque()
        self._large: deque[_Stored] = deque()
        self._bytes = 0
        self._pump: asyncio.Task[None] | None = None
        self._closing = False
        metrics.QUEUE_DEPTH.labels("ingest").set_function(lambda: len(self._queue))
        metrics.QUEUE_DEPTH.labels("ingest.large").set_function(lambda: len(self._large))

    async def submit(self, call: IncomingCall) -> Outcome:
        """Wait until the call is committed and return what became of its items; raises `Overloaded` when it must come again later.

        Of a large call that takes long: until it is stored, and what became of its items so far. Shielded: a
        provider that hangs up does not take its call out of the transaction.
        """
        if self._is_full(call):
            metrics.WEBHOOK_CALLS.labels(call.source, "overloaded").inc()
            raise Overloaded("Too many webhook calls at once; please deliver again.", retry_after=RETRY_AFTER)
        waiting = _Waiting(call, asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        self._bytes += len(call.body)
        self._start()
        stored = await asyncio.shield(waiting.stored)
        if isinstance(stored, Outcome):
            return stored
        try:
            await asyncio.wait_for(stored.applied.wait(), PATIENCE)
        except TimeoutError:
            log.info("A large webhook call is answered before all of it is applied")
        return stored.large.outcome

    def resume(self, pks: Iterable[int]) -> None:
        """Go on with stored calls that wait; whoever applies them already is waited for."""
        known = {stored.large.pk for stored in self._large}
        self._large.extend(_Stored(LargeCall(pk)) for pk in pks if pk not in known)
        self._start()

    async def close(self) -> None:
        """Refuse new calls, commit the ones that wait. What is left of large ones is stored: the next start goes on."""
        self._closing = True
        if self._pump is not None:
            await asyncio.gather(self._pump, return_exceptions=True)

    def _is_full(self, call: IncomingCall) -> bool:
        full = len(self._queue) >= LONGEST_QUEUE or self._bytes > MOST_BYTES
        return self._closing or full or (is_large(call) and len(self._large) >= MOST_LARGE)

    def _start(self) -> None:
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._run())

    async def _run(self) -> None:
        while self._queue or (self._large and not self._closing):
            await self._let_in()
            if taken := self._take():
                await self._commit(taken)
            if self._closing and not taken:
                self._refuse_all()
            elif self._large and not self._closing:
                await self._advance(self._large[0])

    async def _let_in(self) -> None:
        """Let the loop read what has arrived already. Of calls that came together the first would else be written alone,
        and the others wait for two commits."""
        seen = quiet = 0
        while len(self._queue) < LARGEST_BATCH and quiet < QUIET_TURNS:
            await asyncio.sleep(0)
            quiet = quiet + 1 if len(self._queue) == seen else 0
            seen = len(self._queue)

    # --- what goes into the next transaction ---------------------------------------------------

    def _take(self) -> list[_Waiting]:
        """Take what goes into one transaction: the next call, and more as long as it stays short; a large one alone."""
        taken: list[_Waiting] = []
        held: list[_Waiting] = []
        people: set[Identity] = set()
        weight = size = 0
        while self._queue and len(taken) < LARGEST_BATCH:
            waiting = self._queue[0]
            if self._must_wait(waiting, people):
                people |= waiting.people
                held.append(self._queue.popleft())
                continue
            large = is_large(waiting.call)
            weight, size = weight + waiting.call.weight, size + len(waiting.call.body)
            if taken and (large or weight > MOST_WEIGHT or size > LARGEST_SIZE):
                break
            taken.append(self._queue.popleft())
            self._bytes -= len(waiting.call.body)
            if large:
                break
        self._queue.extendleft(reversed(held))
        return taken

    def _must_wait(self, waiting: _Waiting, people: set[Identity]) -> bool:
        """Return whether somebody in it wrote what comes before it: in a large call that is not applied that far,
        or in a call that waits for such a one (`people`)."""
        if not self._large:
            return False
        named = waiting.people
        if not named.isdisjoint(people):
            return True
        # Large ones are applied one after the other anyway.
        return not is_large(waiting.call) and any(one.large.names(named) for one in self._large)

    # --- writing ----------------------------------------------------------------------------------

    async def _commit(self, taken: list[_Waiting]) -> None:
        metrics.INGEST_BATCH.observe(len(taken))
        calls = [waiting.call for waiting in taken]
        results: Sequence[Outcome | _Stored | Exception]
        if is_large(calls[0]):
            results = [await self._store(calls[0])]
        else:
            results = await self._written(calls)
        for waiting, result in zip(taken, results, strict=True):
            metrics.WEBHOOK_TO_COMMIT.labels(waiting.call.source).observe(time.monotonic() - waiting.since)
            _resolve(waiting.stored, result)

    async def _written(self, calls: list[IncomingCall]) -> Sequence[Outcome | Exception]:
        try:
            return await runtime().pool("ingest").run(self._write, calls)
        except Exception as error:  # the pump must outlive everything: the next call needs it
            log.exception("Writing a batch of webhook calls failed")
            return [error] * len(calls)

    async def _store(self, call: IncomingCall) -> _Stored | Exception:
        try:
            stored = _Stored(await runtime().pool("ingest").run(store_large, call))
        except Exception as error:
            log.exception("Storing a large webhook call failed")
            return error
        self._large.append(stored)
        if len(self._large) > 1:
            # Its turn comes later: until then its row is enough.
            stored.large.call = None
        return stored

    async def _advance(self, stored: _Stored) -> None:
        """Apply one slice. One that cannot be applied now is set aside; its row is found again by the watch."""
        try:
            ended = await runtime().pool("ingest").run(apply_slice, stored.large)
        except Exception as error:
            log.warning("A large webhook call has to wait: %s", type(error).__name__)
            ended = True
        if ended:
            self._large.remove(stored)
            stored.applied.set()

    def _refuse_all(self) -> None:
        """Let come again what waits for a large call that is left for the next start: now it would come before it."""
        while self._queue:
            waiting = self._queue.popleft()
            _resolve(waiting.stored, Overloaded("The console is being restarted.", retry_after=RETRY_AFTER))


def _resolve(future: asyncio.Future[Outcome | _Stored], result: Outcome | _Stored | Exception) -> None:
    if future.done():
        return
    if not isinstance(result, Exception):
        future.set_result(result)
        return
    refusal = result if isinstance(result, ConsoleError) else _away(result)
    future.set_exception(refusal)
    # Whoever waited may be gone; an exception that nobody fetched would be logged as a bug.
    future.exception()


def _away(error: Exception) -> Overloaded:
    if known := outage_of(error):
        return known  # logged where it is answered
    log.error("A webhook call is refused for now: %s", type(error).__name__)
    return Overloaded(
        "The console cannot store webhooks at the moment.", retry_after=RETRY_AFTER, code="unavailable"
    )


def ingest() -> Ingest:
    """Return the queue of the running loop, made on first use."""
    return runtime().loop_part(Ingest, Ingest)
