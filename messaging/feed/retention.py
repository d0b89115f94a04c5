"""How long the log is kept. Pruning can only cause an honest reset, never a hole."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Max
from django.utils import timezone

from messaging.models import FeedEvent, FeedHead, new_epoch

# Both must be passed before an event goes: a weekend for a quiet inbox, a page of history for a busy one.
KEPT_FOR = timedelta(hours=72)
KEPT_NEWEST = 10_000
BATCH = 1000


def prune(inbox_id: int, *, kept_for: timedelta = KEPT_FOR, kept_newest: int = KEPT_NEWEST) -> int:
    """Delete what is past both limits, in small batches from the old end; the number of rows deleted."""
    floor = _floor(inbox_id, kept_for, kept_newest)
    deleted = 0
    while True:
        batch = FeedEvent.objects.filter(inbox=inbox_id, seq__lte=floor).order_by("seq")[:BATCH]
        seqs = list(batch.values_list("seq", flat=True))
        if not seqs:
            return deleted
        # A contiguous piece from the old end: what remains has no hole.
        deleted += FeedEvent.objects.filter(inbox=inbox_id, seq__lte=seqs[-1]).delete()[0]


def _floor(inbox_id: int, kept_for: timedelta, kept_newest: int) -> int:
    head = FeedHead.objects.filter(inbox=inbox_id).values_list("seq", flat=True).first() or 0
    old = FeedEvent.objects.filter(inbox=inbox_id, created_at__lt=timezone.now() - kept_for)
    newest_old = old.aggregate(newest=Max("seq"))["newest"] or 0
    return int(min(newest_old, head - kept_newest))


def prune_all() -> int:
    """Prune every inbox; the number of rows deleted."""
    return sum(prune(inbox_id) for inbox_id in FeedHead.objects.values_list("inbox_id", flat=True))


def renew_epochs() -> int:
    """After a restored backup: make every console start again instead of trusting old numbers."""
    heads = list(FeedHead.objects.all())
    for head in heads:
        FeedHead.objects.filter(pk=head.pk).update(epoch=new_epoch())
    return len(heads)
