"""The delivery's own database threads, and patience with a database that goes away.

A transaction may be repeated, so it is repeated until it succeeds: a message that was sent while the
database restarted is recorded as soon as it is back, and nothing is sent twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from messaging.outages import is_outage, outage_of
from messaging.runtime import runtime
from messaging.threads import DatabaseThreads

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.0


def threads() -> DatabaseThreads:
    """Return the pool of lanes and jobs; usable from any loop, and again after `close`."""
    return runtime().pool("delivery")


async def once(fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `fn` once in a database thread; raises what it raises."""
    return await threads().run(fn, *args, **kwargs)


async def until_done(fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `fn` like `once` until the database answers; only what is safe to repeat."""
    pause, is_logged = FIRST_PAUSE, False
    while True:
        try:
            return await once(fn, *args, **kwargs)
        except Exception as failure:
            if not is_outage(failure):
                raise
            if not is_logged:
                # Not each time: every lane tries every second.
                log.warning(
                    "Trying again until it is done: %s", _sentence(failure), extra={"failure": repr(failure)}
                )
                is_logged = True
        await asyncio.sleep(pause)
        pause = min(LONGEST_PAUSE, pause * 2)


def _sentence(failure: Exception) -> str:
    return str(getattr(outage_of(failure) or failure, "detail", failure))


async def close() -> None:
    """End the threads and their connections."""
    await asyncio.to_thread(threads().close)
