"""What a request stands on and does without for a while: which part failed, and what to answer.

The one place that tells the failures of the database and of disks apart, by what the driver says and not by the
class of the exception alone: PostgreSQL's "read-only" is an `InternalError`, SQLite's "no such table" an
`OperationalError`. Whoever waits and tries again (delivery,
followers, the feed) asks here, too.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from enum import StrEnum

from django.db import Error as DatabaseError

from messaging.errors import Overloaded


class Reason(StrEnum):
    """What is away; programs read it as `reason` of the error envelope."""

    DATABASE_AWAY = "database_away"
    # Somebody else holds what is needed, or all connections are in use: soon over.
    DATABASE_BUSY = "database_busy"
    DATABASE_READ_ONLY = "database_read_only"
    DATABASE_FULL = "database_full"
    DISK_FULL = "disk_full"
    STORAGE_AWAY = "storage_away"
    STORAGE_FULL = "storage_full"


class Outage(Overloaded):
    """A part of this installation is away; the same again later will do."""

    code = "unavailable"

    def __init__(self, reason: Reason, detail: str, *, retry_after: int = 5, code: str | None = None) -> None:
        super().__init__(detail, retry_after=retry_after, code=code)
        self.reason = reason
        self.extra = {"reason": str(reason)}

    @property
    def stops_writing(self) -> bool:
        """Return whether the database still answers and takes no changes."""
        return self.reason in {Reason.DATABASE_READ_ONLY, Reason.DATABASE_FULL}


def _away() -> Outage:
    return Outage(Reason.DATABASE_AWAY, "The database is away.")


def _unusable() -> Outage:
    return Outage(
        Reason.DATABASE_AWAY, "The database cannot read or write its files; the log has more.", retry_after=30
    )


def _contended() -> Outage:
    sentence = "The database is busy: others hold what this needs."
    return Outage(Reason.DATABASE_BUSY, sentence, retry_after=2, code="overloaded")


def _too_slow() -> Outage:
    sentence = "The database worked too long at this: ask for less, or again when it has less to do."
    return Outage(Reason.DATABASE_BUSY, sentence, retry_after=5, code="took_too_long")


def _no_connection() -> Outage:
    sentence = "All connections to the database are in use."
    return Outage(Reason.DATABASE_BUSY, sentence, retry_after=2, code="overloaded")


def _read_only() -> Outage:
    sentence = "The database is read-only at the moment: nothing can be changed."
    return Outage(Reason.DATABASE_READ_ONLY, sentence, retry_after=10)


def _full() -> Outage:
    sentence = "The database has no space left: nothing can be changed."
    return Outage(Reason.DATABASE_FULL, sentence, retry_after=30)


def _disk_full() -> Outage:
    return Outage(Reason.DISK_FULL, "A disk of this server is full.", retry_after=30)


# https://www.postgresql.org/docs/current/errcodes-appendix.html
_SQLSTATES = {
    "25006": _read_only,
    "25P03": _away,  # idle in a transaction for too long: the server closed the connection
    "25P04": _away,
    "40001": _contended,
    "40P01": _contended,
    "53100": _full,
    "53200": _contended,
    "53300": _no_connection,
    "55P03": _contended,
    "57014": _too_slow,
    "58030": _unusable,
    "58P01": _unusable,
    "XX001": _unusable,
    "XX002": _unusable,
}
# Connections that broke, and a server that stops, starts or crashed.
_SQLSTATE_CLASSES = {"08": _away, "57": _away}
# What the server says before there is a connection that could carry a code.
_REFUSALS = ("too many clients", "remaining connection slots", "too many connections")
# The low byte of SQLite's codes (https://www.sqlite.org/rescode.html).
_SQLITE_CODES = {
    sqlite3.SQLITE_BUSY: _contended,
    sqlite3.SQLITE_INTERRUPT: _too_slow,
    sqlite3.SQLITE_LOCKED: _contended,
    sqlite3.SQLITE_NOMEM: _contended,
    sqlite3.SQLITE_PROTOCOL: _contended,
    sqlite3.SQLITE_READONLY: _read_only,
    sqlite3.SQLITE_FULL: _full,
    sqlite3.SQLITE_IOERR: _unusable,
    sqlite3.SQLITE_CANTOPEN: _unusable,
    sqlite3.SQLITE_CORRUPT: _unusable,
    sqlite3.SQLITE_NOTADB: _unusable,
}
_DISK_ERRORS = {errno.ENOSPC: _disk_full, errno.EDQUOT: _disk_full, errno.EROFS: _disk_full}
# Of psycopg's pool: no connection came free in time, or too many wait for one already.
_POOL_WAITS = {"PoolTimeout", "TooManyRequests"}


def outage_of(error: BaseException) -> Outage | None:
    """Return what is away; None where the exception says that something here is wrong."""
    if isinstance(error, Outage):
        return error
    if isinstance(error, OSError):
        known = _DISK_ERRORS.get(error.errno or 0)
        return known() if known else None
    if not _is_database_error(error):
        return None
    return next(filter(None, map(_read_by_itself, _chain(error))), None)


def is_outage(error: BaseException) -> bool:
    """Return whether the same work may be tried again later: `outage_of`, and whatever is overloaded."""
    return isinstance(error, Overloaded) or outage_of(error) is not None


def _is_database_error(error: BaseException) -> bool:
    return isinstance(error, DatabaseError | sqlite3.Error) or _is_of_psycopg(error)


def _is_of_psycopg(error: BaseException) -> bool:
    # By name: SQLite's processes need not load it.
    return type(error).__module__.partition(".")[0] in {"psycopg", "psycopg_pool"}


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and what it came from: of a transaction that broke, later statements say only that it is
    broken."""
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        if _is_database_error(found):
            yield found
        found = found.__cause__ or found.__context__


def _read_by_itself(error: BaseException) -> Outage | None:
    """Return what one exception says by itself; Django's say it by their cause, which is the driver's."""
    driver = error.__cause__ if error.__cause__ and _is_database_error(error.__cause__) else error
    if type(driver).__name__ in _POOL_WAITS:
        return _no_connection()
    if (code := getattr(driver, "sqlite_errorcode", None)) is not None:
        known = _SQLITE_CODES.get(code & 0xFF)
        return known() if known else None
    if state := getattr(driver, "sqlstate", None):
        return _by_state(state)
    return _without_code(error)


def _by_state(state: str) -> Outage | None:
    known = _SQLSTATES.get(state) or _SQLSTATE_CLASSES.get(state[:2])
    return known() if known else None


def _without_code(error: BaseException) -> Outage | None:
    """Judge what no code comes with: there was no connection, or it broke."""
    names = {kind.__name__ for kind in type(error).__mro__}
    if isinstance(error, sqlite3.ProgrammingError) or not names & {"OperationalError", "InterfaceError"}:
        return None
    text = str(error)
    return _no_connection() if any(words in text for words in _REFUSALS) else _away()
