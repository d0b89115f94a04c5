"""Counting the bills anew from the messages that they are of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from django.db.models import Max, Min

from messaging.actors import Actor
from messaging.billing import rebuild_month
from messaging.feed import recording
from messaging.models import BillLine, Inbox, Message


def rebuild_bills(*, by: Actor) -> Iterator[tuple[int, str, bool]]:
    """Count every month of every inbox anew, each in a transaction of its own, beside whatever else is written; yield inbox,
    month, and whether its lines were right."""
    months = list(_months())
    for inbox_id in Inbox.objects.order_by("pk").values_list("pk", flat=True):
        for month in months:
            with recording(by=by):
                right = rebuild_month(inbox_id, month)
            yield inbox_id, month, right


def _months() -> Iterator[str]:
    """Yield the months from the first message or line to the last, the oldest first."""
    sent = Message.objects.aggregate(first=Min("timestamp"), last=Max("timestamp"))
    lines = BillLine.objects.aggregate(first=Min("month"), last=Max("month"))
    ends = [f"{at.astimezone(UTC):%Y-%m}" for at in sent.values() if at] + [
        one for one in lines.values() if one
    ]
    if not ends:
        return
    first, last = (int(one[:4]) * 12 + int(one[5:]) - 1 for one in (min(ends), max(ends)))
    for number in range(first, last + 1):
        yield f"{number // 12:04}-{number % 12 + 1:02}"
