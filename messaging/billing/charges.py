"""What one message is on the bill of its inbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from messaging.models import BillLine, Message

# What has left; what failed or still waits costs nothing.
GONE = frozenset({Message.Status.SENT, Message.Status.DELIVERED, Message.Status.READ})
MICRO = Decimal(10) ** 6
LONGEST_WORD, LONGEST_CURRENCY = 64, 8


class Charge(NamedTuple):
    """The line of a bill that a message stands on, by the columns of `BillLine.KEY`, and its sum in millionths."""

    inbox_id: int
    month: str
    template: bool
    category: str
    type: str
    price: str
    currency: str
    micros: int


def charge_of(message: Message) -> Charge | None:
    """Return what a message is on the bill, None when it is on none: what came in, failed or waits, what the business's own
    phone and imported history brought, and our reactions."""
    if message.direction != Message.Direction.OUTBOUND or message.status not in GONE:
        return None
    if message.origin != Message.Origin.CONSOLE or message.kind == Message.Kind.REACTION:
        return None
    at = message.timestamp.astimezone(UTC)
    # Asked three times for each receipt: strftime would be a third of it.
    month = f"{at.year:04}-{at.month:02}"
    price = priced(message.pricing) if message.pricing else UNKNOWN
    return Charge(message.inbox_id, month, message.kind == Message.Kind.TEMPLATE, *price)


def priced(pricing: Mapping[str, Any]) -> tuple[str, str, str, str, int]:
    """Return category, type, price, currency and millionths of what receipts say of a cost."""
    billable = pricing.get("billable")
    price = BillLine.Price.BILLABLE if billable else BillLine.Price.FREE
    micros = _micros(pricing.get("amount"))
    currency = str(pricing.get("currency") or "")[:LONGEST_CURRENCY]
    return (
        str(pricing.get("category") or "")[:LONGEST_WORD],
        str(pricing.get("type") or "")[:LONGEST_WORD],
        str(BillLine.Price.UNKNOWN if billable is None else price),
        "" if micros is None else currency,
        micros or 0 if currency else 0,
    )


def _micros(amount: Any) -> int | None:
    try:
        return int((Decimal(amount) * MICRO).to_integral_value()) if isinstance(amount, str) else None
    except (InvalidOperation, ValueError, OverflowError):
        return None


# Of a message of which no receipt has said what it costs.
UNKNOWN = priced({})
