"""The feed's log: every visible change is a numbered row, written in the transaction of the change.

`recording()` is the one transaction of every action. What is recorded inside is numbered last, after all
other writing, so that the counter's lock is held as briefly as possible and the numbers of an inbox
become visible in order and without gaps (a rollback takes its numbers back).
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connection, transaction

from messaging.feed import doorbell, resources
from messaging.feed.types import Event
from messaging.models import FeedEvent, FeedHead, new_epoch

# The most that one replay may take; above it a snapshot is cheaper for everybody.
REPLAY_BUDGET = 1000

# SQLite has one writer. Threads of one process queue here in order, instead of in SQLite's busy
# handler, which sleeps and is unfair (4 writers: p99 231 ms, outliers of 3 s; realtime.md §4.4).
_sqlite_writer = threading.RLock()


@dataclass(frozen=True, slots=True)
class Head:
    """Where an inbox's feed stands."""

    seq: int
    epoch: str


class Reset(Exception):
    """The log cannot serve this cursor without a hole: start again from a snapshot."""

    def __init__(self, head: int, epoch: str, why: str) -> None:
        super().__init__(f"{why}: head {head}")
        self.head = head
        self.epoch = epoch
        self.why = why


@dataclass(frozen=True, slots=True)
class _Entry:
    """One recorded change, not yet numbered; its resource is read just before COMMIT."""

    inbox_id: int
    kind: str
    pk: int
    conversation_id: int | None

    @property
    def resource(self) -> tuple[str, int]:
        """The changed thing: noun and id."""
        return self.kind.partition(".")[0], self.pk


class _Buffer:
    """The changes of one transaction, in order; several of one resource become one event."""

    def __init__(self) -> None:
        self.entries: list[_Entry] = []

    def write(self) -> None:
        if not self.entries:
            return
        by_inbox: dict[int, list[_Entry]] = {}
        for entry in self._coalesced():
            by_inbox.setdefault(entry.inbox_id, []).append(entry)
        # Sorted: two transactions that touch the same two inboxes must lock them in one order.
        last = {inbox_id: allot(inbox_id, len(by_inbox[inbox_id])) for inbox_id in sorted(by_inbox)}
        # Read under the counter's lock: who waited for it must show what the faster one changed, or the
        # higher number would carry the older state and consoles would keep it.
        payloads = resources.load((entry.kind, entry.pk) for rows in by_inbox.values() for entry in rows)
        for inbox_id, entries in by_inbox.items():
            events = _numbered(inbox_id, last[inbox_id], entries, payloads)
            transaction.on_commit(partial(doorbell.ring, inbox_id, events), robust=True)

    def _coalesced(self) -> list[_Entry]:
        """One event per inbox and resource: where it was first recorded, `created` if it was."""
        merged: dict[tuple[int, str, int], _Entry] = {}
        for entry in self.entries:
            key = (entry.inbox_id, *entry.resource)
            if key not in merged:
                merged[key] = entry
            elif entry.kind.endswith(".created"):
                merged[key] = _Entry(entry.inbox_id, entry.kind, entry.pk, entry.conversation_id)
        return list(merged.values())


_open_buffer: ContextVar[_Buffer | None] = ContextVar("feed_buffer", default=None)


@contextmanager
def recording() -> Iterator[None]:
    """One write transaction; nested use is a savepoint whose changes vanish with it when it fails."""
    outer = _open_buffer.get()
    if outer is None:
        with _write_turn(), transaction.atomic():
            yield from _recorded()
        return
    mark = len(outer.entries)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        del outer.entries[mark:]
        raise


def _recorded() -> Iterator[None]:
    buffer = _Buffer()
    token = _open_buffer.set(buffer)
    try:
        yield
        buffer.write()
    finally:
        _open_buffer.reset(token)


def _write_turn() -> AbstractContextManager[object]:
    # Whoever is in a transaction already (the admin's views are) has SQLite's write lock: to queue here would
    # be to wait for one who waits for us.
    alone = connection.vendor == "sqlite" and not connection.in_atomic_block
    return _sqlite_writer if alone else nullcontext()


def record(kind: str, pk: int, *, inbox_id: int, conversation_id: int | None = None) -> None:
    """Put one change on the log; raises `RuntimeError` outside `recording()`."""
    buffer = _open_buffer.get()
    if buffer is None:
        raise RuntimeError("A change can only be recorded inside recording().")
    buffer.entries.append(_Entry(inbox_id, kind, pk, conversation_id))


def _numbered(
    inbox_id: int, last: int, entries: list[_Entry], payloads: dict[tuple[str, int], dict[str, Any]]
) -> list[Event]:
    """The rows of one inbox, written; their numbers are the ones up to `last`."""
    first = last - len(entries) + 1
    there = [entry for entry in entries if entry.resource in payloads]
    if len(there) < len(entries):  # deleted meanwhile: numbers that nobody uses would be a hole
        allot(inbox_id, len(there) - len(entries))
    events = [
        Event(inbox_id, first + place, entry.kind, payloads[entry.resource])
        for place, entry in enumerate(there)
    ]
    FeedEvent.objects.bulk_create(
        FeedEvent(
            inbox_id=inbox_id,
            seq=event.seq,
            kind=event.kind,
            conversation_id=entry.conversation_id,
            payload=event.payload,
        )
        for event, entry in zip(events, there, strict=True)
    )
    return events


def allot(inbox_id: int, count: int) -> int:
    """Take `count` numbers (below zero: give the last ones back); the highest is returned. The row stays
    locked until COMMIT."""
    if not connection.in_atomic_block:
        raise RuntimeError("Numbers are only gapless inside the transaction that uses them.")
    table = FeedHead._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (inbox_id, seq, epoch) VALUES (%s, %s, %s)"  # noqa: S608 (our own table name)
            f" ON CONFLICT (inbox_id) DO UPDATE SET seq = {table}.seq + excluded.seq RETURNING seq",
            [inbox_id, count, new_epoch()],
        )
        return int(cursor.fetchone()[0])


def heads(inbox_ids: Iterable[int] | None = None) -> dict[int, Head]:
    """Where the feeds stand, in one query."""
    rows = FeedHead.objects.all() if inbox_ids is None else FeedHead.objects.filter(inbox__in=list(inbox_ids))
    return {row.inbox_id: Head(row.seq, row.epoch) for row in rows}


def since(
    inbox_id: int, cursor: int, *, epoch: str | None = None, limit: int = 500, budget: int = REPLAY_BUDGET
) -> list[Event]:
    """The next events after `cursor`, without a hole, at most `limit`; raises `Reset`.

    The head is read *before* the rows: a commit in between can then only add rows, never make a
    complete answer look like a hole.
    """
    head = heads([inbox_id]).get(inbox_id, Head(0, ""))
    if epoch is not None and epoch != head.epoch:
        raise Reset(head.seq, head.epoch, "epoch")
    if cursor > head.seq:
        raise Reset(head.seq, head.epoch, "epoch")
    if head.seq - cursor > budget:
        raise Reset(head.seq, head.epoch, "limit")
    events = [
        Event(row.inbox_id, row.seq, row.kind, row.payload)
        for row in FeedEvent.objects.filter(inbox=inbox_id, seq__gt=cursor).order_by("seq")[:limit]
    ]
    missing = events[0].seq != cursor + 1 if events else head.seq > cursor
    if missing:
        raise Reset(head.seq, head.epoch, "too_old")
    return events
