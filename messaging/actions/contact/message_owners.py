"""Whose each message of a merged contact is: by the address over which it came or went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from messaging.errors import ConsoleError
from messaging.models import Address, Inbox, Message
from messaging.transports import Identity, phone_variants, stored_identity, typed_identity

Side = Literal["keep", "gone"]


class MessageOwners:
    """Knows the addresses of the contact that remains and of the one that comes back."""

    def __init__(self, addresses: Mapping[Side, Iterable[Address]]) -> None:
        self._sides: dict[tuple[str, str], Side] = {}
        variants: dict[tuple[str, str], Side] = {}
        for side, rows in addresses.items():
            for row in rows:
                self._sides[row.kind, row.value] = side
                if row.kind == Address.Kind.PHONE:
                    for other in phone_variants(Identity("phone", row.value)):
                        variants[other.kind, other.value] = side
        self._sides = variants | self._sides

    def of(self, message: Message, inbox: Inbox) -> Side | None:
        """Return whose the message is; None where its address is neither's, or it is no message of theirs."""
        if message.direction == Message.Direction.NOTE:
            return None
        written = message.sender if message.direction == Message.Direction.INBOUND else message.receiver
        return self._side(stored_identity(written)) or self._side(_typed(written, inbox))

    def _side(self, identity: Identity | None) -> Side | None:
        return None if identity is None else self._sides.get((identity.kind, identity.value))


def _typed(written: str, inbox: Inbox) -> Identity | None:
    """Read what a program wrote as it stands in the inbox's country."""
    try:
        return typed_identity(written, inbox.country, field="receiver")
    except ConsoleError as error:
        proposal = error.extra.get("proposal")
        return stored_identity(proposal) if isinstance(proposal, str) else None


def learned_from(addresses: Iterable[Address], known: Iterable[int]) -> set[int]:
    """Return the ids among `addresses` that are known, and those of the ones that a provider named together with them."""
    rows, found = list(addresses), set(known)
    while new := {row.pk for row in rows if row.learned_with_id in found} - found:
        found |= new
    return found & {row.pk for row in rows}
