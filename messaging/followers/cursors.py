"""The followers' rows: which are behind, and moving one forward by a page. Each function is synchronous and
may run in several processes at once: the lease decides, and the cursor moves with the effects."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models import F, OuterRef, Subquery

from messaging.backoff import Backoff
from messaging.clock import database_now
from messaging.feed import Event, Head, Reset, heads, recording, since
from messaging.followers.kinds import FollowerKind
from messaging.leases import Lease, LeaseTable, free
from messaging.models import FeedHead, Follower, Inbox

log = logging.getLogger(__name__)

# A process that died in the middle of a page is noticed after so many seconds; its transaction is gone with it.
TABLE = LeaseTable(Follower, seconds=30.0)
# Events of one transaction: effects of many are written together, and a writer of SQLite waits for few.
PAGE = 200
# A follower reads page by page, however far it is behind.
UNBOUNDED = 2**62
AGAIN = Backoff(1.0, cap=300.0, spread=(0.5, 1.0))


def ensure_cursors(kinds: Iterable[FollowerKind]) -> int:
    """Give every inbox a cursor of every follower, at the beginning of what the log still has; return how many."""
    made = 0
    for kind in kinds:
        missing = Inbox.objects.exclude(followers__name=kind.name).values_list("pk", flat=True)
        rows = [Follower(name=kind.name, inbox_id=pk) for pk in missing]
        made += len(Follower.objects.bulk_create(rows, ignore_conflicts=True))
    return made


def behind(kinds: Iterable[FollowerKind]) -> list[tuple[str, int]]:
    """Return name and row of each follower that has something to read, may try now, and is nobody's."""
    # No change that anybody sees, and rare: outside `recording`, so that an idle console takes no write lock.
    if TABLE.recall(AGAIN.cap):
        log.warning("The clock was set back: followers that waited for a time too far ahead go on now")
    now = database_now()
    head = FeedHead.objects.filter(inbox=OuterRef("inbox")).values("seq")
    rows = Follower.objects.filter(free(now), due_at__lte=now, name__in=[kind.name for kind in kinds])
    late = rows.annotate(head=Subquery(head)).filter(head__isnull=False).exclude(head=F("seq"))
    return list(late.order_by("pk").values_list("name", "pk"))


def advance(kind: FollowerKind, pk: int) -> int:
    """Apply the next page and move the cursor past it, in one transaction; return how many events that were.

    0: there was nothing, somebody else has the row, or it failed and waits. Whatever `apply` raises is kept
    with the row and logged: one inbox that fails must not stop the others.
    """
    lease = Lease(pk)
    with recording(by=kind.actor):
        if not TABLE.take(lease):
            return 0
    try:
        return _page(kind, lease)
    except Exception as failure:
        log.exception("Follower failed", extra={"follower": kind.name, "row": pk})
        _wait(kind, lease, failure)
        return 0


def _page(kind: FollowerKind, lease: Lease) -> int:
    with recording(by=kind.actor):
        # The fence: whoever lost the lease meanwhile writes nothing, and the row is locked until COMMIT.
        if not TABLE.renew(lease):
            return 0
        row = Follower.objects.get(pk=lease.pk)
        head = heads([row.inbox_id]).get(row.inbox_id, Head(0, ""))
        events, seq = _next(row, kind)
        if wanted := [event for event in events if event.kind in kind.kinds]:
            kind.apply(wanted)
        Follower.objects.filter(pk=row.pk).update(seq=seq, epoch=head.epoch, attempts=0, error="")
        TABLE.release(lease)
    return len(events)


def _next(row: Follower, kind: FollowerKind) -> tuple[Sequence[Event], int]:
    """Return the events after the cursor, and where it stands after them.

    A renewed epoch is no reason to stop: after a restore the cursor comes from the same backup as the log.
    One that the log cannot continue (pruned past its limit, or ahead of the log) starts again at the head.
    """
    try:
        events = since(row.inbox_id, row.seq, limit=PAGE, budget=UNBOUNDED, wanted=kind.kinds)
    except Reset as reset:
        # A first look at a log of which the beginning was pruned long ago loses nothing that was promised.
        level = logging.WARNING if row.seq else logging.INFO
        extra = {"follower": row.name, "inbox": row.inbox_id, "from": row.seq, "to": reset.head}
        log.log(level, "Follower starts again at the head", extra=extra)
        return [], reset.head
    return events, events[-1].seq if events else row.seq


def _wait(kind: FollowerKind, lease: Lease, failure: Exception) -> None:
    with recording(by=kind.actor):
        held = TABLE.held(lease)
        tried = held.values_list("attempts", flat=True).first()
        if tried is None:
            return
        held.update(attempts=F("attempts") + 1, error=f"{type(failure).__name__}: {failure}"[:500])
        TABLE.postpone(lease, database_now() + timedelta(seconds=AGAIN.seconds(tried)))
