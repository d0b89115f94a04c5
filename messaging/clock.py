"""One clock: the database's on PostgreSQL, the process's on SQLite."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from messaging.prepared import prepared_cursor


def sql_now(offset: float = 0.0) -> tuple[str, list[Any]]:
    """Return SQL for "now + offset seconds" and its parameters.

    The clocks of several machines differ, and a lane that is due "in the future" by a few
    milliseconds loses its wake-up; SQLite's own clock is text of milliseconds and cannot be compared
    with what Django stores, so there the process's clock is bound as a parameter.
    """
    if connection.vendor == "postgresql":
        return "(STATEMENT_TIMESTAMP() + make_interval(secs => %s))", [offset]
    return "%s", [adapted(timezone.now() + timedelta(seconds=offset))]


def adapted(moment: datetime) -> Any:
    """Return the moment as this database stores it."""
    return connection.ops.adapt_datetimefield_value(moment)


def database_now() -> datetime:
    """Return the moment by the one clock."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with prepared_cursor() as cursor:
        cursor.execute("SELECT STATEMENT_TIMESTAMP()")
        moment: datetime = cursor.fetchone()[0]
    return moment
