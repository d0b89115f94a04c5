"""The feed's log: every visible change is a numbered row, written in the transaction of the change.

`recording(by=…)` is the one transaction of every action, and says who acts. What is recorded inside is
numbered last, after all other writing, so that the counter's lock is held as briefly as possible and the
numbers of an inbox become visible in order and without gaps (a rollback takes its numbers back).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.db import connection, transaction

from messaging.actors import Actor
from messaging.billing import Charge, keep_charges
from messaging.database_writes import noting_refusal
from messaging.feed import doorbell, resources
from messaging.feed.entries import Entry, coalesce, earlier_values
from messaging.feed.redaction import note_of
from messaging.feed.types import ACTIVITY_CREATED, Event
from messaging.feed.write_turns import WriteTurns
from messaging.models import (
    Activity,
    FeedEvent,
    FeedHead,
    Message,
    add_rows,
    fresh,
    insert_rows,
    new_epoch,
    update_rows,
)
from messaging.outages import is_outage
from messaging.prepared import fetching, in_one_go, prepared_cursor
from messaging.search import index_changes

P = ParamSpec("P")
T = TypeVar("T")

# SQLite has one writer. Threads of one process queue here in order, instead of in SQLite's busy
# handler, which sleeps and is unfair (4 writers: p99 231 ms, outliers of 3 s; docs/design/realtime.md §4.4).
_sqlite_writer = WriteTurns()


class _Buffer:
    """The changes of one transaction, in order; several of one resource become one event."""

    def __init__(self, by: Actor, *, tentative: bool) -> None:
        self.by = by
        self._tentative = tentative
        self.entries: list[Entry] = []
        self.activities: list[tuple[Activity, int | None]] = []
        self.charges: list[tuple[Charge | None, Charge | None]] = []

    def write(self) -> None:
        if not (self.entries or self.activities):
            return
        insert_rows(activity for activity, _ in self.activities)
        by_inbox: dict[int, list[Entry]] = {}
        changes = coalesce(self.entries)
        for entry in [*changes, *_done(self.activities)]:
            by_inbox.setdefault(entry.inbox_id, []).append(entry)
        # Sorted: two transactions that touch the same inboxes must lock them in one order. Read under the counter's lock: who waited for it must show what the faster one changed, or the
        # higher number would carry the older state and consoles would keep it.
        with in_one_go():
            numbers = {inbox_id: _allot(inbox_id, len(by_inbox[inbox_id])) for inbox_id in sorted(by_inbox)}
            shown = resources.ask(entry.resource for entry in changes)
        last, payloads = {inbox_id: number() for inbox_id, number in numbers.items()}, shown()
        # What was done never changes again, and is at hand.
        payloads |= resources.show_activities(activity for activity, _ in self.activities)
        written: list[Event] = []
        with in_one_go():
            for inbox_id, entries in by_inbox.items():
                events = _numbered(inbox_id, last[inbox_id], entries, payloads)
                transaction.on_commit(partial(doorbell.ring, inbox_id, events), robust=True)
                written += events
            # What is searched changes with what is seen, in the same transaction.
            index_changes(written)
        keep_charges(self.charges)

    @contextmanager
    def joined(self, by: Actor | None) -> Iterator[None]:
        """Let `by` act in the transaction that is open. What fails in here fails it as a whole: whoever catches that
        without a `savepoint` is stopped by Django instead of keeping half of it."""
        outer = self.by
        self.by = by or outer
        try:
            with transaction.atomic(savepoint=False):
                yield
        finally:
            self.by = outer

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Let what was written and recorded inside vanish when it fails."""
        if self._tentative:
            try:
                yield
            except Exception as failure:
                if is_outage(failure):
                    raise  # once more would only wait once more
                raise NeedsSavepoints from failure
            return
        kept: tuple[list[Any], ...] = (self.entries, self.activities, self.charges)
        lengths = [len(one) for one in kept]
        try:
            with transaction.atomic():
                yield
        except BaseException:
            for one, length in zip(kept, lengths, strict=True):
                del one[length:]
            raise


class NeedsSavepoints(BaseException):
    """A tentative transaction is to be begun again. No `except Exception` on the way may take it for the failure itself."""


_open_buffer: ContextVar[_Buffer | None] = ContextVar("feed_buffer", default=None)


class _Recording:
    """What `recording()` returns: a context, or the decorator of an action."""

    def __init__(self, by: Actor | None, *, tentative: bool) -> None:
        self._by, self._tentative = by, tentative
        self._open: AbstractContextManager[None] | None = None

    def __enter__(self) -> None:
        self._open = _opened(self._by, tentative=self._tentative)
        self._open.__enter__()

    def __exit__(self, *failure: Any) -> bool | None:
        assert self._open is not None  # noqa: S101 (a context is entered first)
        return self._open.__exit__(*failure)

    def __call__(self, action: Callable[P, T]) -> Callable[P, T]:
        @wraps(action)
        def recorded(*args: P.args, **kwargs: P.kwargs) -> T:
            with _opened(cast("Actor | None", kwargs.get("by")) or self._by):
                return action(*args, **kwargs)

        return recorded


def recording(*, by: Actor | None = None, tentative: bool = False) -> _Recording:
    """Open one write transaction in which `by` acts; raises `RuntimeError` when nobody says who acts.

    Nested it joins the one that is open, and without a `by` of its own the outer one acts; what may fail alone
    needs a `savepoint`. As a decorator of an action it takes the actor from the action's keyword `by`.

    `tentative`: without savepoints inside; where something fails in one, `NeedsSavepoints` is raised: begin once more.
    """
    return _Recording(by, tentative=tentative)


