"""Leases: who works at a row, and until when. One engine for lanes, jobs, followers and the simulator's posts.

A table that is worked off has three columns. `lease_token` says who holds the row, `lease_until` until when,
`due_at` from when on it may be taken. A holder that dies lets go by not renewing; one that lost its lease
finds that out with its next statement, because every one of them names the token.

Plain SQL, because the lanes run these statements several times per message: the ORM's twins cost five times
the CPU. Every time in them is the one clock's (`messaging.clock`).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models
from django.db.models import Q

from messaging.clock import adapted, database_now, sql_now
from messaging.prepared import prepared_cursor

# Seconds by which the clocks of an installation may differ.
SLACK = 60.0


@dataclass(frozen=True, slots=True)
class Lease:
    """One holder of one row, from the claim to the release."""

    pk: int
    token: uuid.UUID = field(default_factory=uuid.uuid4)


def free(now: datetime) -> Q:
    """Return the condition of a row that nobody holds at `now`, by the one clock."""
    return Q(lease_until=None) | Q(lease_until__lt=now)


class LeaseTable:
    """The leases of one table; they last `seconds` from the claim or the last renewal.

    `on_take`, `on_renew` and `on_release` are further assignments in SQL, with `{now}` for the moment.
    """

    def __init__(
        self,
        model: type[models.Model],
        *,
        seconds: float,
        on_take: str = "",
        on_renew: str = "",
        on_release: str = "",
    ) -> None:
        self.seconds = seconds
        self._model = model
        table, pk = model._meta.db_table, model._meta.pk.column
        ours = f" WHERE {pk} = %(pk)s AND lease_token = %(token)s"
        due = " AND due_at <= {now} AND (lease_until IS NULL OR lease_until < {now})"
        # Put together from names of our own (S608); `timed` fills in the braces.
        hold = f"UPDATE {table} SET lease_token = %(token)s, lease_until = {{end}}"  # noqa: S608
        free_again = f"UPDATE {table} SET lease_token = NULL, lease_until = NULL" + _also(on_release)  # noqa: S608
        self._take = hold + _also(on_take) + f" WHERE {pk} = %(pk)s" + due
        self._renew = hold + _also(on_renew) + ours
        self._release = free_again + ours
        self._postpone = free_again + ", due_at = %(due_at)s" + ours
        self._due_now = f"UPDATE {table} SET due_at = {{now}} WHERE due_at > {{latest}}"  # noqa: S608
        self._ended = f"UPDATE {table} SET lease_until = {{now}} WHERE lease_until > {{longest}}"  # noqa: S608
        self._release_all = free_again + " WHERE lease_token IS NOT NULL"

    def take(self, lease: Lease) -> bool:
        """Hold a row that is due and that nobody holds any more; it is locked until COMMIT."""
        return bool(self._run(self._take, _names(lease)))

    def renew(self, lease: Lease) -> bool:
        """Hold it longer: a lease that ended is still ours as long as nobody took the row over."""
        return bool(self._run(self._renew, _names(lease)))

    def release(self, lease: Lease) -> bool:
        """Give the row back as it is due; False when the lease was lost."""
        return bool(self._run(self._release, _names(lease)))

    def postpone(self, lease: Lease, due_at: datetime | None) -> bool:
        """Give the row back until `due_at`, None for never; False when the lease was lost."""
        return bool(self._run(self._postpone, {**_names(lease), "due_at": due_at and adapted(due_at)}))

    def release_all(self) -> int:
        """Free every row, for a single owner that starts: whoever held them is dead. Return how many."""
        return self._run(self._release_all, {})

    def recall(self, longest_wait: float) -> int:
        """Make due now what lies further ahead than `longest_wait` seconds, and end now what is held for longer than
        a lease lasts: the clock was ahead when that was written. Return how many rows.

        A holder that lives loses nothing: its next renewal counts, unless somebody took the row over.
        """
        now = database_now()
        latest, longest = (now + timedelta(seconds=limit + SLACK) for limit in (longest_wait, self.seconds))
        # Looking first: a table in order is not written to.
        if not self._model._default_manager.filter(
            Q(due_at__gt=latest) | Q(lease_until__gt=longest)
        ).exists():
            return 0
        found = self._run(self._due_now, {}, latest=longest_wait + SLACK)
        return found + self._run(self._ended, {}, longest=self.seconds + SLACK)

    def held(self, lease: Lease) -> models.QuerySet[Any]:
        """Return the row as long as this lease holds it: the fence of what is written besides."""
        return self._model._default_manager.filter(pk=lease.pk, lease_token=lease.token)

    def _run(self, statement: str, values: Mapping[str, Any], **offsets: float) -> int:
        with prepared_cursor() as cursor:
            cursor.execute(*timed(statement, values, end=self.seconds, **offsets))
            return int(cursor.rowcount)


def timed(statement: str, values: Mapping[str, Any], **offsets: float) -> tuple[str, dict[str, Any]]:
    """Put the one clock into a statement: `{now}`, and `{name}` for "now + offset seconds" of each name."""
    moments = {name: sql_now(offset) for name, offset in {"now": 0.0, **offsets}.items()}
    texts = {name: sql.replace("%s", f"%({name})s") for name, (sql, _) in moments.items()}
    parameters = {name: bound[0] for name, (_, bound) in moments.items()}
    return statement.format(**texts), {**parameters, **values}


def _also(assignments: str) -> str:
    return f", {assignments}" if assignments else ""


def _names(lease: Lease) -> dict[str, Any]:
    native = connection.features.has_native_uuid_field
    return {"pk": lease.pk, "token": lease.token if native else lease.token.hex}
