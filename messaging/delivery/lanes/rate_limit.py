"""How fast we may send: token buckets in one row each, shared by every process.

See docs/design/providers.md A13.

The form is GCRA: `RateLimit.tat` is the moment at which the bucket would be full again.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils import timezone

from messaging.clock import database_now
from messaging.models import RateLimit

# A longer wait is not slept through: the lane is given back and is due again after it.
PATIENCE = 2.0
# An untouched bucket is full again long before.
FORGOTTEN_AFTER = 24 * 3600.0
TABLE = RateLimit._meta.db_table


@dataclass(frozen=True, slots=True)
class Bucket:
    """`interval`: seconds per message in the long run; `burst`: how many may go at once."""

    key: str
    interval: float
    burst: int

    @property
    def tolerance(self) -> float:
        return self.interval * (self.burst - 1)


def number(inbox_id: int) -> Bucket:
    """Return the bucket of an inbox's number. Next to no burst: windows overshoot by a third anyway."""
    return Bucket(f"number:{inbox_id}", 1.0 / settings.MESSAGES_PER_SECOND, 3)


def pair(inbox_id: int, contact_id: int) -> Bucket:
    """Return the bucket of one number to one customer: 45 at once, then one in 6 s."""
    return Bucket(f"pair:{inbox_id}:{contact_id}", 6.0, 45)


# Seconds of the larger of the two.
LARGEST_TOLERANCE = pair(0, 0).tolerance


def reserve(*buckets: Bucket) -> float:
    """Return the seconds to wait before the next message may go.

    Up to `PATIENCE` the place is reserved; above it nothing is reserved in the bucket that says so
    (in those before it one place is lost, so the quickest to refill comes first).
    """
    wait = 0.0
    for bucket in buckets:
        wait = max(wait, _reserve(bucket))
        if wait > PATIENCE:
            break
    return wait


def pause(bucket: Bucket, seconds: float) -> None:
    """Let nothing through this bucket for so long, then at its plain rate: the provider asked for it."""
    _run(
        "INSERT INTO {table} (key, tat) VALUES (%(key)s, {now} + %(seconds)s + %(tolerance)s)"
        " ON CONFLICT (key) DO UPDATE SET tat = {greatest}({table}.tat, excluded.tat)",
        bucket,
        seconds=seconds,
    )


def prune_full_buckets() -> int:
    """Delete buckets that nobody has used for a day; return how many."""
    return RateLimit.objects.filter(tat__lt=timezone.now().timestamp() - FORGOTTEN_AFTER).delete()[0]


def forget_after(seconds: float) -> int:
    """Delete buckets that would be full again only after more than so many seconds: the clock was ahead when they
    were written. Return how many."""
    ahead = RateLimit.objects.filter(tat__gt=database_now().timestamp() + seconds + LARGEST_TOLERANCE)
    return ahead.delete()[0] if ahead.exists() else 0


def _reserve(bucket: Bucket) -> float:
    wait = _run(
        "INSERT INTO {table} (key, tat) VALUES (%(key)s, {now} + %(interval)s)"
        " ON CONFLICT (key) DO UPDATE SET tat = {greatest}({table}.tat, {now}) + %(interval)s"
        " WHERE {table}.tat - {now} <= %(tolerance)s + %(patience)s"
        " RETURNING tat - {now} - %(interval)s - %(tolerance)s",
        bucket,
    )
    if wait is None:
        wait = _run("SELECT tat - {now} - %(tolerance)s FROM {table} WHERE key = %(key)s", bucket)
    return max(0.0, wait or 0.0)


def _run(statement: str, bucket: Bucket, *, seconds: float = 0.0) -> float | None:
    """Run one statement; return its number, if it returns one."""
    on_postgres = connection.vendor == "postgresql"
    values: dict[str, str | float] = {
        "key": bucket.key,
        "interval": bucket.interval,
        "tolerance": bucket.tolerance,
        "patience": PATIENCE,
        "seconds": seconds,
        "now": timezone.now().timestamp(),
    }
    text = statement.format(
        table=TABLE,
        # The one clock again (clock.py), as seconds since the epoch.
        now="EXTRACT(EPOCH FROM STATEMENT_TIMESTAMP())::float8" if on_postgres else "%(now)s",
        greatest="GREATEST" if on_postgres else "MAX",
    )
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        row = cursor.fetchone() if cursor.description else None
    return None if row is None else float(row[0])