@contextmanager
def savepoint() -> Iterator[None]:
    """Undo what happens inside when it fails, so that the rest of the transaction can go on: around whatever is
    tried and caught. Where nothing is open yet there is nothing to save."""
    buffer = _open_buffer.get()
    with buffer.savepoint() if buffer else nullcontext():
        yield


@contextmanager
def _opened(by: Actor | None, *, tentative: bool = False) -> Iterator[None]:
    outer = _open_buffer.get()
    if outer is not None:
        with outer.joined(by):
            yield
        return
    if by is None:
        raise RuntimeError("Nothing is changed without saying who does it: recording(by=…).")
    with _write_turn(), noting_refusal(), transaction.atomic():
        buffer = _Buffer(by, tentative=tentative)
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


def _buffer() -> _Buffer:
    buffer = _open_buffer.get()
    if buffer is None:
        raise RuntimeError("A change can only be recorded inside recording().")
    return buffer


def acting() -> Actor:
    """Return who acts in the transaction that is open; raises `RuntimeError` outside `recording()`."""
    return _buffer().by


def record(
    kind: str,
    pk: int,
    *,
    inbox_id: int,
    conversation_id: int | None = None,
    was: Mapping[str, Any] | None = None,
    by: Actor | None = None,
) -> None:
    """Put one change on the log; raises `RuntimeError` outside `recording()`.

    `was`: earlier values of fields of the resource, in its shape; those that did not change are left out.
    `by`: who did this one thing, where the transaction holds things of several.
    """
    buffer = _buffer()
    buffer.entries.append(Entry(inbox_id, kind, pk, conversation_id, by or buffer.by, was or {}))


def record_activity(activity: Activity, *, inbox_id: int | None, by: Actor | None = None) -> None:
    """Keep for ever what was done to a conversation of the inbox; the row's actor is filled in here. Without an
    inbox it is no event: for what consoles do not show."""
    buffer = _buffer()
    by = by or buffer.by
    activity.by_kind, activity.by_id, activity.by_name = by.kind, by.id, by.name[:255]
    buffer.activities.append((activity, inbox_id))


def record_charge(before: Charge | None, after: Charge | None) -> None:
    """Put on the bill what a message is charged now instead of `before`. Whoever says it has locked the message, and records
    it as changed: the lines of an inbox's bill are written under the lock of its counter."""
    if before != after:
        _buffer().charges.append((before, after))


def _done(activities: Iterable[tuple[Activity, int | None]]) -> Iterator[Entry]:
    """Yield the events of stored activities."""
    for activity, inbox_id in activities:
        if inbox_id is not None:
            yield Entry(inbox_id, ACTIVITY_CREATED, activity.pk, activity.conversation_id, activity.by)


def _numbered(
    inbox_id: int, last: int, entries: list[Entry], payloads: dict[tuple[str, int], dict[str, Any]]
) -> list[Event]:
    """Write the rows of one inbox; their numbers are the ones up to `last`. Return the events."""
    first = last - len(entries) + 1
    there = [entry for entry in entries if entry.resource in payloads]
    if len(there) < len(entries):  # deleted meanwhile: numbers that nobody uses would be a hole
        allot(inbox_id, len(there) - len(entries))
    events = [_event(entry, first + place, payloads[entry.resource]) for place, entry in enumerate(there)]
    add_rows(map(_row, events, there))
    _keep_numbers(events)
    return events


def _keep_numbers(events: Iterable[Event]) -> None:
    """Write into new outbound messages at which number consoles learnt of them: the log is pruned, they stay."""
    created = [event for event in events if event.kind == "message.created"]
    answers = [event for event in created if event.payload["direction"] == Message.Direction.OUTBOUND]
    rows = [fresh(Message, id=event.payload["id"], created_seq=event.seq) for event in answers]
    update_rows(rows, ["created_seq"])


def _event(entry: Entry, seq: int, payload: dict[str, Any]) -> Event:
    was = earlier_values(entry, payload)
    return Event(entry.inbox_id, seq, entry.kind, payload, entry.by.as_resource(), was)


def _row(event: Event, entry: Entry) -> FeedEvent:
    return fresh(
        FeedEvent,
        inbox_id=event.inbox_id,
        seq=event.seq,
        kind=event.kind,
        conversation_id=entry.conversation_id,
        note_id=note_of(event),
        payload=event.payload,
        by=event.by,
        was=event.was,
    )


def allot(inbox_id: int, count: int) -> int:
    """Take `count` numbers (below zero: give the last ones back); the highest is returned. The row stays
    locked until COMMIT."""
    return _allot(inbox_id, count)()


def _allot(inbox_id: int, count: int) -> Callable[[], int]:
    if not connection.in_atomic_block:
        raise RuntimeError("Numbers are only gapless inside the transaction that uses them.")
    table = FeedHead._meta.db_table
    cursor = prepared_cursor()
    cursor.execute(
        f"INSERT INTO {table} (inbox_id, seq, epoch) VALUES (%s, %s, %s)"  # noqa: S608 (our own table name)
        f" ON CONFLICT (inbox_id) DO UPDATE SET seq = {table}.seq + excluded.seq RETURNING seq",
        [inbox_id, count, new_epoch()],
    )
    seq = fetching(cursor)
    return lambda: int(seq()[0][0])
