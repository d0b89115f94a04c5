"""WhatsApp by Meta's Cloud API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import aiohttp

from messaging.transports.base import (
    Accepted,
    Batch,
    Blank,
    Download,
    ErrorEntry,
    FilledTemplate,
    Finding,
    KnownMessages,
    OutgoingMedia,
    OutgoingMessage,
    PollResult,
    RemoteMedia,
    TemplateRow,
    Uploaded,
    WebhookRequest,
)
from messaging.transports.catalogue import templates
from messaging.transports.http.client import Limits
from messaging.transports.payload import outgoing
from messaging.transports.whatsapp_cloud import errors, settings
from messaging.transports.whatsapp_cloud.api import diagnosis, sending, template_catalogue
from messaging.transports.whatsapp_cloud.api import media as files
from messaging.transports.whatsapp_cloud.capabilities import CAPABILITIES
from messaging.transports.whatsapp_cloud.settings import may_see_token
from messaging.transports.whatsapp_cloud.webhook import parse, signature
from messaging.transports.whatsapp_cloud.webhook.signature import handshake

__all__ = ["Limits", "WhatsAppCloud", "handshake", "may_see_token"]


class WhatsAppCloud:
    """The `Transport` of Meta's Cloud API; see there. ``limits`` are only ever changed by tests."""

    kind = "whatsapp_cloud"
    label = "WhatsApp (Meta Cloud API)"
    settings = settings.SETTINGS
    capabilities = CAPABILITIES

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()

    def route(self, config: Mapping[str, str]) -> str:
        """Meta names an inbox by its phone_number_id: the displayed number comes in many spellings."""
        return settings.value(config, "phone_number_id")

    def check(self, config: Mapping[str, str]) -> dict[str, list[str]]:
        """What is wrong with the settings, as sentences per setting."""
        return settings.check(config)

    def account(self, config: Mapping[str, str]) -> str:
        """The WhatsApp Business Account, of which templates and quality are."""
        return settings.value(config, "waba_id")

    def verify(self, config: Mapping[str, str], incoming: WebhookRequest) -> bool:
        """Whether the raw body is signed with one of the inbox's app secrets."""
        return signature.verify(config, incoming.headers, incoming.body)

    def share_signer(self, config: Mapping[str, str], other: Mapping[str, str]) -> bool:
        """Whether both inboxes are numbers of one Meta app."""
        return signature.share_secret(config, other)

    def parse(self, body: bytes, query: str = "") -> Batch:
        """Read a signed body; raises `Unreadable` only when it is no JSON object at all."""
        return parse.parse(body)

    def check_payload(self, kind: str, payload: Mapping[str, Any]) -> dict[str, list[str]]:
        """What is wrong with a structured part, as sentences per place."""
        return outgoing.check_payload(kind, payload)

    async def send(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], message: OutgoingMessage
    ) -> Accepted:
        """Hand one message over; raises `SendRefused` or `OutcomeUnknown`, never anything else."""
        return await sending.send(http, config, message, self.limits)

    async def upload(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], media: OutgoingMedia
    ) -> Uploaded:
        """Give Meta a file, in pieces; may take minutes."""
        return await files.upload(http, config, media, self.limits)

    async def locate(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], media: RemoteMedia
    ) -> Download:
        """Where a customer's file can be fetched now. `SendRefused` with the code ``media_expired`` when Meta
        no longer has it. Give it without its ``url`` to have the link made anew."""
        return await files.locate(http, config, media, self.limits)

    async def mark_read(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], external_id: str, *, typing: bool
    ) -> None:
        """Blue ticks up to this message; typing shows for 25 seconds, or until a message goes out."""
        await sending.mark_read(http, config, external_id, self.limits, typing=typing)

    async def templates(
        self, http: aiohttp.ClientSession, config: Mapping[str, str]
    ) -> tuple[TemplateRow, ...]:
        """Every template of the account; `SendRefused` rather than only some of them."""
        return await template_catalogue.fetch_templates(http, config, self.limits)

    def blanks(self, template: TemplateRow) -> tuple[Blank, ...]:
        """What is to be filled in, in reading order."""
        return templates.blanks(template)

    def unsendable(self, template: TemplateRow, *, window_open: bool = True) -> str:
        """Why a template cannot be sent; empty when it can. What Meta takes, it takes at any time."""
        return templates.unsendable(template)

    def fill(self, template: TemplateRow, values: Mapping[str, str]) -> FilledTemplate:
        """The template with its blanks filled; raises `DeskError` with sentences per key."""
        return templates.fill(template, values)

    def describe(self, code: str) -> ErrorEntry | None:
        """The catalogue's line of an error code."""
        return errors.lookup(code)

    async def diagnose(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], webhook_url: str
    ) -> tuple[Finding, ...]:
        """Ask Meta how the inbox stands; never raises, never shows the token."""
        return await diagnosis.diagnose(http, config, webhook_url, self.limits)

    async def poll(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], since: datetime, known: KnownMessages
    ) -> PollResult:
        """Nothing: Meta sends what it has to say again for a week, and has no list of it."""
        return PollResult(b"{}")
