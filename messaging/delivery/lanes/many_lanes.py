"""The lanes' statements for many at once; what they do to one says `lane_leases`."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from messaging.clock import adapted
from messaging.delivery.lanes.lane_leases import LANES, TABLE
from messaging.leases import Lease, timed
from messaging.models import Message
from messaging.prepared import prepared_cursor

_MESSAGES = Message._meta.db_table

# Put together from names of our own (S608). What is given comes as one parameter per column on PostgreSQL and as
# one of JSON on SQLite, so that the text is the same however many the lanes are.
_AMONG = {
    "postgresql": "SELECT unnest(%(pks)s::bigint[]) AS pk",
    "sqlite": "SELECT value AS pk FROM json_each(%(pks)s)",
}
# What somebody else has locked is left to its own lane, which waits alone: others lock several in another order (ingest inbox
# by inbox), and one that is slow must not hold all. SQLite has one writer.
_LOCK = (
    f"SELECT conversation_id, lease_token, due_at <= {{now}} AND (lease_until IS NULL OR lease_until < {{now}})"  # noqa: S608
    f" FROM {TABLE} WHERE conversation_id {{among}} ORDER BY conversation_id{{lock}}"
)
_HEADS = (
    "SELECT lane.pk, (SELECT one.id FROM {messages} one WHERE one.conversation_id = lane.pk"
    " AND one.stage = 'waiting' AND one.lane_position IS NOT NULL AND one.id NOT IN ({but})"
    " ORDER BY one.lane_position LIMIT 1) FROM ({among}) lane"
)
_HOLD = (
    f"WITH held AS ({{rows}}) UPDATE {TABLE} SET lease_token = held.value, lease_until = {{end}}, due_at = {{now}}"  # noqa: S608
    f" FROM held WHERE {TABLE}.conversation_id = held.pk"
)
_RELEASE = (
    f"WITH held AS ({{rows}}) UPDATE {TABLE} SET lease_token = NULL, lease_until = NULL, woken_at = NULL,"  # noqa: S608
    f" due_at = held.value FROM held WHERE {TABLE}.conversation_id = held.pk"
)


@dataclass(frozen=True, slots=True)
class LockedLane:
    """Who holds a lane (as the database stores tokens), and whether it may be taken."""

    token: Any
    free: bool

    def is_held_by(self, lease: Lease) -> bool:
        return self.token is not None and self.token == _stored(lease)


def lock(conversation_ids: Collection[int]) -> dict[int, LockedLane]:
    """Lock lanes until COMMIT and return how they stand, by conversation, without those that somebody else has locked."""
    on_postgres = connection.vendor == "postgresql"
    among = "= ANY(%(pks)s)" if on_postgres else f"IN ({_AMONG['sqlite']})"
    text = _LOCK.replace("{among}", among).replace(
        "{lock}", " FOR NO KEY UPDATE SKIP LOCKED" if on_postgres else ""
    )
    rows = _rows(*timed(text, {"pks": _list(conversation_ids)}))
    return {pk: LockedLane(token, bool(free)) for pk, token, free in rows}


def head_ids(conversation_ids: Collection[int], *, but: Collection[int]) -> dict[int, int]:
    """Return the first message of each lane that is not settled, by conversation, leaving out those that are named;
    lanes that have none are missing."""
    if not conversation_ids:
        return {}
    among = _AMONG[connection.vendor]
    text = _HEADS.format(messages=_MESSAGES, among=among, but=among.replace("(pks)", "(but)"))
    rows = _rows(text, {"pks": _list(conversation_ids), "but": _list(but)})
    return {pk: head for pk, head in rows if head is not None}


def hold(leases: Sequence[Lease]) -> None:
    """Take or renew the leases of lanes that are locked."""
    if leases:
        tokens = {lease.pk: _stored(lease) for lease in leases}
        _execute(*timed(_with_rows(_HOLD, "uuid"), _columns(tokens), end=LANES.seconds))


def release(due: Mapping[int, datetime | None]) -> None:
    """Give lanes that are locked back until these moments, None for never."""
    if due:
        moments = {pk: at and adapted(at) for pk, at in due.items()}
        _execute(_with_rows(_RELEASE, "timestamptz"), _columns(moments))


def _with_rows(statement: str, kind: str) -> str:
    if connection.vendor == "postgresql":
        rows = f"SELECT unnest(%(pks)s::bigint[]) AS pk, unnest(%(values)s::{kind}[]) AS value"
    else:
        rows = "SELECT value ->> 0 AS pk, value ->> 1 AS value FROM json_each(%(rows)s)"
    return statement.replace("{rows}", rows)


def _columns(values: Mapping[int, Any]) -> dict[str, Any]:
    if connection.vendor == "postgresql":
        return {"pks": list(values), "values": list(values.values())}
    return {"rows": json.dumps(list(values.items()), default=str)}


def _list(pks: Iterable[int]) -> Any:
    return list(pks) if connection.vendor == "postgresql" else json.dumps(list(pks))


def _stored(lease: Lease) -> Any:
    return lease.token if connection.features.has_native_uuid_field else lease.token.hex


def _rows(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with prepared_cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _execute(statement: str, values: Mapping[str, Any]) -> None:
    with prepared_cursor() as cursor:
        cursor.execute(statement, values)
