"""Wake-ups inside one process: sent by the threads that wrote, awaited on any loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from messaging.runtime import runtime


class WakeUp:
    """A signal that any thread may send and any loop may await; nothing may depend on it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: set[Waiter] = set()

    def notify(self) -> None:
        with self._lock:
            waiters = tuple(self._listeners)
        for waiter in waiters:
            waiter.wake()

    @contextmanager
    def subscribe(self) -> Iterator[Waiter]:
        """Subscribe before looking and waiting, so that no signal falls in between."""
        waiter = Waiter()
        with self._lock:
            self._listeners.add(waiter)
        try:
            yield waiter
        finally:
            with self._lock:
                self._listeners.discard(waiter)

    @property
    def waiters(self) -> int:
        return len(self._listeners)


class Waiter:
    """A waiter on the loop on which it was made."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._rung = asyncio.Event()

    def wake(self) -> None:
        with suppress(RuntimeError):  # its loop is closed: nobody waits there any more
            self._loop.call_soon_threadsafe(self._rung.set)

    async def wait(self, within: float) -> bool:
        """Wait for a signal, at most ``within`` seconds; return whether one came, and forget it."""
        try:
            async with asyncio.timeout(within):
                await self._rung.wait()
        except TimeoutError:
            return False
        self._rung.clear()
        return True


class Changes(WakeUp):
    """Something happened that the phone page shows."""


class Work(WakeUp):
    """There may be something to do: a webhook to post, a status to wait for."""


def changes() -> WakeUp:
    """Return this process's signal for phone pages."""
    return runtime().part(Changes)


def work() -> WakeUp:
    """Return this process's signal for the worker."""
    return runtime().part(Work)
