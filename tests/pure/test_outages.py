"""What failed is told by what the driver says."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import psycopg
import pytest
from django.db import InterfaceError, InternalError, OperationalError, ProgrammingError
from psycopg_pool import PoolTimeout, TooManyRequests

from messaging.outages import Outage, Reason, is_outage, outage_of


def raised(error: Exception, cause: Exception) -> Exception:
    """As Django wraps a driver's error."""
    error.__cause__ = cause
    return error


def reason_of(error: Exception) -> Reason | None:
    outage = outage_of(error)
    return outage.reason if outage else None


OF_POSTGRESQL = [
    (InternalError, psycopg.errors.ReadOnlySqlTransaction, Reason.DATABASE_READ_ONLY),
    (OperationalError, psycopg.errors.DiskFull, Reason.DATABASE_FULL),
    (OperationalError, psycopg.errors.AdminShutdown, Reason.DATABASE_AWAY),
    (OperationalError, psycopg.errors.CrashShutdown, Reason.DATABASE_AWAY),
    (OperationalError, psycopg.errors.CannotConnectNow, Reason.DATABASE_AWAY),
    (OperationalError, psycopg.errors.ConnectionFailure, Reason.DATABASE_AWAY),
    (OperationalError, psycopg.OperationalError, Reason.DATABASE_AWAY),
    (InterfaceError, psycopg.InterfaceError, Reason.DATABASE_AWAY),
    (InternalError, psycopg.errors.IdleInTransactionSessionTimeout, Reason.DATABASE_AWAY),
    (OperationalError, psycopg.errors.DeadlockDetected, Reason.DATABASE_BUSY),
    (OperationalError, psycopg.errors.LockNotAvailable, Reason.DATABASE_BUSY),
    (OperationalError, psycopg.errors.QueryCanceled, Reason.DATABASE_BUSY),
    (OperationalError, psycopg.errors.TooManyConnections, Reason.DATABASE_BUSY),
    (OperationalError, PoolTimeout, Reason.DATABASE_BUSY),
    (OperationalError, TooManyRequests, Reason.DATABASE_BUSY),
    (ProgrammingError, psycopg.errors.UndefinedTable, None),
    (InternalError, psycopg.errors.InFailedSqlTransaction, None),
]


@pytest.mark.parametrize(("wrapped", "driver", "reason"), OF_POSTGRESQL)
def test_postgresql_says_it_by_its_code(
    wrapped: type[Exception], driver: type[Exception], reason: Reason | None
) -> None:
    assert reason_of(raised(wrapped("x"), driver("x"))) is reason


def test_a_full_pool_is_not_a_database_that_is_away() -> None:
    full, away = outage_of(raised(OperationalError("x"), PoolTimeout("x"))), outage_of(OperationalError("x"))
    assert full is not None
    assert away is not None
    assert (full.code, full.detail) == ("overloaded", "All connections to the database are in use.")
    assert (away.code, away.detail) == ("unavailable", "The database is away.")


def test_a_server_without_room_for_a_connection_is_not_away() -> None:
    refused = psycopg.OperationalError("connection failed: FATAL:  sorry, too many clients already")
    assert reason_of(raised(OperationalError(str(refused)), refused)) is Reason.DATABASE_BUSY


def of_sqlite(*statements: str, path: str | Path = ":memory:", **options: object) -> Exception:
    """The error that SQLite itself raises at the last statement."""
    connection = sqlite3.connect(path, isolation_level=None, **options)  # type: ignore[call-overload]
    try:
        for statement in statements:
            connection.execute(statement)
    except sqlite3.Error as error:
        return raised(OperationalError(str(error)), error)
    finally:
        connection.close()
    raise AssertionError("nothing was raised")


def test_sqlite_says_it_by_its_code(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite3"
    sqlite3.connect(file).close()
    table, row = "CREATE TABLE a (b)", "INSERT INTO a VALUES (randomblob(100000))"
    assert reason_of(of_sqlite(table, "PRAGMA query_only = 1", row)) is Reason.DATABASE_READ_ONLY
    read_only = of_sqlite(table, path=f"file:{file}?mode=ro", uri=True)
    assert reason_of(read_only) is Reason.DATABASE_READ_ONLY
    assert reason_of(of_sqlite(table, "PRAGMA max_page_count = 2", row)) is Reason.DATABASE_FULL
    nowhere = tmp_path / "none" / "a.sqlite3"
    with pytest.raises(sqlite3.OperationalError) as refused:
        sqlite3.connect(nowhere)
    assert reason_of(refused.value) is Reason.DATABASE_AWAY
    file.write_bytes(b"no database at all, but long enough to be looked at" * 100)
    assert reason_of(of_sqlite("SELECT * FROM a", path=file)) is Reason.DATABASE_AWAY


def test_sqlite_that_is_locked_is_busy(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite3"
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    assert reason_of(of_sqlite("BEGIN IMMEDIATE", path=file, timeout=0)) is Reason.DATABASE_BUSY
    holder.close()


def test_a_mistake_in_a_statement_is_a_bug_and_not_an_outage() -> None:
    assert reason_of(of_sqlite("SELECT * FROM nowhere")) is None
    assert reason_of(of_sqlite("SELEC 1")) is None


def test_a_disk_without_room_is_an_outage_and_another_failing_file_is_not() -> None:
    assert reason_of(OSError(errno.ENOSPC, "No space left on device")) is Reason.DISK_FULL
    assert reason_of(OSError(errno.EDQUOT, "Disk quota exceeded")) is Reason.DISK_FULL
    assert reason_of(FileNotFoundError(errno.ENOENT, "No such file")) is None
    assert not is_outage(ValueError("a bug"))


def test_what_a_broken_transaction_says_later_is_judged_by_what_broke_it() -> None:
    first = raised(OperationalError("x"), psycopg.errors.AdminShutdown("x"))
    later = ProgrammingError("You can't execute queries until the end of the 'atomic' block.")
    later.__context__ = first
    assert reason_of(later) is Reason.DATABASE_AWAY
    bug = ValueError("a bug while it was handled")
    bug.__context__ = first
    assert reason_of(bug) is None


def test_an_outage_says_how_long_to_wait() -> None:
    outage = outage_of(raised(InternalError("x"), psycopg.errors.ReadOnlySqlTransaction("x")))
    assert isinstance(outage, Outage)
    assert (outage.status, outage.code, outage.extra) == (
        503,
        "unavailable",
        {"reason": "database_read_only"},
    )
    assert outage.retry_after > 0
    assert outage.stops_writing
