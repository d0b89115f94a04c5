"""Receipts of our messages (docs/design/providers.md A6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from messaging.limits import LONGEST_CALLBACK_DATA
from messaging.transports.base import Identity, Receipt, ReportedStatus
from messaging.transports.payload import mapping, text, timestamp
from messaging.transports.whatsapp_cloud.webhook.customers import STATUS_RECIPIENT, parse_identities
from messaging.transports.whatsapp_cloud.webhook.envelope import (
    Envelope,
    Item,
    UnusableItemError,
    ignored_on_purpose,
    required_id,
)
from messaging.transports.whatsapp_cloud.webhook.error_reports import receipt_error

LONGEST_NAMED = 64
PRICING_WORDS = {"category": "category", "type": "type", "model": "pricing_model"}
STATUSES: Mapping[str, ReportedStatus] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "played",
    "failed": "failed",
}
# Statuses of other things than messages: a payment that failed is no message that failed.
NOT_OF_MESSAGES = {"payment", "call"}


def parse_receipt(item: dict[str, Any], envelope: Envelope) -> Item:
    """Parse one element of ``statuses``, or raise `UnusableItemError`."""
    named = text(item, "status")
    if named == "deleted" or text(item, "type") in NOT_OF_MESSAGES:
        return ignored_on_purpose("A status that says nothing about a message of ours.", item)
    status = STATUSES.get(named)
    if status is None:
        raise UnusableItemError(f"The status {named[:LONGEST_NAMED] or '(none)'} is not handled.")
    return Receipt(
        route=envelope.route,
        external_id=required_id(item),
        status=status,
        at=timestamp(item, "timestamp"),
        callback_data=text(item, "biz_opaque_callback_data")[:LONGEST_CALLBACK_DATA],
        error=receipt_error(item) if status == "failed" else None,
        identities=_recipient(item, envelope),
        pricing=_pricing(mapping(item, "pricing")),
    )


def _pricing(reported: dict[str, Any]) -> dict[str, Any] | None:
    """Return what the message costs; words that are new stay as they are."""
    if not reported:
        return None
    billable = reported.get("billable")
    words = {ours: text(reported, theirs)[:LONGEST_NAMED] for ours, theirs in PRICING_WORDS.items()}
    return {"billable": billable if isinstance(billable, bool) else None, **words}


def _recipient(item: dict[str, Any], envelope: Envelope) -> tuple[Identity, ...]:
    """Return the recipient; empty when nobody is named, and for a group, whose id looks like a phone."""
    if text(item, "recipient_type") == "group":
        return ()
    return parse_identities(item, STATUS_RECIPIENT, envelope)
