"""Connections that do not wait for ever."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, ClassVar, Self, TypeVar, cast

import psycopg
from psycopg import errors
from psycopg.abc import PQGen
from psycopg.waiting import READY_NONE

from messaging.statement_limits import limit
from support_console.postgresql.pulse import Away, Pulse, State

T = TypeVar("T")

# psycopg's own: how often it looks for Ctrl+C.
INTERVAL = 0.1
# A statement that has no answer after so many seconds makes its process ask whether the server answers at all.
LONG = 0.3
# The server ended a transaction that nobody went on with. Django calls that an internal error; it is a connection
# that was lost, like any other.
GIVEN_UP_BY_THE_SERVER = (errors.IdleInTransactionSessionTimeout, errors.TransactionTimeout)
# An answer to that takes no longer, from a server that lives.
PATIENCE = 1.5


# The limit that a session begins with, in milliseconds; 0 is none.
FIRST_LIMIT = "SELECT reset_val::int FROM pg_settings WHERE name = 'statement_timeout'"


class PatientConnection(psycopg.Connection[Any]):
    """Waits for an answer as long as the server answers others; raises `Away` when it does not.

    The kernel finds out about hosts that are gone. It does not about those behind a proxy that takes every byte, or
    about servers that are frozen.
    """

    pulse: ClassVar[Pulse]

    @classmethod
    def asking(cls, pulse: Pulse) -> type[Self]:
        """Return the class of connections that ask this pulse."""
        return type(cls.__name__, (cls,), {"pulse": pulse})

    def wait(self, gen: PQGen[T], interval: float = INTERVAL, timeout: float | None = None) -> T:
        try:
            return super().wait(gen, interval, LONG if timeout is None else timeout)
        except GIVEN_UP_BY_THE_SERVER as ended:
            raise errors.OperationalError(str(ended)) from ended
        except errors._WaitTimeout:
            if timeout is not None:
                raise
        return self._wait_on(gen, interval)

    def _wait_on(self, gen: PQGen[T], interval: float) -> T:
        """Wait as long as the server lives and works at the statement."""
        pid = self.info.backend_pid
        try:
            while self.pulse.ask(pid) is not State.SILENT:
                with suppress(errors._WaitTimeout):
                    return super().wait(_resumed(gen), interval, INTERVAL)
        finally:
            self.pulse.forget(pid)
        # What it was asked for may still be done; nobody may take this connection for a good one.
        self.close()
        raise Away


def limit_statements(connection: Any) -> None:
    """Tell the server how long statements of whoever has this connection now may work: less in a request than elsewhere.
    The connection remembers it, so that it is told only where the next one differs."""
    wanted = limit()
    if wanted == getattr(connection, "statement_limit", None):
        return
    if wanted is None:
        connection.execute("RESET statement_timeout")
    else:
        connection.execute(f"SET statement_timeout = {_lower(connection, int(wanted * 1000))}")
    connection.statement_limit = wanted


def _lower(connection: Any, limit: int) -> int:
    """Return the lower of a limit and the connection's own, which DATABASE_URL may give; asked once of a connection."""
    if not hasattr(connection, "first_limit"):
        (connection.first_limit,) = connection.execute(FIRST_LIMIT).fetchone()
    return min(limit, connection.first_limit or limit)


def _resumed(gen: PQGen[T]) -> PQGen[T]:
    """Return a generator that goes on where this one waits. Each `wait` begins with `next`, which one that is still
    sending a long statement takes for a word about its socket, and fails."""
    ready: Any = READY_NONE
    while True:
        try:
            wanted = gen.send(ready)
        except StopIteration as done:
            return cast("T", done.value)
        ready = yield wanted


class ImpatientConnection(psycopg.Connection[Any]):
    """For the question whether the server answers."""

    def wait(self, gen: PQGen[T], interval: float = INTERVAL, timeout: float | None = None) -> T:
        return super().wait(gen, interval, PATIENCE if timeout is None else timeout)
