"""Commands that take as long as they take. A server's statements and locks have limits (`support_console.postgresql`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

LIMITS = ("idle_in_transaction_session_timeout", "lock_timeout", "statement_timeout")


@contextmanager
def without_time_limits(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Lift the limits of this connection's session meanwhile; SQLite has none."""
    if connection.vendor != "postgresql":
        yield
        return
    _run(connection, "SET {} = 0")
    try:
        yield
    finally:
        # One that broke meanwhile is gone, and its settings with it.
        with suppress(DatabaseError):
            _run(connection, "RESET {}")


def _run(connection: BaseDatabaseWrapper, statement: str) -> None:
    with connection.cursor() as cursor:
        for limit in LIMITS:
            cursor.execute(statement.format(limit))
