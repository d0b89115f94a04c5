"""The seam between providers and the rest: plain frozen data in, plain frozen data out.

A transport knows no ORM and no Django request. What enters is parsed once into a `Batch`; what leaves
is one `OutgoingMessage`, answered by `Accepted`, `SendRefused` or `OutcomeUnknown`.

Structured parts (`payload`) speak one vocabulary in both directions and for every transport, Meta's:
``{"type": "location", "location": {…}}``, ``{"contacts": […]}``, ``{"interactive": {…}}``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import aiohttp

from messaging.transports.catalogue.capabilities import (
    Blank,
    Capabilities,
    ErrorEntry,
    FilledTemplate,
    Finding,
    TemplateRow,
)
from messaging.transports.events import (
    AddressKind,
    Batch,
    Change,
    Deletion,
    Echo,
    Edit,
    Identity,
    Ignored,
    InboundMessage,
    Notice,
    NumberChange,
    Preference,
    Reaction,
    Receipt,
    ReceiptStatus,
    ReportedStatus,
    TemplateChange,
    WebhookRequest,
)
from messaging.transports.payload.media import Download, OutgoingMedia, RemoteMedia, Uploaded

__all__ = [
    "Accepted",
    "AddressKind",
    "Batch",
    "Blank",
    "Capabilities",
    "Change",
    "Deletion",
    "Download",
    "Echo",
    "Edit",
    "ErrorEntry",
    "FilledTemplate",
    "Finding",
    "Identity",
    "Ignored",
    "InboundMessage",
    "KnownMessages",
    "Notice",
    "NumberChange",
    "OutgoingMedia",
    "OutgoingMessage",
    "PollResult",
    "Preference",
    "Reaction",
    "Receipt",
    "ReceiptStatus",
    "RemoteMedia",
    "ReportedStatus",
    "Setting",
    "TemplateChange",
    "TemplateRow",
    "Transport",
    "Uploaded",
    "WebhookRequest",
]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of an inbox: builds the admin form, `create_inbox --set` and the checks.

    ``carried``: a secret that requests take along, to the hosts of the settings ``…_base_url`` only.
    """

    name: str
    label: str
    secret: bool = False
    carried: bool = False
    required: bool = True
    default: str = ""
    help: str = ""


# --- what leaves -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One message to hand over. ``client_id`` travels along and comes back in receipts. ``content`` is what the
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
    # Where the provider shall report what becomes of it, for transports that are told per message.
    callback_url: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took the message; ``identities`` is how it knows the recipient."""

    external_id: str
    identities: tuple[Identity, ...] = ()


class KnownMessages(Protocol):
    """What the console knows already, for whoever polls: the rest is not worth a closer look."""

    async def messages(self, external_ids: Collection[str]) -> Collection[str | None]:
        """Which of these messages it has."""
        ...

    async def behind(self, told: Mapping[str, ReceiptStatus]) -> Collection[str | None]:
        """Of which messages of its own, by external id, it knows less than that they came so far."""
        ...


@dataclass(frozen=True, slots=True)
class PollResult:
    """What a poll brought, as a body that `parse` reads. ``until``: it was more than one poll takes, and what is
    newer than that is to be asked for next; None when this is all."""

    body: bytes
    until: datetime | None = None


class Transport(Protocol):
    """A kind of provider. ``config`` is the inbox's address, settings and secrets in one flat mapping.

    Every coroutine raises `SendRefused` when the provider said no (or could not be reached), and nothing
    else unless it says so.
    """

    kind: str
    label: str
    settings: tuple[Setting, ...]
    capabilities: Capabilities

    def route(self, config: Mapping[str, str]) -> str:
        """The key by which the provider names this inbox in its webhooks."""
        ...

    def account(self, config: Mapping[str, str]) -> str:
        """The key of the account that the inbox belongs to, empty when there is none."""
        ...

    def check(self, config: Mapping[str, str]) -> dict[str, list[str]]:
        """What is wrong with the settings, as sentences per setting; empty when nothing is.
        Keys that are no setting of the transport are not looked at."""
        ...

    def verify(self, config: Mapping[str, str], incoming: WebhookRequest) -> bool:
        """Whether the request is signed with one of the inbox's secrets."""
        ...

    def share_signer(self, config: Mapping[str, str], other: Mapping[str, str]) -> bool:
        """Whether a call that is signed for the one inbox may speak of the other: they share a secret."""
        ...

    def parse(self, body: bytes, query: str = "") -> Batch:
        """Read a signed body; raises `Unreadable` only when it is nothing that can be taken apart."""
        ...

    def check_payload(self, kind: str, payload: Mapping[str, Any]) -> dict[str, list[str]]:
        """What is wrong with the structured part of a message that is to be sent, as sentences per field
        (``payload`` or a path in it); empty when nothing is. Pure; templates are checked by `fill`."""
        ...

    async def send(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], message: OutgoingMessage
    ) -> Accepted:
        """Hand one message over; raises `SendRefused` or `OutcomeUnknown`, never anything else."""
        ...

    async def upload(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], media: OutgoingMedia
    ) -> Uploaded:
        """Give the provider a file before the message that shows it. Safe to repeat. Only where
        ``capabilities.uploads`` says so; other transports fetch ``media.public_url`` themselves."""
        ...

    async def locate(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], media: RemoteMedia
    ) -> Download:
        """Where a customer's file can be fetched now, and with what. Only to hosts that may see our token."""
        ...

    async def mark_read(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], external_id: str, *, typing: bool
    ) -> None:
        """Turn the customer's ticks blue up to this message; ``typing``: and show that we write."""
        ...

    async def templates(
        self, http: aiohttp.ClientSession, config: Mapping[str, str]
    ) -> tuple[TemplateRow, ...]:
        """Every template that the account has, of whatever state."""
        ...

    def blanks(self, template: TemplateRow) -> tuple[Blank, ...]:
        """What is to be filled in, in reading order."""
        ...

    def unsendable(self, template: TemplateRow, *, window_open: bool = True) -> str:
        """Why a template cannot be sent (its state, a shape that we do not know); empty when it can. Some may
        go only while the customer's window is open."""
        ...

    def fill(self, template: TemplateRow, values: Mapping[str, str]) -> FilledTemplate:
        """A template with its blanks filled, by its own schema; raises `DeskError` naming each blank that
        is missing, unknown or too long. See `Blank` for the keys of ``values``."""
        ...

    def describe(self, code: str) -> ErrorEntry | None:
        """The catalogue's line of an error code."""
        ...

    async def diagnose(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], webhook_url: str
    ) -> tuple[Finding, ...]:
        """Ask the provider how the inbox stands; never raises."""
        ...

    async def poll(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], since: datetime, known: KnownMessages
    ) -> PollResult:
        """What came since then and became of our messages (a webhook may have been lost), as far as it is
        not ``known`` already. Only where ``capabilities.polls`` says so."""
        ...
