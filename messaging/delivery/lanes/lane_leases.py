"""The lane's row: who holds it, until when, and when it is due. Few statements, by name.

Plain SQL because they run several times per message: the ORM's twin of these statements costs five
times the CPU (docs/design/delivery.md §2.5). Every time in them is the one clock's (clock.py).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from messaging.actors import DELIVERY
from messaging.clock import adapted, database_now, sql_now
from messaging.feed.log import recording
from messaging.models import OutboxLane

LEASE_SECONDS = 20.0
# A lane that the sweep handed out is handed out again after this, if nobody has claimed it.
WOKEN_SECONDS = 5.0


# Put together from constants of this file alone (S608); `_timed` fills in the braces.
DUE = (
    "SELECT conversation_id FROM {lane} WHERE due_at <= {now}"
    " AND (lease_until IS NULL OR lease_until < {now}) AND (woken_at IS NULL OR woken_at < {stale})"
    " ORDER BY priority, due_at LIMIT %(limit)s"
)
HAND_OUT = (
    "UPDATE {lane} SET woken_at = {now} WHERE conversation_id IN (" + DUE + ") RETURNING conversation_id"  # noqa: S608
)
# Two sweeps at once share the lanes instead of waiting for each other. A CTE, because an IN with a
# LIMIT may be planned to run once per row.
HAND_OUT_SKIPPING = (
    "WITH due AS (" + DUE + " FOR UPDATE SKIP LOCKED) UPDATE {lane} SET woken_at = {now} FROM due"  # noqa: S608
    " WHERE {lane}.conversation_id = due.conversation_id RETURNING {lane}.conversation_id"
)
# `due_at`: from here on the next message is what waits, not the one before it.
HOLD = (
    "UPDATE {lane} SET lease_token = %(token)s, lease_until = {lease_end}, due_at = {now}"
    " WHERE conversation_id = %(conversation)s AND "
)
TAKE = HOLD + "due_at <= {now} AND (lease_until IS NULL OR lease_until < {now})"
RENEW = HOLD + "lease_token = %(token)s"
OURS = " WHERE conversation_id = %(conversation)s AND lease_token = %(token)s"
RELEASE = "UPDATE {lane} SET lease_token = NULL, lease_until = NULL, woken_at = NULL" + OURS  # noqa: S608
RELEASE_UNTIL = (
    "UPDATE {lane} SET lease_token = NULL, lease_until = NULL, woken_at = NULL, due_at = %(due_at)s" + OURS  # noqa: S608
)
FREE = "UPDATE {lane} SET lease_token = NULL, lease_until = NULL, woken_at = NULL WHERE "


@dataclass(frozen=True, slots=True)
class Lease:
    """One holder of one lane, from claim to release."""

    conversation_id: int
    token: uuid.UUID


def sweep(limit: int) -> list[int]:
    """Conversations that are due and that nobody holds, each handed out at most once in a few seconds."""
    if limit <= 0 or not _rows(DUE, limit=1):  # looking first: an idle console writes nothing
        return []
    hand_out = HAND_OUT_SKIPPING if connection.vendor == "postgresql" else HAND_OUT
    with recording(by=DELIVERY):
        return [row[0] for row in _rows(hand_out, limit=limit)]


def release_all() -> int:
    """Free every lane, for a single owner that starts: whoever held them is dead. How many were held."""
    with recording(by=DELIVERY):
        held = _count(FREE + "lease_token IS NOT NULL")
        _count(FREE + "woken_at IS NOT NULL")
    return held


def due_lanes() -> int:
    """How many conversations have a message that is due."""
    return OutboxLane.objects.filter(due_at__lte=database_now()).count()


def oldest_due_seconds() -> float:
    """How long the oldest due message has been waiting; 0 when nothing is due."""
    now = database_now()
    due_at = OutboxLane.objects.filter(due_at__lte=now).order_by("due_at").values_list("due_at", flat=True)
    oldest = due_at.first()
    return 0.0 if oldest is None else (now - oldest).total_seconds()


# --- one lane, inside the transaction of a step ----------------------------------------------


def take(lease: Lease) -> bool:
    """Hold a lane that is due and that nobody holds any more; its row is locked until COMMIT."""
    return bool(_count(TAKE, **_names(lease)))


def renew(lease: Lease) -> bool:
    """The fence: a lease that ended is still ours as long as nobody took the lane over."""
    return bool(_count(RENEW, **_names(lease)))


def release(lease: Lease, *, due_at: datetime | None = None) -> None:
    """Give the lane back; `due_at`: when it is due again, at once when None."""
    if due_at is None:
        _count(RELEASE, **_names(lease))
    else:
        _count(RELEASE_UNTIL, due_at=adapted(due_at), **_names(lease))


def empty(lease: Lease) -> None:
    """Nothing left. The lane's row is locked: who enqueues now waits, and then makes it due again."""
    _count(RELEASE_UNTIL, due_at=None, **_names(lease))


def _names(lease: Lease) -> dict[str, Any]:
    native = connection.features.has_native_uuid_field
    return {"conversation": lease.conversation_id, "token": lease.token if native else lease.token.hex}


def _count(statement: str, **values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(*_timed(statement, values))
        return int(cursor.rowcount)


def _rows(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(*_timed(statement, values))
        return list(cursor.fetchall())


def _timed(statement: str, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Put the table and the one clock into a statement."""
    moments = {"now": sql_now(), "lease_end": sql_now(LEASE_SECONDS), "stale": sql_now(-WOKEN_SECONDS)}
    texts = {name: sql.replace("%s", f"%({name})s") for name, (sql, _) in moments.items()}
    parameters = {name: bound[0] for name, (_, bound) in moments.items()}
    return statement.format(lane=OutboxLane._meta.db_table, **texts), {**parameters, **values}
