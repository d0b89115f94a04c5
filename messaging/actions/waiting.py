"""Keeping the news short that wait for their messages."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from messaging.actions.receipts import attach_waiting
from messaging.feed.log import recording
from messaging.models import Inbox, Message, Parked, Reaction

# Whatever is to come for a message comes within a day.
KEPT_FOR = timedelta(days=1)
# Nobody reacts to what is older, as far as providers tell.
REACTIONS_KEPT_FOR = timedelta(days=30)
# Of one inbox: another program may send through the same number, and its receipts are nobody's.
MOST_KEPT = 10_000
AT_ONCE = 500


def forget_parked() -> int:
    """Apply what crossed its message on the way, and forget what nobody will ask for; how many were forgotten.

    Two transactions that store a message and news about it at the same time do not see each other.
    """
    holding = set(Parked.objects.values_list("inbox", flat=True).distinct())
    reacted = set(Reaction.objects.filter(message=None).values_list("inbox", flat=True).distinct())
    for inbox in Inbox.objects.filter(pk__in=holding | reacted):
        _apply_crossed(inbox)
    return _forget_old() + sum(_forget_surplus(inbox_id) for inbox_id in holding)


@recording()
def _apply_crossed(inbox: Inbox) -> None:
    parked = Parked.objects.filter(inbox=inbox).values("external_id")
    waiting = Reaction.objects.filter(inbox=inbox, message=None).values("target_external_id")
    crossed = Message.objects.filter(Q(external_id__in=parked) | Q(external_id__in=waiting), inbox=inbox)
    attach_waiting(inbox, crossed.order_by("pk")[:AT_ONCE])


@recording()
def _forget_old() -> int:
    now = timezone.now()
    reactions = Reaction.objects.filter(message=None, reacted_at__lt=now - REACTIONS_KEPT_FOR)
    return Parked.objects.filter(created_at__lt=now - KEPT_FOR).delete()[0] + reactions.delete()[0]


@recording()
def _forget_surplus(inbox_id: int) -> int:
    """The oldest: what waits longest is least likely ours."""
    rows = Parked.objects.filter(inbox=inbox_id)
    last = rows.order_by("-pk").values_list("pk", flat=True)[MOST_KEPT : MOST_KEPT + 1].first()
    return rows.filter(pk__lte=last).delete()[0] if last else 0
