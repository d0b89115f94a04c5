"""Where the feeds stand, and the events after a cursor."""

from __future__ import annotations

from collections.abc import Iterable

from messaging.feed.types import Event, Head, Reset
from messaging.limits import FEED_PAGE
from messaging.models import FeedEvent, FeedHead

# The most that one replay may take; above it a snapshot is cheaper for everybody.
REPLAY_BUDGET = 1000


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
) -> list[Event]:
    """Return the next events after `cursor`, without a hole, at most `limit`; raises `Reset`."""
    head = check_cursor(inbox_id, cursor, epoch=epoch, budget=budget)
    events = events_after(inbox_id, cursor, limit=limit)
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
    if epoch is not None and epoch != head.epoch:
        raise Reset(head.seq, head.epoch, "epoch")
    if cursor > head.seq:
        raise Reset(head.seq, head.epoch, "epoch")
    if head.seq - cursor > budget:
        raise Reset(head.seq, head.epoch, "limit")
    return head


def events_after(inbox_id: int, cursor: int, *, limit: int) -> list[Event]:
    """Return what the log has after `cursor`, in order, at most `limit`; whoever asks looks for holes."""
    return [
        Event(row.inbox_id, row.seq, row.kind, row.payload, row.by, row.was)
        for row in FeedEvent.objects.filter(inbox=inbox_id, seq__gt=cursor).order_by("seq")[:limit]
    ]


def hole(head: Head) -> Reset:
    """Return the refusal of a cursor that the log does not reach back to."""
    return Reset(head.seq, head.epoch, "too_old")
