"""The bills of an inbox, read from the lines that are kept."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from messaging.models import BillLine, Inbox


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


def monthly_bill(inbox: Inbox, month: dt.date) -> MonthlyBill:
    """Return the bill of the month that this day lies in."""
    return bills(inbox, until=month, months=1)[0]


def bills(inbox: Inbox, *, until: dt.date, months: int) -> list[MonthlyBill]:
    """Return the bills of the last months, the newest first, by one query. What the business's own phone and imported
    history brought is not ours to count."""
    wanted = _last_months(until, months)
    lines: defaultdict[str, list[BillLine]] = defaultdict(list)
    for line in BillLine.objects.filter(inbox=inbox, month__in=wanted).exclude(messages=0, micros=0):
        lines[line.month].append(line)
    return [_bill(month, lines[month]) for month in wanted]


def _last_months(until: dt.date, count: int) -> list[str]:
    """Return so many months, the newest first."""
    last = until.year * 12 + until.month - 1
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(last, last - count, -1)]


def _bill(month: str, lines: Sequence[BillLine]) -> MonthlyBill:
    templates = _messages(line for line in lines if line.template)
    priced = [line for line in lines if line.price != BillLine.Price.UNKNOWN]
    return MonthlyBill(
        month=month,
        replies=_messages(lines) - templates,
        templates=templates,
        billable=_messages(priced, BillLine.Price.BILLABLE),
        free=_messages(priced, BillLine.Price.FREE),
        unknown=_messages(lines, BillLine.Price.UNKNOWN),
        categories=_price_classes(priced),
        charged=_charges(lines),
    )


def _messages(lines: Iterable[BillLine], price: str = "") -> int:
    return sum(line.messages for line in lines if price in {"", line.price})


def _price_classes(lines: Iterable[BillLine]) -> list[PricedAs]:
    messages: Counter[tuple[str, str]] = Counter()
    billable: Counter[tuple[str, str]] = Counter()
    for line in lines:
        name = (line.category, line.type)
        messages[name] += line.messages
        billable[name] += line.messages if line.price == BillLine.Price.BILLABLE else 0
    return [PricedAs(*name, messages[name], billable[name]) for name in sorted(messages)]


def _charges(lines: Iterable[BillLine]) -> list[Charged]:
    messages: Counter[str] = Counter()
    micros: Counter[str] = Counter()
    for line in lines:
        if line.currency:
            messages[line.currency] += line.messages
            micros[line.currency] += line.micros
    return [Charged(name, _amount(micros[name]), messages[name]) for name in sorted(messages)]


def _amount(micros: int) -> str:
    """Return millionths as a decimal number without zeros at its end."""
    return f"{Decimal(micros).scaleb(-6).normalize():f}"
