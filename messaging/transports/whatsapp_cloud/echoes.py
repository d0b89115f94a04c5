"""What the business's own phone sent (providers.md A8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from messaging.transports.base import Echo, ReceiptStatus
from messaging.transports.readable import described, type_of
from messaging.transports.reading import moment, sequence, storable
from messaging.transports.whatsapp_cloud.attached import attached
from messaging.transports.whatsapp_cloud.changes import Side, alteration
from messaging.transports.whatsapp_cloud.envelope import (
    Envelope,
    Item,
    UnusableError,
    each,
    id_of,
    left_alone,
)
from messaging.transports.whatsapp_cloud.messages import GROUP, quoted
from messaging.transports.whatsapp_cloud.people import RECIPIENT, customer_of
from messaging.transports.whatsapp_cloud.problems import notices


def echoes(value: dict[str, Any], envelope: Envelope) -> Iterator[Item]:
    """Everything that one change of the field holds; contacts are usually absent."""
    items = sequence(value, "message_echoes")
    if not items and not sequence(value, "errors"):
        raise UnusableError("A change without echoes.")
    yield from each(items, _echo, envelope)
    yield from notices(value, envelope)


def _echo(item: dict[str, Any], envelope: Envelope) -> Item:
    if item.get("group_id"):
        return left_alone(GROUP, item)
    side = Side(envelope.route, customer_of(item, RECIPIENT, envelope), by_us=True)
    return alteration(item, side) or sent(item, side)


def sent(item: dict[str, Any], side: Side, *, status: ReceiptStatus = "sent", silent: bool = False) -> Echo:
    """A message to the customer; ``silent`` for one of an imported history."""
    kind, content = described(item)
    return Echo(
        route=side.route,
        external_id=id_of(item),
        identities=side.customer.identities,
        kind=kind,
        content=content,
        sent_at=moment(item, "timestamp"),
        reply_to=quoted(item),
        payload=storable(item),
        media=attached(item, type_of(item)),
        status=status,
        silent=silent,
    )
