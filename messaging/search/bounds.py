"""What a search may take of the database: an end of its own, and a share of the connections."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.db import Error as DatabaseError
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from messaging.errors import Overloaded
from messaging.outages import Outage, Reason, outage_of
from messaging.statement_limits import sqlite_ends_within

# Seconds that one statement may take, on SQLite all of one search. Ten times what the slowest takes on a million messages.
LONGEST = 2.0
# At once in one process, so that searches never take the connections of everybody else; and seconds to wait for a place.
AT_ONCE = 4
PATIENCE = 1.0
# Of one transaction of PostgreSQL.
SETTINGS = ("statement_timeout", "enable_seqscan", "max_parallel_workers_per_gather")

_places = BoundedSemaphore(AT_ONCE)


@contextmanager
def bounded() -> Iterator[None]:
    """Search in here; raises `Outage` for what takes too long, and `Overloaded` while too many search at once."""
    if not _places.acquire(timeout=PATIENCE):
        raise Overloaded("Too many searches at once.", retry_after=1)
    try:
        with _in_time():
            yield
    except DatabaseError as error:
        outage = outage_of(error)
        if outage is None or outage.reason != Reason.DATABASE_BUSY:
            raise
        sentence = "The search took too long: more words, or longer ones, make it faster."
        raise Outage(Reason.DATABASE_BUSY, sentence, retry_after=2, code="overloaded") from error
    finally:
        _places.release()


@contextmanager
def _in_time() -> Iterator[None]:
    if connection.vendor == "sqlite":
        with sqlite_ends_within(LONGEST):
            yield
        return
    within = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        before = _settings(cursor) if within else {}
        # Of an expression of hundreds of words PostgreSQL believes that it fits half of all rows, and reads them all: half
        # a minute instead of three milliseconds. A worker for a search would cost more than it does.
        limit = f"{int(LONGEST * 1000)}ms"
        _set(cursor, dict(zip(SETTINGS, (limit, "off", "0"), strict=True)))
        yield
        # They are the transaction's own: the next one has the connection's again.
        if within:
            _set(cursor, before)


def _settings(cursor: CursorWrapper) -> dict[str, str]:
    cursor.execute("SELECT " + ", ".join(f"current_setting('{name}')" for name in SETTINGS))
    return dict(zip(SETTINGS, cursor.fetchone(), strict=True))


def _set(cursor: CursorWrapper, values: dict[str, str]) -> None:
    asked = ", ".join(f"set_config('{name}', %s, true)" for name in values)
    cursor.execute(f"SELECT {asked}", list(values.values()))
