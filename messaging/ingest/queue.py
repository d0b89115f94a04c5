"""Natural batching: whatever arrived while the previous transaction committed goes into the next one.

No timer, and an idle console waits for one commit. The door answers 200 only after COMMIT.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence

from messaging import metrics
from messaging.errors import ConsoleError, Overloaded
from messaging.ingest.commit import commit_each
from messaging.ingest.parse import IncomingCall, Outcome
from messaging.ingest.poll_results import apply_poll_results
from messaging.outages import outage_of
from messaging.runtime import runtime

log = logging.getLogger(__name__)

# Calls in one transaction, their bytes, and the messages and receipts in them: Meta's largest call holds a
# thousand.
LARGEST_BATCH = 64
LARGEST_SIZE = 16 * 1024 * 1024
MOST_ITEMS = 1000
# Calls that may wait, and their bytes; above it the provider is asked to come back.
LONGEST_QUEUE = 2000
MOST_BYTES = 64 * 1024 * 1024
RETRY_AFTER = 5

# A call, who waits for its outcome, and since when.
_Waiting = tuple[IncomingCall, asyncio.Future[Outcome], float]


class Ingest:
    """The queue in front of the one writing thread. Lives on one event loop."""

    def __init__(
        self, write: Callable[[Sequence[IncomingCall]], list[Outcome | Exception]] = commit_each
    ) -> None:
        self._write = write
        self._queue: deque[_Waiting] = deque()
        self._bytes = 0
        self._pump: asyncio.Task[None] | None = None
        self._closing = False
        metrics.QUEUE_DEPTH.labels("ingest").set_function(lambda: len(self._queue))

    async def submit(self, call: IncomingCall) -> Outcome:
        """Wait until the call is committed and return what became of its items; raises `Overloaded` when it must come again later.

        Shielded: a provider that hangs up does not take its call out of the transaction.
        """
        if self._closing or len(self._queue) >= LONGEST_QUEUE or self._bytes > MOST_BYTES:
            metrics.WEBHOOK_CALLS.labels(call.source, "overloaded").inc()
            raise Overloaded("Too many webhook calls at once; please deliver again.", retry_after=RETRY_AFTER)
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._queue.append((call, future, time.monotonic()))
        self._bytes += len(call.body)
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._run())
        return await asyncio.shield(future)

    async def _run(self) -> None:
        while self._queue:
            taken = self._take()
            metrics.INGEST_BATCH.observe(len(taken))
            results = await self._written([call for call, _, _ in taken])
            for (call, future, since), result in zip(taken, results, strict=True):
                metrics.WEBHOOK_TO_COMMIT.labels(call.source).observe(time.monotonic() - since)
                _resolve(future, result)

    def _take(self) -> list[_Waiting]:
        """Take what goes into one transaction: the next call, and more as long as it stays short."""
        taken: list[_Waiting] = []
        items = size = 0
        while self._queue and len(taken) < LARGEST_BATCH:
            call = self._queue[0][0]
            items, size = items + call.items, size + len(call.body)
            if taken and (items > MOST_ITEMS or size > LARGEST_SIZE):
                break
            taken.append(self._queue.popleft())
            self._bytes -= len(call.body)
        return taken

    async def _written(self, calls: list[IncomingCall]) -> Sequence[Outcome | Exception]:
        try:
            return await runtime().pool("ingest").run(self._write, calls)
        except Exception as error:  # the pump must outlive everything: the next call needs it
            log.exception("Writing a batch of webhook calls failed")
            return [error] * len(calls)

    async def close(self) -> None:
        """Refuse new calls, commit the ones that wait."""
        self._closing = True
        if self._pump is not None:
            await asyncio.gather(self._pump, return_exceptions=True)


def _resolve(future: asyncio.Future[Outcome], result: Outcome | Exception) -> None:
    if future.done():
        return
    if isinstance(result, Outcome):
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


async def startup() -> None:
    """Take in what a delivery of this process polls; the queue itself is made by the first call."""
    runtime().poll_handler = apply_poll_results


async def shutdown() -> None:
    """Commit what waits."""
    queue = runtime().forget_on_this_loop(Ingest)
    if queue is not None:
        await queue.close()
    await asyncio.to_thread(runtime().pool("ingest").close)
