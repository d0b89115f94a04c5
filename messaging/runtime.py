"""What one process holds while it runs: one object, made at its start and reached through `runtime()`.

Everything else at module level is constant. The start-up of a server (`support_console.lifespan`) and of a
worker (`manage.py run_delivery`) fills it in; a test that needs a process of its own calls `use(Runtime())`.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Final, Literal, Protocol, TypeVar, cast

from messaging import pools
from messaging.threads import DatabaseThreads

T = TypeVar("T")

# What can be woken: the lane of a conversation, by the conversation's id, or the jobs.
JOBS: Final = "jobs"
Key = int | Literal["jobs"]


class Notifier(Protocol):
    """Tells whoever delivers that there is work. It may lose a hint: the sweep finds what is due."""

    def notify(self, key: Key) -> None:
        """Pass the hint on. Neither blocks nor raises; any thread."""


class Runtime:
    """The notifier, the poll handler, the thread pools and the parts of one process."""

    def __init__(self) -> None:
        # Set by the start-up of delivery; None where nothing delivers (a management command).
        self.notifier: Notifier | None = None
        # Set by whoever parses: (inbox id, body) → how many messages or receipts were new.
        self.poll_handler: Callable[[int, bytes], int] | None = None
        self._lock = threading.RLock()
        self._pools: dict[str, DatabaseThreads] = {}
        self._parts: dict[type, object] = {}
        self._loop_parts: dict[asyncio.AbstractEventLoop, dict[type, object]] = {}

    def pool(self, name: str) -> DatabaseThreads:
        """Return a pool of the table in `messaging.pools`, made on first use; raises `KeyError` for another name."""
        with self._lock:
            if name not in self._pools:
                self._pools[name] = pools.make(name)
            return self._pools[name]

    def part(self, kind: type[T]) -> T:
        """Return the one `kind` of this process, made on first use. Any thread."""
        with self._lock:
            if kind not in self._parts:
                self._parts[kind] = kind()
            return cast("T", self._parts[kind])

    def loop_part(self, kind: type[T], make: Callable[[], T]) -> T:
        """Return the one `kind` of the running loop, made on first use (daphne has no lifespan)."""
        found = self.made_on_this_loop(kind)
        if found is None:
            found = self._on_this_loop()[kind] = make()
        return found

    def made_on_this_loop(self, kind: type[T]) -> T | None:
        """Return the `kind` of the running loop if it was made."""
        return cast("T | None", self._on_this_loop().get(kind))

    def forget_on_this_loop(self, kind: type[T]) -> T | None:
        """Take the `kind` of the running loop out; the next `loop_part` makes another one."""
        return cast("T | None", self._on_this_loop().pop(kind, None))

    def close_pools(self) -> None:
        """End all threads and their connections; the next use of a pool starts afresh. Blocks."""
        for pool in tuple(self._pools.values()):
            pool.close()

    def _on_this_loop(self) -> dict[type, object]:
        loop = asyncio.get_running_loop()
        with self._lock:
            if loop not in self._loop_parts:
                for closed in [one for one in self._loop_parts if one.is_closed()]:
                    del self._loop_parts[closed]
            return self._loop_parts.setdefault(loop, {})


_current = [Runtime()]


def runtime() -> Runtime:
    """Return what this process holds."""
    return _current[0]


def use(other: Runtime) -> Runtime:
    """Replace what this process holds, for tests; return what it held before."""
    before, _current[0] = _current[0], other
    return before


def wake(key: Key) -> None:
    """Say after a commit that there is something in this lane, or a job. A hint that may be lost."""
    notifier = runtime().notifier
    if notifier is not None:
        notifier.notify(key)


async def startup() -> None:
    """Refuse to start with more threads than connections; the first part of the lifespan."""
    pools.check(pools.roles_of_a_server())


async def shutdown() -> None:
    """End the threads that are left; the last part of the lifespan."""
    await asyncio.to_thread(runtime().close_pools)
