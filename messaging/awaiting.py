"""Waiting for something, for a while, or for one's turn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from messaging.errors import Overloaded


async def wait_until_set(event: asyncio.Event, seconds: float) -> None:
    """Return when the event is set, at the latest after `seconds`; clears the event."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    event.clear()


@asynccontextmanager
async def turn(turns: asyncio.Semaphore, seconds: float) -> AsyncIterator[None]:
    """Wait for one of the turns, in the order in which people came, and hold it inside; raises `Overloaded` when
    that takes longer than `seconds`.

    Whoever is refused at once comes back at once and asks again for everything; whoever waits here costs nothing.
    """
    try:
        await asyncio.wait_for(turns.acquire(), seconds)
    except TimeoutError:
        raise Overloaded("Too many consoles come back at once.") from None
    try:
        yield
    finally:
        turns.release()
