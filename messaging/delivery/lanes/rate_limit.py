"""How fast we may send: token buckets in one row each, shared by every process.

See docs/design/providers.md A13.

The form is GCRA: `RateLimit.tat` is the moment at which the bucket would be full again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from messaging.clock import database_now
from messaging.models import Message, RateLimit
from messaging.prepared import prepared_cursor

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


def pair_of(message: Message) -> Bucket:
    """Return the bucket of a message's number to its customer; its conversation is loaded."""
    return pair(message.inbox_id, message.conversation.contact_id)


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


def reserve_all(wanted: Sequence[tuple[Bucket, Bucket]]) -> list[float]:
    """Return what `reserve` returns for each number and pair, with one statement for each number and one for all pairs as
    long as none of them has to wait longer than `PATIENCE`."""
    waits = [0.0] * len(wanted)
    for bucket, places in _by_bucket(number for number, _ in wanted).items():
        for place, wait in zip(places, _reserve_places(bucket, len(places)), strict=True):
            waits[place] = wait
    pairs = _by_bucket(pair if waits[place] <= PATIENCE else None for place, (_, pair) in enumerate(wanted))
    for bucket, wait in _reserve_each(pairs).items():
        first, *others = pairs[bucket]
        waits[first] = max(waits[first], wait)
        for place in others:
            waits[place] = max(waits[place], _reserve(bucket))
    return waits


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


def _by_bucket(buckets: Iterable[Bucket | None]) -> dict[Bucket, list[int]]:
    """Return at which places each bucket is wanted, in the order of their keys, in which everybody locks them."""
    found: dict[Bucket, list[int]] = {}
    for place, bucket in enumerate(buckets):
        if bucket is not None:
            found.setdefault(bucket, []).append(place)
    return {bucket: found[bucket] for bucket in sorted(found, key=lambda one: one.key)}


def _reserve_places(bucket: Bucket, count: int) -> list[float]:
    """Reserve so many places in a bucket and return the wait of each; where not all fit, one after the other."""
    behind = (count - 1) * bucket.interval
    if behind <= bucket.tolerance + PATIENCE:
        first = _run(
            "INSERT INTO {table} (key, tat) VALUES (%(key)s, {now} + %(span)s)"
            " ON CONFLICT (key) DO UPDATE SET tat = {greatest}({table}.tat, {now}) + %(span)s"
            " WHERE {table}.tat - {now} <= %(tolerance)s + %(patience)s - %(behind)s"
            " RETURNING tat - {now} - %(span)s - %(tolerance)s",
            bucket,
            behind=behind,
            span=behind + bucket.interval,
        )
        if first is not None:
            return [max(0.0, first + place * bucket.interval) for place in range(count)]
    waits: list[float] = []
    while len(waits) < count:
        waits.append(_reserve(bucket))
        if waits[-1] > PATIENCE:  # nothing is reserved any more
            waits += [waits[-1]] * (count - len(waits))
    return waits


def _reserve_each(buckets: Collection[Bucket]) -> dict[Bucket, float]:
    """Reserve one place in each of these buckets, which are of one kind, and return the waits."""
    if not buckets:
        return {}
    by_key = {bucket.key: bucket for bucket in buckets}
    alike = next(iter(buckets))
    keys = list(by_key)
    rows = _rows(
        "INSERT INTO {table} (key, tat) SELECT wanted.value, {now} + %(interval)s FROM {keys} WHERE true"
        " ON CONFLICT (key) DO UPDATE SET tat = {greatest}({table}.tat, {now}) + %(interval)s"
        " WHERE {table}.tat - {now} <= %(tolerance)s + %(patience)s"
        " RETURNING key, tat - {now} - %(interval)s - %(tolerance)s",
        alike,
        keys=keys if connection.vendor == "postgresql" else json.dumps(keys),
    )
    waits = {by_key[key]: max(0.0, float(wait)) for key, wait in rows}
    return waits | {bucket: _reserve(bucket) for bucket in buckets if bucket not in waits}


def _run(statement: str, bucket: Bucket, **values: Any) -> float | None:
    """Run one statement; return its number, if it returns one."""
    rows = _rows(statement, bucket, **values)
    return float(rows[0][0]) if rows else None


def _rows(statement: str, bucket: Bucket, **values: Any) -> list[tuple[Any, ...]]:
    on_postgres = connection.vendor == "postgresql"
    known: dict[str, Any] = {
        "key": bucket.key,
        "interval": bucket.interval,
        "tolerance": bucket.tolerance,
        "patience": PATIENCE,
        "now": timezone.now().timestamp(),
    }
    text = statement.format(
        table=TABLE,
        # The one clock again (clock.py), as seconds since the epoch.
        now="EXTRACT(EPOCH FROM STATEMENT_TIMESTAMP())::float8" if on_postgres else "%(now)s",
        greatest="GREATEST" if on_postgres else "MAX",
        keys="unnest(%(keys)s::text[]) AS wanted (value)" if on_postgres else "json_each(%(keys)s) AS wanted",
    )
    with prepared_cursor() as cursor:
        cursor.execute(text, known | values)
        return list(cursor.fetchall()) if cursor.description else []
