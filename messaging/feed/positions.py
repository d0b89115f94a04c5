"""Where the feeds stand, and the events after a cursor."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db import connection

from messaging.feed.types import Event, Head, Reset
from messaging.limits import FEED_PAGE
from messaging.models import FeedEvent, FeedHead, json_value
from messaging.prepared import prepared_cursor

# The most that one replay may take; above it a snapshot is cheaper for everybody.
REPLAY_BUDGET = 1000
# Read without instances: followers and whoever comes back read most of what is written once more.
_CONTENT = ("payload", "by", "was")


def heads(inbox_ids: Iterable[int] | None = None) -> dict[int, Head]:
    """Return where the feeds stand, by inbox id, in one query."""
    rows = FeedHead.objects.all() if inbox_ids is None else FeedHead.objects.filter(inbox__in=list(inbox_ids))
    return {row.inbox_id: Head(row.seq, row.epoch) for row in rows}


def since(
    inbox_id: int,
    cursor: int,
    *,
    epoch: str | None = None,
    limit: int = FEED_PAGE,
    budget: int = REPLAY_BUDGET,
    wanted: Collection[str] | None = None,
) -> list[Event]:
    """Return the next events after `cursor`, without a hole, at most `limit`; raises `Reset`. Where only some kinds are
    `wanted`, the others are empty."""
    head = check_cursor(inbox_id, cursor, epoch=epoch, budget=budget)
    events = events_after(inbox_id, cursor, limit=limit, wanted=wanted)
    missing = events[0].seq != cursor + 1 if events else head.seq > cursor
    if missing:
        raise hole(head)
    return events


def check_cursor(inbox_id: int, cursor: int, *, epoch: str | None, budget: int) -> Head:
    """Return where the feed stands if it can be continued from `cursor`; raises `Reset`.

    Call this *before* reading the rows: a commit in between can then only add rows, never make a complete
    answer look like a hole.
    """
    head = heads([inbox_id]).get(inbox_id, Head(0, ""))
    check_against(head, cursor, epoch=epoch, budget=budget)
    return head


def check_against(head: Head, cursor: int, *, epoch: str | None, budget: int) -> None:
    """Raise `Reset` where a feed that stands at `head` cannot be continued from `cursor`."""
    if epoch is not None and epoch != head.epoch:
        raise Reset(head.seq, head.epoch, "epoch")
    if cursor > head.seq:
        raise Reset(head.seq, head.epoch, "epoch")
    if head.seq - cursor > budget:
        raise Reset(head.seq, head.epoch, "limit")


def events_after(
    inbox_id: int, cursor: int, *, limit: int, wanted: Collection[str] | None = None
) -> list[Event]:
    """Return what the log has after `cursor`, in order, at most `limit`; whoever asks looks for holes. `wanted`: see
    `since`."""
    kinds = None if wanted is None else sorted(wanted)
    with prepared_cursor() as asked:
        asked.execute(_events_sql(kinds), [*(kinds or []) * len(_CONTENT), inbox_id, cursor, limit])
        rows = asked.fetchall()
    return [_event(inbox_id, *row) for row in rows]


def _events_sql(kinds: Sequence[str] | None) -> str:
    """Return the statement, which leaves out the content of other kinds: every follower reads all that happens."""
    quote = connection.ops.quote_name
    columns = [quote(name) for name in _CONTENT]
    if kinds is not None:
        among = ", ".join(["%s"] * len(kinds)) or "NULL"
        columns = [f"CASE WHEN kind IN ({among}) THEN {column} END" for column in columns]
    return (
        f"SELECT seq, kind, {', '.join(columns)} FROM {quote(FeedEvent._meta.db_table)}"  # noqa: S608 (names of our own)
        " WHERE inbox_id = %s AND seq > %s ORDER BY seq LIMIT %s"
    )


def _event(inbox_id: int, seq: int, kind: str, payload: str | None, by: str | None, was: str | None) -> Event:
    if payload is None:
        return Event(inbox_id, seq, kind, {})
    return Event(inbox_id, seq, kind, json_value(payload), json_value(by), json_value(was))


def hole(head: Head) -> Reset:
    """Return the refusal of a cursor that the log does not reach back to."""
    return Reset(head.seq, head.epoch, "too_old")
