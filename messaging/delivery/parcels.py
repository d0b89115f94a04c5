"""From a row to what a transport takes: the message, where it goes, and the inbox's settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from messaging import transports
from messaging.models import Address, Inbox, Message
from messaging.transports.base import AddressKind, Identity, OutgoingMessage, Transport
from messaging.transports.identity import identity_of


@dataclass(frozen=True, slots=True)
class Parcel:
    """Everything that one hand-over needs; `config` holds secrets and is never shown."""

    transport: Transport
    config: Mapping[str, str] = field(repr=False)
    outgoing: OutgoingMessage = field(repr=False)


def pack(message: Message) -> Parcel:
    """Raises `DeskError` when the inbox cannot send at all: unknown transport, lost secret key."""
    inbox = Inbox.objects.get(pk=message.inbox_id)
    quoted = message.reply_to
    outgoing = OutgoingMessage(
        client_id=str(message.client_id),
        kind=message.kind,
        content=message.content,
        to=_addresses(message, inbox.transport),
        reply_to=quoted.external_id if quoted else None,
        payload=message.payload,
    )
    return Parcel(transports.get(inbox.transport), inbox.config, outgoing)


def _addresses(message: Message, transport: str) -> tuple[Identity, ...]:
    """The contact's addresses, the one that the sender wrote first."""
    rows = Address.objects.filter(contact=message.conversation.contact_id, transport=transport)
    known = [Identity(cast("AddressKind", row.kind), row.value) for row in rows]
    written = identity_of(message.receiver)
    return tuple(sorted(known, key=lambda one: one != written))
