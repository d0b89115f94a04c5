"""Apply or delete the updates that wait for their messages."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from messaging.actions.updates.receipts import apply_pending_updates
from messaging.actors import Actor
from messaging.feed import recording
from messaging.models import Inbox, Message, PendingUpdate, Reaction

# Whatever is to come for a message comes within a day.
PENDING_FOR = timedelta(days=1)
# Nobody reacts to what is older, as far as providers tell.
REACTIONS_PENDING_FOR = timedelta(days=30)
# Of one inbox: another program may send through the same number, and its receipts are nobody's.
MAX_PENDING = 10_000
AT_ONCE = 500


def expire_pending_updates(*, by: Actor) -> int:
    """Apply what crossed its message on the way, and forget what nobody will ask for; how many were forgotten.

    Two transactions that store a message and an update of it at the same time do not see each other.
    """
    inbox_ids = set(PendingUpdate.objects.values_list("inbox", flat=True).distinct())
    reacted = set(Reaction.objects.filter(message=None).values_list("inbox", flat=True).distinct())
    for inbox in Inbox.objects.filter(pk__in=inbox_ids | reacted):
        _apply_crossed(inbox, by=by)
    return _delete_expired(by=by) + sum(_delete_surplus(inbox_id, by=by) for inbox_id in inbox_ids)


@recording()
def _apply_crossed(inbox: Inbox, *, by: Actor) -> None:
    pending = PendingUpdate.objects.filter(inbox=inbox).values("external_id")
    waiting = Reaction.objects.filter(inbox=inbox, message=None).values("target_external_id")
    crossed = Message.objects.filter(Q(external_id__in=pending) | Q(external_id__in=waiting), inbox=inbox)
    apply_pending_updates(inbox, crossed.order_by("pk")[:AT_ONCE])


@recording()
def _delete_expired(*, by: Actor) -> int:
    now = timezone.now()
    reactions = Reaction.objects.filter(message=None, reacted_at__lt=now - REACTIONS_PENDING_FOR)
    return PendingUpdate.objects.filter(created_at__lt=now - PENDING_FOR).delete()[0] + reactions.delete()[0]


@recording()
def _delete_surplus(inbox_id: int, *, by: Actor) -> int:
    """Delete the oldest: what waits longest is least likely ours."""
    rows = PendingUpdate.objects.filter(inbox=inbox_id)
    last = rows.order_by("-pk").values_list("pk", flat=True)[MAX_PENDING : MAX_PENDING + 1].first()
    return rows.filter(pk__lte=last).delete()[0] if last else 0
