"""One delivering server per database, whatever its VAR_DIR: a lock that belongs to the database itself."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path
from typing import Any, Protocol, cast

from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from messaging.delivery.processes.process_lock import ProcessLock

# Any number that no other program locks in this database.
LOCK = 0x64656C69766572
# The owner looks every second. One that is silent for so long is frozen or lost, and the server ends its session.
SILENT_AFTER = "10s"
OWNER = (
    "FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND granted AND objsubid = 1"
    f" AND classid::bigint = {LOCK >> 32} AND objid::bigint = {LOCK & 0xFFFFFFFF} AND datname = current_database()"
)
NAME_LENGTH = 63


class DatabaseLock(Protocol):
    """Any thread may call it, one after the other."""

    def take(self) -> bool:
        """Become the owner or see that this process still is one. Raises `DatabaseError` when the database is away."""

    def give_up(self) -> None:
        """Let another process become the owner."""

    def owner(self) -> str:
        """Return who has it, for people; empty where that cannot be told."""


class AdvisoryLock:
    """A lock of a session of its own, which PostgreSQL frees when the session ends: at once when its process does,
    within seconds when its host is lost."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._given_up = False
        self._session: BaseDatabaseWrapper | None = None
        self._taken = False
        # The session that our last connection left on the server when it broke.
        self._left = 0

    def take(self) -> bool:
        with self._turn:
            return not self._given_up and self._take()

    def _take(self) -> bool:
        try:
            if self._session is None:
                self._session = _new_session()
            if self._taken:
                self._ask("SELECT true")
            else:
                self._taken = bool(self._ask(f"SELECT pg_try_advisory_lock({LOCK})")) or self._is_ours_again()
        except DatabaseError:
            self._lose()
            raise
        return self._taken

    def _is_ours_again(self) -> bool:
        """End what we left ourselves: otherwise we would wait for the server to notice that it is dead."""
        ended = self._left and self._ask(
            f"SELECT pg_terminate_backend(pid, 1000) {OWNER} AND pid = {self._left}"
        )
        return bool(ended) and bool(self._ask(f"SELECT pg_try_advisory_lock({LOCK})"))

    def _lose(self) -> None:
        if self._taken and self._session is not None and self._session.connection is not None:
            self._left = self._session.connection.info.backend_pid
        self._close()

    def give_up(self) -> None:
        """For good: a look that is under way in another thread must not take it again afterwards."""
        with self._turn:
            self._given_up = True
            self._close()

    def _close(self) -> None:
        session, self._session, self._taken = self._session, None, False
        if session is not None:
            session.close()

    def owner(self) -> str:
        with self._turn:
            return "" if self._session is None else str(self._ask(f"SELECT application_name {OWNER}") or "")

    def _ask(self, question: str) -> Any:
        assert self._session is not None  # noqa: S101 (opened by `take`)
        with self._session.cursor() as cursor:
            cursor.execute(question)
            row = cursor.fetchone()
        return row[0] if row else None


def _new_session() -> BaseDatabaseWrapper:
    """Return a connection that is no other's, not even the pool's."""
    own: BaseDatabaseWrapper = connection.copy()
    own.settings_dict["OPTIONS"].pop("pool", None)
    own.inc_thread_sharing()
    try:
        with own.cursor() as cursor:
            name = f"delivery, process {os.getpid()} on {socket.gethostname()}"
            cursor.execute("SELECT set_config('application_name', %s, false)", [name[:NAME_LENGTH]])
            cursor.execute("SELECT set_config('idle_session_timeout', %s, false)", [SILENT_AFTER])
    except DatabaseError:
        own.close()
        raise
    return own


def database_lock() -> DatabaseLock | None:
    """Return the lock of this process's database; None for SQLite's in memory, which nobody shares."""
    if connection.vendor == "postgresql":
        return AdvisoryLock()
    if cast("Any", connection).is_in_memory_db():
        return None
    path = Path(connection.settings_dict["NAME"])
    return ProcessLock(path.with_name(f"{path.name}.delivery.lock"))
