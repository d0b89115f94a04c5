"""The lanes' leases: who delivers a conversation, and which lanes are due."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from messaging.actors import DELIVERY
from messaging.backoff import LONGEST_WAIT
from messaging.clock import database_now
from messaging.delivery.lanes import rate_limit
from messaging.feed import recording
from messaging.leases import SLACK, LeaseTable, timed
from messaging.models import Message, OutboxLane

# `due_at`: from a claim on the next message is what waits, not the one before it.
LANES = LeaseTable(
    OutboxLane,
    seconds=20.0,
    on_take="due_at = {now}",
    on_renew="due_at = {now}",
    on_release="woken_at = NULL",
)
# A lane that the sweep handed out is handed out again after this, if nobody has claimed it.
WOKEN_SECONDS = 5.0

# Put together from constants of this file alone (S608); `_rows` fills in the braces.
TABLE = OutboxLane._meta.db_table
DUE = (
    f"SELECT conversation_id FROM {TABLE} WHERE due_at <= {{now}}"  # noqa: S608
    " AND (lease_until IS NULL OR lease_until < {now}) AND (woken_at IS NULL OR woken_at < {stale})"
    " ORDER BY due_at LIMIT %(limit)s"
)
HAND_OUT = f"UPDATE {TABLE} SET woken_at = {{now}} WHERE conversation_id IN ({DUE}) RETURNING conversation_id"  # noqa: S608
# Two sweeps at once share the lanes instead of waiting for each other. A CTE, because an IN with a
# LIMIT may be planned to run once per row.
HAND_OUT_SKIPPING = (
    f"WITH due AS ({DUE} FOR UPDATE SKIP LOCKED) UPDATE {TABLE} SET woken_at = {{now}} FROM due"  # noqa: S608
    f" WHERE {TABLE}.conversation_id = due.conversation_id RETURNING {TABLE}.conversation_id"
)


def sweep(limit: int) -> list[int]:
    """Return conversations that are due and free, each at most once in a few seconds."""
    if limit <= 0 or not _rows(DUE, limit=1):  # looking first: an idle console writes nothing
        return []
    hand_out = HAND_OUT_SKIPPING if connection.vendor == "postgresql" else HAND_OUT
    with recording(by=DELIVERY):
        return [row[0] for row in _rows(hand_out, limit=limit)]


def release_all() -> int:
    """Free every lane, for a single owner that starts: whoever held them is dead. Return how many."""
    with recording(by=DELIVERY):
        held = LANES.release_all()
        OutboxLane.objects.exclude(woken_at=None).update(woken_at=None)
    return held


def recall() -> int:
    """Make due now what a clock that was ahead put further ahead than any wait can be: lanes, their messages and rate
    limits. Return how many rows."""
    now = database_now()
    latest = now + timedelta(seconds=LONGEST_WAIT + SLACK)
    with recording(by=DELIVERY):
        found = LANES.recall(LONGEST_WAIT)
        # Handed out in the future is not handed out.
        found += _update(
            OutboxLane.objects.filter(woken_at__gt=now + timedelta(seconds=SLACK)), woken_at=None
        )
        found += _update(Message.objects.in_lane().filter(next_attempt_at__gt=latest), next_attempt_at=None)
        return found + rate_limit.forget_after(LONGEST_WAIT + SLACK)


def _update(rows: QuerySet[Any], **values: None) -> int:
    """Update the rows, if there are any; return how many. A table in order is not written to."""
    return rows.update(**values) if rows.exists() else 0


def due_lanes() -> int:
    """Return how many conversations have a message that is due."""
    return OutboxLane.objects.filter(due_at__lte=database_now()).count()


def oldest_due_seconds() -> float:
    """Return how long the oldest due message has been waiting; 0 when nothing is due."""
    now = database_now()
    due_at = OutboxLane.objects.filter(due_at__lte=now).order_by("due_at").values_list("due_at", flat=True)
    oldest = due_at.first()
    return 0.0 if oldest is None else (now - oldest).total_seconds()


def _rows(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(*timed(statement, values, stale=-WOKEN_SECONDS))
        return list(cursor.fetchall())
