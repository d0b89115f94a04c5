"""What a transport is given to send or to fetch, and what it returns: plain frozen data."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from messaging.transports.events import Identity, ReceiptStatus
from messaging.transports.payload import OutgoingMedia


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One message to send. ``client_id`` travels along and comes back in receipts. ``content`` is what the
    customer reads: of a file its caption, of a reaction the emoji.

    ``reply_to`` is the external id of the quoted message; of a ``reaction`` the message that it hangs on.
    ``media`` is the file of an image, video, audio, document or sticker, or a template's header file.
    """

    client_id: str
    kind: str
    content: str
    to: tuple[Identity, ...]
    reply_to: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    media: OutgoingMedia | None = None
    # Where the provider shall report its status, for transports that need to know it per message.
    callback_url: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took the message; ``identities`` is how it knows the recipient."""

    external_id: str
    identities: tuple[Identity, ...] = ()


class KnownMessages(Protocol):
    """What the console knows already: a poll looks closer only at the rest."""

    async def messages(self, external_ids: Collection[str]) -> Collection[str | None]:
        """Return which of these messages the console has."""
        ...

    async def outdated(self, reported: Mapping[str, ReceiptStatus]) -> Collection[str | None]:
        """Return those of our messages, by external id, of which the console knows less than these statuses."""
        ...

    async def unpriced(self, external_ids: Collection[str]) -> Collection[str | None]:
        """Return those of our messages of which the console does not know the cost."""
        ...


@dataclass(frozen=True, slots=True)
class PollResult:
    """What a poll brought, as a body that `parse` reads. ``until``: it was more than one poll takes, and what is
    newer than that is to be asked for next; None when this is all."""

    body: bytes
    until: datetime | None = None
