"""What the messages of an inbox cost, month by month, as the provider's receipts say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet

from messaging.models import Inbox, Message

# What has left; what failed or still waits costs nothing.
GONE = (Message.Status.SENT, Message.Status.DELIVERED, Message.Status.READ)
PRICED_BY = ("pricing__category", "pricing__type", "pricing__billable")


@dataclass(frozen=True, slots=True)
class PricedAs:
    """How many messages of one price class: `billable` of `messages` cost something."""

    category: str
    type: str
    messages: int
    billable: int


@dataclass(slots=True)
class MonthlyBill:
    """One month of an inbox, in UTC. Of `replies` (free text and files) and `templates` together some are `billable`, some
    `free`, and of the rest (`unknown`) no receipt has said it yet."""

    month: str
    replies: int = 0
    templates: int = 0
    billable: int = 0
    free: int = 0
    unknown: int = 0
    categories: list[PricedAs] = field(default_factory=list)


def monthly_bill(inbox: Inbox, month: dt.date) -> MonthlyBill:
    """Count what an inbox sent in the month that `month` lies in. What the business's own phone and imported history
    brought is not ours to count."""
    first = month.replace(day=1)
    bill = MonthlyBill(f"{first:%Y-%m}")
    for row in _counted(_sent(inbox, first)):
        _add(bill, row)
    return bill


def bills(inbox: Inbox, *, until: dt.date, months: int) -> list[MonthlyBill]:
    """Return the bills of the last months, the newest first."""
    found, month = [], until
    for _ in range(months):
        found.append(monthly_bill(inbox, month))
        month = month.replace(day=1) - dt.timedelta(days=1)
    return found


def _sent(inbox: Inbox, first: dt.date) -> QuerySet[Message]:
    following = (first + dt.timedelta(days=31)).replace(day=1)
    begin, end = (dt.datetime.combine(day, dt.time(), dt.UTC) for day in (first, following))
    rows = Message.objects.thread().outbound().filter(inbox=inbox, status__in=GONE)
    return rows.filter(origin=Message.Origin.CONSOLE, timestamp__gte=begin, timestamp__lt=end)


def _counted(rows: QuerySet[Message]) -> Iterable[dict[str, Any]]:
    counted: Iterable[dict[str, Any]] = (
        rows.order_by().values("kind", *PRICED_BY).annotate(messages=Count("pk"))
    )
    return counted


def _add(bill: MonthlyBill, row: dict[str, Any]) -> None:
    category, kind, billable = (row[name] for name in PRICED_BY)
    count = row["messages"]
    if row["kind"] == Message.Kind.TEMPLATE:
        bill.templates += count
    else:
        bill.replies += count
    if billable is None:
        bill.unknown += count
        return
    if billable:
        bill.billable += count
    else:
        bill.free += count
    before = next((one for one in bill.categories if (one.category, one.type) == (category, kind)), None)
    if before is not None:
        bill.categories.remove(before)
    bill.categories.append(
        PricedAs(
            category or "",
            kind or "",
            count + (before.messages if before else 0),
            (count if billable else 0) + (before.billable if before else 0),
        )
    )
    bill.categories.sort(key=lambda one: (one.category, one.type))
