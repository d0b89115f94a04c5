"""The one way from asynchronous code to the ORM: a bounded executor of one's own, one hop per unit of work.

Channels' and asgiref's defaults run everything in one thread of the process, so one slow query delays every
socket; and a plain `run_in_executor` thread never gives its connection back to the pool (docs/design/realtime.md §2.1, §2.2).
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import connections

from messaging import metrics
from messaging.errors import Overloaded

P = ParamSpec("P")
T = TypeVar("T")

_this_thread = threading.local()


def is_own_thread() -> bool:
    """Return whether this is a thread of `DatabaseThreads`, and not one that answers a request."""
    return getattr(_this_thread, "is_own", False)


def _mark_as_own() -> None:
    _this_thread.is_own = True


class DatabaseThreads:
    """`threads` threads for database work, with at most `waiting` calls queued behind them.

    A call that has no answer after `deadline` seconds raises `Overloaded`; if it had already begun it runs on
    and may still commit, so only work that is safe to repeat belongs here. Usable from any event loop.
    """

    def __init__(self, name: str, *, threads: int = 2, waiting: int = 100, deadline: float = 3.0) -> None:
        self.name = name
        self.deadline = deadline
        self._threads = threads
        self._room = threads + waiting
        self._pending = 0
        self._lock = threading.Lock()
        self._executor: ThreadPoolExecutor | None = None
        self._wait = metrics.THREADS_WAIT.labels(name)
        self._run = metrics.THREADS_RUN.labels(name)
        metrics.QUEUE_DEPTH.labels(f"threads.{name}").set_function(lambda: self._pending)

    @property
    def pending(self) -> int:
        """Calls that wait or run."""
        return self._pending

    async def run(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """`fn(*args, **kwargs)` in a database thread. Raises what `fn` raises, or `Overloaded`.

        Cancelling the caller withdraws work that has not begun and leaves work that has alone.
        """
        future = self._submit(fn, *args, **kwargs)
        try:
            async with asyncio.timeout(self.deadline):
                return await asyncio.wrap_future(future)
        except TimeoutError:
            # The answer, or a TimeoutError of `fn` itself, may have come in the very moment of the deadline.
            if future.done() and not future.cancelled():
                return future.result()
            raise self._refusal("late", "The database takes too long to answer.") from None

    def close(self) -> None:
        """End the threads and their connections; the next `run` starts afresh. Blocks, at most one deadline."""
        with self._lock:
            executor, self._executor = self._executor, None
        if executor is None:
            return
        # A connection belongs to its thread: the barrier makes each thread take exactly one of these.
        barrier = threading.Barrier(self._threads)
        closing = [executor.submit(_close_connections, barrier, self.deadline) for _ in range(self._threads)]
        for future in closing:
            future.result()
        executor.shutdown(wait=not barrier.broken, cancel_futures=True)

    def _submit(self, fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        with self._lock:
            if self._pending >= self._room:
                raise self._refusal("full", "Too many requests wait for the database.")
            if self._executor is None:
                self._executor = ThreadPoolExecutor(
                    self._threads, thread_name_prefix=f"db-{self.name}", initializer=_mark_as_own
                )
            self._pending += 1
            # The context carries the request's id into the log lines of the thread.
            context = contextvars.copy_context()
            asked = time.monotonic()
            future = self._executor.submit(
                lambda: context.run(self._work, asked, lambda: fn(*args, **kwargs))
            )
        future.add_done_callback(self._forget)
        return future

    def _work(self, asked: float, call: Callable[[], T]) -> T:
        self._wait.observe(time.monotonic() - asked)
        _settle_connections()
        try:
            with self._run.time():
                return call()
        finally:
            _settle_connections()

    def _forget(self, _: Future[T]) -> None:
        with self._lock:
            self._pending -= 1

    def _refusal(self, why: str, sentence: str) -> Overloaded:
        metrics.THREADS_REFUSED.labels(self.name, why).inc()
        return Overloaded(sentence, retry_after=max(1, round(self.deadline)))


def _settle_connections() -> None:
    """Drop the dead, return the pooled to the pool; keep SQLite's, whose opening costs as much as a commit."""
    for connection in connections.all(initialized_only=True):
        if connection.vendor != "sqlite" or connection.errors_occurred:
            connection.close_if_unusable_or_obsolete()


def _close_connections(barrier: threading.Barrier, patience: float) -> None:
    connections.close_all()
    try:
        barrier.wait(patience)
    except threading.BrokenBarrierError:
        return  # a thread hangs in the database; it must not hang the shutdown too
