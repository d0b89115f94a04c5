"""The matrix of the database tier: every test of it runs on SQLite and, with TEST_DATABASE=postgresql, there, too."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.db import connection

ENGINES = ("sqlite", "postgresql")
ENGINE = os.environ.get("TEST_DATABASE") or "sqlite"
if ENGINE not in ENGINES:
    raise SystemExit(f"TEST_DATABASE must be one of {', '.join(ENGINES)}, not {ENGINE!r}.")
# Which server it is decides `at_server`, when the first test needs one.
DATABASE_URL = "postgres://127.0.0.1/postgres" if ENGINE == "postgresql" else ""


def for_tests(entry: dict[str, Any], scratch: Path) -> None:
    """Give `DATABASES["default"]` a database of this process's own."""
    if ENGINE == "sqlite":
        # A file, not memory: threads need to see the same database.
        entry["TEST"] = {"NAME": str(scratch / "test.sqlite3")}
        return
    entry["TEST"] = {"NAME": f"console_test_{secrets.token_hex(6)}"}
    # Nothing here has to survive a power cut, and a test's own transaction lasts as long as the test.
    entry["OPTIONS"]["options"] += " -c synchronous_commit=off -c idle_in_transaction_session_timeout=0"


def seeds(count: int) -> Sequence[int]:
    """Return this engine's share of `count` seeds of a generated test: the engines take turns, so that the suite tries all."""
    return range(ENGINES.index(ENGINE), count, len(ENGINES))


def end_other_sessions() -> None:
    """PostgreSQL drops no database in which somebody still is; threads that ended leave theirs in the pool."""
    if ENGINE == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def at_server(entry: dict[str, Any], url: str) -> None:
    parts = urlsplit(url)
    entry.update(
        HOST=parts.hostname or "",
        PORT=parts.port or "",
        USER=parts.username or "",
        PASSWORD=parts.password or "",
        NAME=parts.path.lstrip("/"),
    )
