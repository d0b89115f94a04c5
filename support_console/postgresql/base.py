"""The engine: Django's with a pool whose connections give up a silent server, and with a fair queue in front of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any, ClassVar

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg import IsolationLevel
from psycopg_pool import ConnectionPool, PoolTimeout

from messaging.pools import connections_for_requests
from messaging.threads import is_own_thread
from support_console.postgresql.connections import ImpatientConnection, PatientConnection, limit_statements
from support_console.postgresql.pulse import Away, Pulse, State

# Seconds to wait for a connection while others have them all: work that is worth waiting for. How long one that is
# free may take to be there is the pool's own, shorter `timeout`.
BUSY_PATIENCE = 10.0


Leave = Callable[[], object]


class Places:
    """So many may come in at once."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._free = threading.BoundedSemaphore(size)

    def take(self) -> Leave:
        """Wait for a place; return what gives it to the next one. Raises `PoolTimeout`."""
        if not self._free.acquire(timeout=BUSY_PATIENCE):
            raise PoolTimeout(f"all {self._size} connections were in use for {BUSY_PATIENCE:.0f} s")
        return self._free.release


class Door:
    """The way to one pool: at most as many come in as it has connections, and so few requests at once that the
    threads of the process itself find one, whatever is asked for."""

    def __init__(self, size: int, pulse: Pulse) -> None:
        self.pulse = pulse
        self._all = Places(size)
        self._of_requests = Places(connections_for_requests(size))

    def enter(self) -> Leave:
        """Wait for a place; return what leaves it. Raises `PoolTimeout` when there is none, `Away` when the server is
        known to be silent."""
        with ExitStack() as taken:
            if not is_own_thread():
                taken.callback(self._of_requests.take())
            taken.callback(self._all.take())
            self.pulse.refuse_if_silent()
            return taken.pop_all().close


class DatabaseOperations(base.DatabaseOperations):  # type: ignore[misc, name-defined]
    """Django's, which shows a statement with its values also where these travelled beside it."""

    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> Any:
        if isinstance(cursor, base.ServerBindingCursor):  # type: ignore[attr-defined]
            return self.compose_sql(sql, params)
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, whose connections of the pool come through the door."""

    ops_class = DatabaseOperations
    _connection_pools: ClassVar[dict[str, ConnectionPool[Any]]]  # Django's
    _doors: ClassVar[dict[str, Door]] = {}
    _pulses: ClassVar[dict[str, Pulse]] = {}
    _making = threading.Lock()
    _leave: Leave | None = None

    @property
    def pool(self) -> ConnectionPool[Any] | None:
        if self.settings_dict["OPTIONS"].get("pool") and self.alias != NO_DB_ALIAS:
            with self._making:
                if self.alias not in self._connection_pools:
                    self._make_door()
                return super().pool  # type: ignore[misc, no-any-return]
        return None

    def _make_door(self) -> None:
        """Make the door of the pool that is made next, and have its connections ask the pulse."""
        pool = self.settings_dict["OPTIONS"]["pool"]
        pulse = self._pulses[self.alias] = self._new_pulse()
        self.settings_dict["OPTIONS"]["pool"] = {**pool, "connection_class": PatientConnection.asking(pulse)}
        self._doors[self.alias] = Door(pool["max_size"], pulse)

    def _new_pulse(self) -> Pulse:
        return Pulse(partial(ImpatientConnection.connect, **self.get_connection_params(), autocommit=True))

    def prepared_cursor(self) -> Any:
        """Return a cursor whose values travel beside the text of a statement, so that the server keeps its plan."""
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(base.ServerBindingCursor(self.connection))  # type: ignore[attr-defined]

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection. Raises `PoolTimeout` where all are in use, another `OperationalError` where the server
        is away."""
        if self.pool is None:
            return self._connection_without_pool(conn_params)
        door = self._doors[self.alias]
        leave = door.enter()
        try:
            connection = self._connection_of_pool(door, conn_params)
            self._limit_statements(connection)
        except BaseException:
            leave()
            raise
        self._leave = leave
        return connection

    def _limit_statements(self, connection: Any) -> None:
        """Have it cut what works too long. One that cannot be told goes back to the pool, which makes another: Django does
        not know it yet, and would never return it."""
        try:
            limit_statements(connection)
        except BaseException:
            connection.close()
            self.pool.putconn(connection)  # type: ignore[union-attr]  # (it came from there)
            raise

    def _connection_without_pool(self, conn_params: dict[str, Any]) -> Any:
        if self.alias == NO_DB_ALIAS or "isolation_level" in self.settings_dict["OPTIONS"]:
            return super().get_new_connection(conn_params)
        self.isolation_level = IsolationLevel.READ_COMMITTED
        with self._making:
            pulse = self._pulses.setdefault(self.alias, self._new_pulse())
        return PatientConnection.asking(pulse).connect(**conn_params)

    def _connection_of_pool(self, door: Door, conn_params: dict[str, Any]) -> Any:
        deadline = time.monotonic() + BUSY_PATIENCE
        while True:
            try:
                return super().get_new_connection(conn_params)
            except PoolTimeout:
                # There is a place for it, so the server keeps us waiting. From now on it is asked, and while it is
                # silent whoever comes is refused at once.
                if door.pulse.ask() in {State.REFUSES, State.SILENT} or time.monotonic() > deadline:
                    raise Away from None

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            leave, self._leave = self._leave, None
            if leave is not None:
                leave()
