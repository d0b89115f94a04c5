"""The ingest of a server process: what an earlier process left is taken up at the start, and looked for again."""

from __future__ import annotations

import asyncio
import logging

from messaging.ingest.poll_results import apply_poll_results
from messaging.ingest.queue import Ingest, ingest
from messaging.ingest.slices import waiting_calls
from messaging.runtime import runtime

log = logging.getLogger(__name__)

# Seconds between two looks, and how long a call has to wait until another process is taken to be gone. One that is
# not gone loses nothing: the two apply slices by turns.
EVERY = 30.0
OLD = 120.0


class _Watch:
    """The task that looks. Lives on one event loop."""

    task: asyncio.Task[None] | None = None


async def startup() -> None:
    """Take in what a delivery of this process polls, and go on with what waits; the queue itself is made by the
    first call."""
    runtime().poll_handler = apply_poll_results
    runtime().loop_part(_Watch, _Watch).task = asyncio.create_task(_run(), name="ingest-watch")


async def shutdown() -> None:
    """Commit what waits."""
    watch = runtime().forget_on_this_loop(_Watch)
    if watch is not None and watch.task is not None:
        watch.task.cancel()
        await asyncio.wait([watch.task])
    queue = runtime().forget_on_this_loop(Ingest)
    if queue is not None:
        await queue.close()
    await asyncio.to_thread(runtime().pool("ingest").close)


async def _run() -> None:
    older_than = 0.0
    while True:
        try:
            pks = await runtime().pool("ingest").run(waiting_calls, older_than=older_than)
        except Exception as failure:  # the next look comes by itself
            log.warning("Waiting webhook calls cannot be looked for", extra={"failure": repr(failure)})
        else:
            older_than = OLD
            if pks:
                ingest().resume(pks)
        await asyncio.sleep(EVERY)
