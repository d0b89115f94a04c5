"""Whether the database, which answers, takes changes: it may be read-only after a failover, or its disk be full."""

from __future__ import annotations

import logging
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.contrib.sessions.models import Session
from django.db import Error as DatabaseError
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from messaging.outages import Outage, Reason, outage_of
from messaging.runtime import runtime

log = logging.getLogger(__name__)

OK = "ok"
READ_ONLY = "not ready for writes: the database is read-only"
FULL = "not ready for writes: the database has no space left"
SENTENCES = {Reason.DATABASE_READ_ONLY: READ_ONLY, Reason.DATABASE_FULL: FULL}
# Below it the next change may be the one that finds no room.
LEAST_SPACE = 4 * 1024 * 1024
# More than what a page that happens to be free could take.
PROBE_CHARACTERS = 64 * 1024
# Milliseconds for SQLite's lock: whoever holds it longer is writing.
PATIENCE = 100


class _Refused:
    """Why the last change was refused, when none was taken since."""

    state = OK


def note_refused_write(outage: Outage) -> None:
    """Remember that the database refused a change. Any thread."""
    if outage.stops_writing:
        runtime().part(_Refused).state = SENTENCES[outage.reason]


@contextmanager
def noting_refusal() -> Iterator[None]:
    """Remember what the database refuses in here, and raise it."""
    try:
        yield
    except DatabaseError as failure:
        if outage := outage_of(failure):
            note_refused_write(outage)
        raise


def writing_state() -> str:
    """Return ``"ok"`` or why not. Asks what costs nothing; only after a change was refused it writes something, until
    that is taken: a full disk is found in no other way."""
    state = _asked() if _has_space() else FULL
    if state != OK:
        log.warning(state)
    return state


def _asked() -> str:
    refused = runtime().part(_Refused)
    try:
        with _no_long_wait():
            if _is_read_only():
                return READ_ONLY
            if refused.state != OK:
                _write_and_erase()
                refused.state = OK
    except DatabaseError as failure:
        outage = outage_of(failure)
        # Somebody else is writing: it is as it was.
        return SENTENCES.get(outage.reason, refused.state) if outage else refused.state
    return OK


def _is_read_only() -> bool:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _take_lock(cursor)
            return False
        # Also on while it is a replica.
        cursor.execute("SHOW transaction_read_only")
        return bool(cursor.fetchone()[0] == "on")


@contextmanager
def _no_long_wait() -> Iterator[None]:
    """Wait for SQLite's lock for a moment only: readiness is asked every few seconds."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        before = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {before}")


def _take_lock(cursor: CursorWrapper) -> None:
    """Begin to write, and do not; raises what the database says to that."""
    if not connection.in_atomic_block:
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("ROLLBACK")


def _has_space() -> bool:
    """Return whether SQLite's disk has room left; a server knows its own better."""
    folder = Path(str(connection.settings_dict["NAME"])).parent
    if connection.vendor != "sqlite":
        return True
    return not folder.is_dir() or shutil.disk_usage(folder).free >= LEAST_SPACE


def _write_and_erase() -> None:
    """Write a session that is over, and erase it."""
    with transaction.atomic():
        data = secrets.token_hex(PROBE_CHARACTERS // 2)
        key = f"probe{secrets.token_hex(12)}"
        Session.objects.create(session_key=key, session_data=data, expire_date=timezone.now())
        Session.objects.filter(session_key=key).delete()
