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
    """The last change was refused, and none was taken since."""

    known = False


def note_refused_write(outage: Outage) -> None:
    """Remember that the database refused a change. Any thread."""
    if outage.stops_writing:
        runtime().part(_Refused).known = True


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
    refused = runtime().part(_Refused)
    try:
        state = _look()
        if state == OK and refused.known:
            _write_and_erase()
            refused.known = False
    except DatabaseError as failure:
        outage = outage_of(failure)
        state = SENTENCES.get(outage.reason, OK) if outage else OK
    if state != OK:
        log.warning(state)
    return state


def _look() -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _take_lock(cursor)
            return OK if _has_space() else FULL
        # Also on while it is a replica.
        cursor.execute("SHOW transaction_read_only")
        return READ_ONLY if cursor.fetchone()[0] == "on" else OK


def _take_lock(cursor: CursorWrapper) -> None:
    """Begin to write, and do not; raises what the database says to that."""
    if connection.in_atomic_block:
        return
    cursor.execute("PRAGMA busy_timeout")
    before = int(cursor.fetchone()[0])
    cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    try:
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("ROLLBACK")
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {before}")


def _has_space() -> bool:
    folder = Path(str(connection.settings_dict["NAME"])).parent
    return not folder.is_dir() or shutil.disk_usage(folder).free >= LEAST_SPACE


def _write_and_erase() -> None:
    """Write a session that is over, and erase it."""
    with transaction.atomic():
        data = secrets.token_hex(PROBE_CHARACTERS // 2)
        key = f"probe{secrets.token_hex(12)}"
        Session.objects.create(session_key=key, session_data=data, expire_date=timezone.now())
        Session.objects.filter(session_key=key).delete()
