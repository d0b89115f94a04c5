"""Free entry points: what Meta charges nothing for after a click on an ad (docs/design/providers.md A6)."""

from __future__ import annotations

from datetime import datetime, timedelta

from simulator.models import SimulatedCustomer, SimulatedMessage

ANSWERED_WITHIN = timedelta(hours=24)
LASTS = timedelta(hours=72)


def open_free_entry(customer: SimulatedCustomer, now: datetime) -> None:
    """Begin the 72 hours of a customer whose click on an ad is answered now, if that is soon enough."""
    clicked = customer.ad_clicked_at
    if clicked is None:
        return
    customer.ad_clicked_at = None
    if now - clicked <= ANSWERED_WITHIN:
        customer.free_entry_until = now + LASTS
    customer.save(update_fields=["ad_clicked_at", "free_entry_until"])


def free_entry_of(message: SimulatedMessage) -> datetime | None:
    """Return the end of the free entry point that the message was sent in, or None."""
    until = message.customer.free_entry_until
    if until is None or message.sent_at is None or not until - LASTS <= message.sent_at < until:
        return None
    return until
