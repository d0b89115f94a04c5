"""So many rows that PostgreSQL's planner behaves as in a history of years."""

from __future__ import annotations

from django.db import connection

from benchmarks.growth.filling import Filling

# A conversation for each message: what a history of years is to conversations.
MESSAGES = 20_000


def write_many_rows() -> None:
    """Write them within the transaction of a test, and let the planner know them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        # What is written here refers to what is there. Otherwise half a million keys are looked up when the test
        # ends, twice as long as all of it took; whoever may not say so waits for that.
        (may,) = cursor.fetchone()
        if may:
            cursor.execute("SET LOCAL session_replication_role = replica")
        Filling(MESSAGES, per_conversation=1).write_rows()
        if may:
            cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("ANALYZE")
