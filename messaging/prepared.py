"""Statements whose text is made once and never changes: PostgreSQL keeps their plan, and is asked many of them in one go.

Django writes values into the text of a statement, so that the server parses and plans it anew each time: on the way of a
customer's message that is half of what a statement takes, on both sides. Only statements whose parameters have clear types
belong here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


def prepared_cursor() -> Any:
    """Return a cursor, to be used with ``with``. On PostgreSQL it sends values beside the text."""
    make = getattr(connection, "prepared_cursor", connection.cursor)
    return make()


# Where the tables are small a plan would read them whole, and still do when they have grown.
_KEEP_PLANS = "SELECT set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true)"


def keep_plans() -> None:
    """Until COMMIT what `prepared_cursor` asks is planned once for ever, to find rows by an index. Elsewhere it is planned
    each time, for the values that are asked for: how many these are decides, and how large the table is."""
    if connection.vendor == "postgresql":
        with prepared_cursor() as cursor:
            cursor.execute(_KEEP_PLANS)


@contextmanager
def in_one_go() -> Iterator[None]:
    """Send the statements inside one after the other, without waiting for what each returns: that is fetched in their
    order, if at all. What one of them trips over is raised by a later one or at the end; nothing inside may catch it.

    Each wait costs a thread its turn at the interpreter, of which it may be without for milliseconds beside a busy loop.
    Where the database is in this process there is nothing to wait for.
    """
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    # What fails at the end fails outside of every cursor, which would make it one of Django's errors.
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def fetching(cursor: Any) -> Callable[[], list[tuple[Any, ...]]]:
    """Return what fetches the rows of a statement that was sent, and closes the cursor. SQLite is fetched from at once: it
    works only as it is, and a statement that has not ended keeps its transaction from being rolled back."""

    def fetch() -> list[tuple[Any, ...]]:
        with cursor:
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    if connection.vendor == "postgresql":
        return fetch
    fetched = fetch()
    return lambda: fetched


def numbers(values: Iterable[int]) -> str:
    """Return PostgreSQL's text of an array of numbers: a list of them is sent with the type of the largest, and each type
    is another plan."""
    return f"{{{','.join(map(str, values))}}}"
