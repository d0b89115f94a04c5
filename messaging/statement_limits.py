"""How long one statement may work for whoever waits for its answer: a request, or less where a request says so.

On PostgreSQL the server cuts it (`support_console.postgresql` tells it when a request is given a connection), on SQLite
the library asks us every few milliseconds. Programs of our own (commands, delivery) have the connection's limit alone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from messaging.threads import is_own_thread

# Seconds. A statement that waits for a lock is refused after eight, with another sentence: `lock_timeout` of
# `support_console.postgresql.options`.
OF_A_REQUEST = 10.0
# Steps of SQLite's machine between two looks at the clock: some milliseconds.
STEPS = 50_000
_NEVER = float("inf")

_limit: ContextVar[float | None] = ContextVar("statement_limit", default=None)
# SQLite works in our own thread: until when its statement may.
_thread = threading.local()


@contextmanager
def limited() -> Iterator[None]:
    """Answer a request in here: connections that are taken meanwhile cut statements that work for longer."""
    token = _limit.set(OF_A_REQUEST)
    try:
        yield
    finally:
        _limit.reset(token)


def limit() -> float | None:
    """Return how many seconds a statement may work; None outside requests, where the connection's own limit holds.

    A request that wakes delivery hands its context on, and nobody waits for what is done there.
    """
    return None if is_own_thread() else _limit.get()


@contextmanager
def sqlite_ends_within(seconds: float) -> Iterator[None]:
    """Interrupt what SQLite has not done in so many seconds, all statements in here together: `outages` knows that failure."""
    connection.ensure_connection()
    watch(connection)
    before = getattr(_thread, "no_later", _NEVER)
    _thread.no_later = min(before, time.monotonic() + seconds)
    try:
        yield
    finally:
        _thread.no_later = before


def watch(database: BaseDatabaseWrapper) -> None:
    """Have this connection of SQLite look at the clock while it works; again is the same as once."""
    database.connection.set_progress_handler(_is_over, STEPS)
    if _noting not in database.execute_wrappers:
        database.execute_wrappers.append(_noting)


def watch_new(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Watch a connection that a request opened (Django's signal `connection_created`)."""
    if connection.vendor == "sqlite" and limit() is not None:
        watch(connection)


def _is_over() -> bool:
    now = time.monotonic()
    return now > getattr(_thread, "deadline", _NEVER) or now > getattr(_thread, "no_later", _NEVER)


def _noting(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
    """Note until when a statement may work. It goes on while its rows are fetched, so until the next one."""
    seconds = limit()
    _thread.deadline = _NEVER if seconds is None else time.monotonic() + seconds
    return execute(sql, params, many, context)
