"""The interface of a transport: plain frozen data in, plain frozen data out.

A transport knows no ORM and no Django request. What enters is parsed once into a `Batch`; what is sent
is one `OutgoingMessage`, answered by `Accepted`, `SendRefused` or `OutcomeUnknown`.

Structured parts (`payload`) speak one vocabulary in both directions and for every transport, Meta's:
``{"type": "location", "location": {…}}``, ``{"contacts": […]}``, ``{"interactive": {…}}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import aiohttp

from messaging.transports.catalogue import (
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
from messaging.transports.outbound import Accepted, KnownMessages, OutgoingMessage, PollResult
from messaging.transports.payload import Download, OutgoingMedia, RemoteMedia, Uploaded

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
        """Return the key by which the provider names this inbox in its webhooks."""
        ...

    def account(self, config: Mapping[str, str]) -> str:
        """Return the key of the account that the inbox belongs to, empty when there is none."""
        ...

    def check(self, config: Mapping[str, str]) -> dict[str, list[str]]:
        """Return what is wrong with the settings, as sentences per setting; empty when nothing is. Keys that
        are no setting of the transport are ignored."""
        ...

    def verify(self, config: Mapping[str, str], incoming: WebhookRequest) -> bool:
        """Return whether the request is signed with one of the inbox's secrets."""
        ...

    def share_signer(self, config: Mapping[str, str], other: Mapping[str, str]) -> bool:
        """Return whether a call that is signed for the one inbox may speak of the other: they share a secret."""
        ...

    def parse(self, body: bytes, query: str = "") -> Batch:
        """Read a signed body; raises `Unreadable` only when it is nothing that can be taken apart."""
        ...

    def check_payload(self, kind: str, payload: Mapping[str, Any]) -> dict[str, list[str]]:
        """Return what is wrong with the structured part of an outgoing message, as sentences per field
        (``payload`` or a path in it); empty when nothing is. Pure; templates are checked by `fill`."""
        ...

    async def send(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], message: OutgoingMessage
    ) -> Accepted:
        """Send one message; raises `SendRefused` or `OutcomeUnknown`, never anything else."""
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
        """Return where a customer's file can be fetched now, and with what. Only to hosts that may see our
        token."""
        ...

    async def mark_read(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], external_id: str, *, typing: bool
    ) -> None:
        """Turn the customer's ticks blue up to this message; ``typing``: and show that we write."""
        ...

    async def take_control(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], to: tuple[Identity, ...]
    ) -> None:
        """Stop another sender of the number answering this customer: we do. Safe to repeat. Only where
        ``capabilities.takes_control`` says so."""
        ...

    async def templates(
        self, http: aiohttp.ClientSession, config: Mapping[str, str]
    ) -> tuple[TemplateRow, ...]:
        """Return every template that the account has, of whatever state."""
        ...

    def blanks(self, template: TemplateRow) -> tuple[Blank, ...]:
        """Return what is to be filled in, in reading order."""
        ...

    def unsendable(self, template: TemplateRow, *, window_open: bool = True) -> str:
        """Return why a template cannot be sent (its state, a shape that we do not know); empty when it can.
        Some may go only while the service window is open."""
        ...

    def fill(self, template: TemplateRow, values: Mapping[str, str]) -> FilledTemplate:
        """Return a template with its blanks filled, by its own schema; raises `ConsoleError` naming each
        blank that is missing, unknown or too long. See `Blank` for the keys of ``values``."""
        ...

    def describe(self, code: str) -> ErrorEntry | None:
        """Return the catalogue's line of an error code."""
        ...

    async def diagnose(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], webhook_url: str
    ) -> tuple[Finding, ...]:
        """Ask the provider how the inbox stands; never raises."""
        ...

    async def poll(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], since: datetime, known: KnownMessages
    ) -> PollResult:
        """Fetch what came since then and what became of our messages (a webhook may have been lost), as far
        as it is not ``known`` already. Only where ``capabilities.polls`` says so."""
        ...
