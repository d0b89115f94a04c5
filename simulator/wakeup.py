"""A doorbell inside one process: rung by the threads that wrote, heard by whoever waits on a loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Bell:
    """May be rung from any thread and heard on any loop. Nobody may depend on it: it only hurries."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: set[Listener] = set()

    def ring(self) -> None:
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener.wake()

    @contextmanager
    def listening(self) -> Iterator[Listener]:
        """Listen first, look second, wait third: then no ring falls between looking and waiting."""
        listener = Listener()
        with self._lock:
            self._listeners.add(listener)
        try:
            yield listener
        finally:
            with self._lock:
                self._listeners.discard(listener)

    @property
    def listeners(self) -> int:
        return len(self._listeners)


class Listener:
    """One waiter on the loop on which it was made."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._rung = asyncio.Event()

    def wake(self) -> None:
        with suppress(RuntimeError):  # its loop is closed: nobody waits there any more
            self._loop.call_soon_threadsafe(self._rung.set)

    async def heard(self, within: float) -> bool:
        """Wait for a ring, at most ``within`` seconds; forgets the rings heard so far."""
        try:
            async with asyncio.timeout(within):
                await self._rung.wait()
        except TimeoutError:
            return False
        self._rung.clear()
        return True


# Something happened that the phone page shows.
changes = Bell()
# There may be something to do: a webhook to post, a status to wait for.
work = Bell()
