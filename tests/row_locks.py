"""Whether some transaction waits for another one's lock, on PostgreSQL."""

from __future__ import annotations

from django.db import connection


def somebody_waits_for_a_lock() -> bool:
    """Tell whether a session of this database waits for a lock; to be asked again and again in one transaction."""
    with connection.cursor() as cursor:
        # A transaction keeps the list of sessions that it saw first: without this, one that connected a moment
        # later would never be seen to wait.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])
