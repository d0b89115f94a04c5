"""What the business's own phone sent (docs/design/providers.md A8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from messaging.transports.base import Echo, ReceiptStatus
from messaging.transports.payload import item_type, sequence, storable, summarize, timestamp
from messaging.transports.whatsapp_cloud.webhook.alterations import ChatSide, parse_alteration
from messaging.transports.whatsapp_cloud.webhook.attachments import parse_attachments
from messaging.transports.whatsapp_cloud.webhook.customers import RECIPIENT, parse_customer
from messaging.transports.whatsapp_cloud.webhook.envelope import (
    Envelope,
    Item,
    UnusableItemError,
    parse_each,
    required_id,
)
from messaging.transports.whatsapp_cloud.webhook.error_reports import error_notices
from messaging.transports.whatsapp_cloud.webhook.groups import split_groups
from messaging.transports.whatsapp_cloud.webhook.messages import quoted_id


def parse_echoes(value: dict[str, Any], envelope: Envelope) -> Iterator[Item]:
    """Parse everything that one change of the field holds; contacts are usually absent."""
    items = sequence(value, "message_echoes")
    if not items and not sequence(value, "errors"):
        raise UnusableItemError("A change without echoes.")
    items, in_groups = split_groups(items, envelope)
    yield from in_groups
    yield from parse_each(items, parse_echo, envelope)
    yield from error_notices(value, envelope)


def parse_echo(item: dict[str, Any], envelope: Envelope) -> Item:
    """Parse one message of ours that was written elsewhere."""
    side = ChatSide(envelope.route, parse_customer(item, RECIPIENT, envelope), by_us=True)
    return parse_alteration(item, side) or parse_sent_message(item, side)


def parse_sent_message(
    item: dict[str, Any], side: ChatSide, *, status: ReceiptStatus = "sent", silent: bool = False
) -> Echo:
    """Parse a message to the customer; ``silent`` for one of an imported history."""
    kind, content = summarize(item)
    return Echo(
        route=side.route,
        external_id=required_id(item),
        identities=side.customer.identities,
        kind=kind,
        content=content,
        sent_at=timestamp(item, "timestamp"),
        reply_to=quoted_id(item),
        payload=storable(item),
        media=parse_attachments(item, item_type(item)),
        status=status,
        silent=silent,
    )
