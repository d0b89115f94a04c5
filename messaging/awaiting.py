"""Waiting for something or for a while, whichever comes first."""

from __future__ import annotations

import asyncio
from contextlib import suppress


async def wait_until_set(event: asyncio.Event, seconds: float) -> None:
    """Return when the event is set, at the latest after `seconds`; clears the event."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    event.clear()
