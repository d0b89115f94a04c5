"""Who writes next, where the database has one writer: every kind of work in turn, and within one kind the one who
waits longest.

SQLite's own waiting is unfair, and so is Python's lock: whoever lets go takes it again before a sleeper is awake, so
a steady stream of webhooks left delivery one turn in ten.
"""

from __future__ import annotations

import threading
from collections import deque
from types import TracebackType

# Threads of one pool are numbered: `db-ingest_0`.
_NUMBER = "_"


class WriteTurns:
    """A lock that one thread holds, as often as it likes, and that is handed on in fair turns."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holder = 0
        self._depth = 0
        # By kind of work, whoever waits; the kind whose turn is next comes first.
        self._waiting: dict[str, deque[_Waiter]] = {}

    def __enter__(self) -> None:
        me = threading.get_ident()
        with self._lock:
            if self._holder in {0, me}:
                self._holder, self._depth = me, self._depth + 1
                return
            waiter = _Waiter(me)
            self._waiting.setdefault(_kind_of_work(), deque()).append(waiter)
        waiter.turn.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._depth -= 1
            if not self._depth:
                self._hand_on()

    @property
    def is_taken(self) -> bool:
        """Whether some thread has the turn."""
        return self._holder != 0

    def _hand_on(self) -> None:
        kind = next(iter(self._waiting), None)
        if kind is None:
            self._holder = 0
            return
        queue = self._waiting.pop(kind)
        waiter = queue.popleft()
        if queue:
            self._waiting[kind] = queue  # behind the other kinds
        self._holder, self._depth = waiter.thread, 1
        waiter.turn.release()


class _Waiter:
    """A thread that waits, and the lock that is opened when its turn has come."""

    __slots__ = ("thread", "turn")

    def __init__(self, thread: int) -> None:
        self.thread = thread
        self.turn = threading.Lock()
        self.turn.acquire()


def _kind_of_work() -> str:
    """Return the pool of this thread: ingest, delivery, the requests together, …"""
    return threading.current_thread().name.rpartition(_NUMBER)[0]
