"""Items that are no messages but alter one: a reaction, an edit, a deletion (providers.md A5, A8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from messaging.transports.base import Edit, Reaction, Revocation
from messaging.transports.readable import EDITABLE, described, type_of
from messaging.transports.reading import mapping, moment, storable, text
from messaging.transports.whatsapp_cloud.envelope import LONGEST_ID, UnusableError, id_of
from messaging.transports.whatsapp_cloud.people import Customer

LONGEST_EMOJI = 64


@dataclass(frozen=True, slots=True)
class Side:
    """In whose chat, and who did it: the customer, or the business on its own phone."""

    route: str
    customer: Customer
    by_us: bool = False


def alteration(item: dict[str, Any], side: Side) -> Reaction | Edit | Revocation | None:
    """None for an item that is a message of its own; `UnusableError` for one that alters nothing."""
    alter = _ALTERATIONS.get(type_of(item))
    return alter(item, side) if alter else None


def _reaction(item: dict[str, Any], side: Side) -> Reaction:
    part = mapping(item, "reaction")
    if not isinstance(part.get("emoji") or "", str):
        raise UnusableError("A reaction that is no text.")
    return Reaction(
        route=side.route,
        external_id=id_of(item),
        identities=side.customer.identities,
        target=_target(part, "message_id"),
        emoji=text(part, "emoji")[:LONGEST_EMOJI],
        at=moment(item, "timestamp"),
        name=side.customer.name,
        by_us=side.by_us,
    )


def _edit(item: dict[str, Any], side: Side) -> Edit:
    part = mapping(item, "edit")
    new = mapping(part, "message")
    if type_of(new) not in EDITABLE:
        # Words that are there are better than "unsupported" in their place.
        raise UnusableError("An edit without a new text that we understand.")
    kind, content = described(new)
    return Edit(
        route=side.route,
        external_id=id_of(item),
        identities=side.customer.identities,
        target=_target(part, "original_message_id"),
        kind=kind,
        content=content,
        at=moment(item, "timestamp"),
        payload=storable(new),
        by_us=side.by_us,
    )


def _revocation(item: dict[str, Any], side: Side) -> Revocation:
    return Revocation(
        route=side.route,
        external_id=id_of(item),
        identities=side.customer.identities,
        target=_target(mapping(item, "revoke"), "original_message_id"),
        at=moment(item, "timestamp"),
        by_us=side.by_us,
    )


def _target(part: dict[str, Any], key: str) -> str:
    found = text(part, key)
    if not found or len(found) > LONGEST_ID:
        raise UnusableError("It does not say which message it changes.")
    return found


_ALTERATIONS: dict[str, Callable[[dict[str, Any], Side], Reaction | Edit | Revocation]] = {
    "reaction": _reaction,
    "edit": _edit,
    "revoke": _revocation,
}
