"""How long the log is kept. Pruning can only cause an honest reset, never a hole."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Max, Min
from django.utils import timezone

from messaging.models import FeedEvent, FeedHead, Follower, new_epoch

BATCH = 1000
# A follower that is behind keeps the log, but not for ever: past either of these it starts again at the head.
WAITED_FOR = timedelta(days=7)
WAITED_EVENTS = 200_000


def prune(inbox_id: int, *, kept_for: timedelta | None = None, kept_newest: int | None = None) -> int:
    """Delete what is past both limits, in small batches from the old end; the number of rows deleted.

    Without limits of its own it keeps what the installation says: a weekend of a quiet inbox, and of a busy one a page
    of history.
    """
    floor = _floor(
        inbox_id,
        timedelta(hours=settings.FEED_HOURS) if kept_for is None else kept_for,
        settings.FEED_EVENTS if kept_newest is None else kept_newest,
    )
    deleted = 0
    while True:
        batch = FeedEvent.objects.filter(inbox=inbox_id, seq__lte=floor).order_by("seq")[:BATCH]
        seqs = list(batch.values_list("seq", flat=True))
        if not seqs:
            return deleted
        # A contiguous piece from the old end: what remains has no hole.
        deleted += FeedEvent.objects.filter(inbox=inbox_id, seq__lte=seqs[-1]).delete()[0]


def _floor(inbox_id: int, kept_for: timedelta, kept_newest: int) -> int:
    """Return the number up to which events may go: past both limits, and read by every follower."""
    head = FeedHead.objects.filter(inbox=inbox_id).values_list("seq", flat=True).first() or 0
    usual = min(_newest_before(inbox_id, kept_for), head - kept_newest)
    slowest = Follower.objects.filter(inbox=inbox_id).aggregate(slowest=Min("seq"))["slowest"]
    if slowest is None or slowest >= usual:
        return usual
    too_late = max(_newest_before(inbox_id, max(WAITED_FOR, kept_for)), head - WAITED_EVENTS)
    return max(int(slowest), min(usual, too_late))


def _newest_before(inbox_id: int, age: timedelta) -> int:
    old = FeedEvent.objects.filter(inbox=inbox_id, created_at__lt=timezone.now() - age)
    return int(old.aggregate(newest=Max("seq"))["newest"] or 0)


def prune_all() -> int:
    """Prune every inbox; the number of rows deleted."""
    return sum(prune(inbox_id) for inbox_id in FeedHead.objects.values_list("inbox_id", flat=True))


def renew_epochs() -> int:
    """After a restored backup: make every console start again instead of trusting old numbers."""
    heads = list(FeedHead.objects.all())
    for head in heads:
        FeedHead.objects.filter(pk=head.pk).update(epoch=new_epoch())
    return len(heads)
