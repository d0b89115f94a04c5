"""Items that are no messages but change one: a reaction, an edit, a deletion.

See docs/design/providers.md A5, A8.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from messaging.limits import LONGEST_EXTERNAL_ID, LONGEST_STORED_EMOJI
from messaging.transports.base import Deletion, Edit, Reaction
from messaging.transports.payload import EDITABLE, item_type, mapping, storable, summarize, text, timestamp
from messaging.transports.whatsapp_cloud.webhook.customers import Customer
from messaging.transports.whatsapp_cloud.webhook.envelope import UnusableItemError, required_id


@dataclass(frozen=True, slots=True)
class ChatSide:
    """In whose chat, and who did it: the customer, or the business on its own phone."""

    route: str
    customer: Customer
    by_us: bool = False


def parse_alteration(item: dict[str, Any], side: ChatSide) -> Reaction | Edit | Deletion | None:
    """Parse an item that changes a message. Returns None for one that is a message itself; raises
    `UnusableItemError` for one that changes nothing."""
    alter = _PARSERS.get(item_type(item))
    return alter(item, side) if alter else None


def _reaction(item: dict[str, Any], side: ChatSide) -> Reaction:
    part = mapping(item, "reaction")
    if not isinstance(part.get("emoji") or "", str):
        raise UnusableItemError("A reaction that is no text.")
    return Reaction(
        route=side.route,
        external_id=required_id(item),
        identities=side.customer.identities,
        target=_target(part, "message_id"),
        emoji=text(part, "emoji")[:LONGEST_STORED_EMOJI],
        at=timestamp(item, "timestamp"),
        name=side.customer.name,
        by_us=side.by_us,
    )


def _edit(item: dict[str, Any], side: ChatSide) -> Edit:
    part = mapping(item, "edit")
    new = mapping(part, "message")
    if item_type(new) not in EDITABLE:
        # Words that are there are better than "unsupported" in their place.
        raise UnusableItemError("An edit without a new text that we understand.")
    kind, content = summarize(new)
    return Edit(
        route=side.route,
        external_id=required_id(item),
        identities=side.customer.identities,
        target=_target(part, "original_message_id"),
        kind=kind,
        content=content,
        at=timestamp(item, "timestamp"),
        payload=storable(new),
        by_us=side.by_us,
    )


def _deletion(item: dict[str, Any], side: ChatSide) -> Deletion:
    return Deletion(
        route=side.route,
        external_id=required_id(item),
        identities=side.customer.identities,
        target=_target(mapping(item, "revoke"), "original_message_id"),
        at=timestamp(item, "timestamp"),
        by_us=side.by_us,
    )


def _target(part: dict[str, Any], key: str) -> str:
    found = text(part, key)
    if not found or len(found) > LONGEST_EXTERNAL_ID:
        raise UnusableItemError("It does not say which message it changes.")
    return found


_PARSERS: dict[str, Callable[[dict[str, Any], ChatSide], Reaction | Edit | Deletion]] = {
    "reaction": _reaction,
    "edit": _edit,
    "revoke": _deletion,
}
