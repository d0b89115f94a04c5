"""The seam between providers and the rest: plain frozen data in, plain frozen data out.

A transport knows no ORM and no Django request. What enters is parsed once into a `Batch`;
what leaves is one `OutgoingMessage`, answered by `Accepted`, `SendRefused` or `OutcomeUnknown`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

import aiohttp

AddressKind = Literal["phone", "bsuid", "handle"]
ReceiptStatus = Literal["sent", "delivered", "read", "failed"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of an inbox: builds the admin form, `create_inbox --set` and the checks."""

    name: str
    label: str
    secret: bool = False
    required: bool = True
    default: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """How a contact is reached. ``phone``: digits only (a wa_id); ``bsuid``: as Meta writes it;
    ``handle``: any other name, kept as given."""

    kind: AddressKind
    value: str


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One message of a customer. ``content`` is always a readable line; ``payload`` the raw item.

    ``route`` names the inbox it is for at the provider (Meta: phone_number_id);
    ``identities`` is never empty and has the most durable one first.
    """

    route: str
    external_id: str
    identities: tuple[Identity, ...]
    kind: str
    content: str
    sent_at: datetime | None = None
    name: str = ""
    reply_to: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The provider's report that a status was reached; ``callback_data`` is what we sent along."""

    route: str
    external_id: str
    status: ReceiptStatus
    at: datetime | None = None
    callback_data: str = ""
    error: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something signed that we do not act on: kept with its call, counted, visible."""

    reason: str
    payload: Any = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything one webhook call said, in the order it said it."""

    messages: tuple[InboundMessage, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    ignored: tuple[Ignored, ...] = ()

    @property
    def routes(self) -> frozenset[str]:
        """Every inbox key that the call speaks about."""
        return frozenset([item.route for item in self.messages] + [item.route for item in self.receipts])


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One message to hand over. ``client_id`` travels along and comes back in receipts."""

    client_id: str
    kind: str
    content: str
    to: tuple[Identity, ...]
    reply_to: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took the message; ``identities`` is how it knows the recipient."""

    external_id: str
    identities: tuple[Identity, ...] = ()


class Transport(Protocol):
    """A kind of provider. ``config`` is the inbox's settings and secrets in one flat mapping."""

    kind: str
    label: str
    settings: tuple[Setting, ...]

    def route(self, config: Mapping[str, str]) -> str:
        """The key by which the provider names this inbox in its webhooks."""
        ...

    def check(self, config: Mapping[str, str]) -> dict[str, list[str]]:
        """What is wrong with the settings, as sentences per setting; empty when nothing is.
        Keys that are no setting of the transport are not looked at."""
        ...

    def verify(self, config: Mapping[str, str], headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the raw body is signed with one of the inbox's secrets. ``headers`` keys are lower case."""
        ...

    def share_signer(self, config: Mapping[str, str], other: Mapping[str, str]) -> bool:
        """Whether a call that is signed for the one inbox may speak of the other: they share a secret."""
        ...

    def parse(self, body: bytes) -> Batch:
        """Read a signed body; raises `Unreadable` only when it is no JSON object at all."""
        ...

    async def send(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], message: OutgoingMessage
    ) -> Accepted:
        """Hand one message over; raises `SendRefused` or `OutcomeUnknown`, never anything else."""
        ...
