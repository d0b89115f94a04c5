"""What the messages of an inbox cost, month by month, as its provider says."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, DecimalField, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, TruncMonth

from messaging.models import Inbox, Message

# What has left; what failed or still waits costs nothing.
GONE = (Message.Status.SENT, Message.Status.DELIVERED, Message.Status.READ)
# Of a sum; Twilio names five.
DECIMAL_PLACES = 6
PRICED_BY = ("pricing__category", "pricing__type", "pricing__billable", "pricing__currency")
AMOUNT = Cast(
    KeyTextTransform("amount", "pricing"), DecimalField(max_digits=20, decimal_places=DECIMAL_PLACES)
)


@dataclass(frozen=True, slots=True)
class PricedAs:
    """How many messages of one price class: `billable` of `messages` cost something."""

    category: str
    type: str
    messages: int
    billable: int


@dataclass(frozen=True, slots=True)
class Charged:
    """What a provider that names sums charges for `messages`, in one currency."""

    currency: str
    amount: str
    messages: int


@dataclass(frozen=True, slots=True)
class MonthlyBill:
    """One month of an inbox, in UTC. Of `replies` (free text and files) and `templates` together some are `billable`, some
    `free`, and of the rest (`unknown`) no provider has said it yet."""

    month: str
    replies: int
    templates: int
    billable: int
    free: int
    unknown: int
    categories: list[PricedAs]
    charged: list[Charged]


class _Row(NamedTuple):
    """How many messages of a month have one kind and one price, and what they cost together."""

    month: dt.datetime
    kind: str
    category: str | None
    type: str | None
    billable: bool | None
    currency: str | None
    messages: int
    amount: Decimal | None


def monthly_bill(inbox: Inbox, month: dt.date) -> MonthlyBill:
    """Return the bill of the month that this day lies in."""
    return bills(inbox, until=month, months=1)[0]


def bills(inbox: Inbox, *, until: dt.date, months: int) -> list[MonthlyBill]:
    """Return the bills of the last months, the newest first, by one query. What the business's own phone and imported
    history brought is not ours to count."""
    wanted = _last_months(until, months)
    rows: defaultdict[str, list[_Row]] = defaultdict(list)
    for row in map(_Row._make, _counted(_sent(inbox, wanted[-1], wanted[0]))):
        rows[f"{row.month:%Y-%m}"].append(row)
    return [_bill(name, rows[name]) for name in (f"{month:%Y-%m}" for month in wanted)]


def _last_months(until: dt.date, count: int) -> list[dt.date]:
    """Return the first days of so many months, the newest first."""
    last = until.year * 12 + until.month - 1
    return [dt.date(number // 12, number % 12 + 1, 1) for number in range(last, last - count, -1)]


def _sent(inbox: Inbox, first: dt.date, last: dt.date) -> QuerySet[Message]:
    following = (last + dt.timedelta(days=31)).replace(day=1)
    begin, end = (dt.datetime.combine(day, dt.time(), dt.UTC) for day in (first, following))
    rows = Message.objects.thread().outbound().filter(inbox=inbox, status__in=GONE)
    return rows.filter(origin=Message.Origin.CONSOLE, timestamp__gte=begin, timestamp__lt=end)


def _counted(rows: QuerySet[Message]) -> Iterable[tuple[object, ...]]:
    """Return the values of `_Row`."""
    by_month = rows.order_by().annotate(month=TruncMonth("timestamp", tzinfo=dt.UTC))
    grouped = by_month.values("month", "kind", *PRICED_BY).annotate(messages=Count("pk"), amount=Sum(AMOUNT))
    found: Iterable[tuple[object, ...]] = grouped.values_list(
        "month", "kind", *PRICED_BY, "messages", "amount"
    )
    return found


def _bill(month: str, rows: Sequence[_Row]) -> MonthlyBill:
    templates = _messages(row for row in rows if row.kind == Message.Kind.TEMPLATE)
    priced = [row for row in rows if row.billable is not None]
    return MonthlyBill(
        month=month,
        replies=_messages(rows) - templates,
        templates=templates,
        billable=_messages(row for row in priced if row.billable),
        free=_messages(row for row in priced if not row.billable),
        unknown=_messages(rows) - _messages(priced),
        categories=_price_classes(priced),
        charged=_charges(rows),
    )


def _messages(rows: Iterable[_Row]) -> int:
    return sum(row.messages for row in rows)


def _price_classes(rows: Iterable[_Row]) -> list[PricedAs]:
    messages: Counter[tuple[str, str]] = Counter()
    billable: Counter[tuple[str, str]] = Counter()
    for row in rows:
        name = (row.category or "", row.type or "")
        messages[name] += row.messages
        billable[name] += row.messages if row.billable else 0
    return [PricedAs(*name, messages[name], billable[name]) for name in sorted(messages)]


def _charges(rows: Iterable[_Row]) -> list[Charged]:
    messages: Counter[str] = Counter()
    amounts: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.currency and row.amount is not None:
            messages[row.currency] += row.messages
            amounts[row.currency] += row.amount
    # The two databases write the same sum with more and fewer zeros.
    return [Charged(name, f"{amounts[name].normalize():f}", messages[name]) for name in sorted(messages)]
