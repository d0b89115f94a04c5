"""WhatsApp by Twilio."""

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
from messaging.transports.http.client import Limits
from messaging.transports.twilio import errors, settings
from messaging.transports.twilio.api import client, diagnosis, media, message_forms, polling
from messaging.transports.twilio.capabilities import CAPABILITIES
from messaging.transports.twilio.content_api import templates
from messaging.transports.twilio.webhook import parse, signature

__all__ = ["Twilio"]


class Twilio:
    """The `Transport` of WhatsApp by Twilio. ``limits`` are only ever changed by tests."""

    kind = "twilio"
    label = "WhatsApp (Twilio)"
    settings = settings.SETTINGS
    capabilities = CAPABILITIES

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()

    def route(self, config: Mapping[str, str]) -> str:
        """Twilio names an inbox by its number: ``whatsapp:+15550001111``."""
        return settings.route(config)

    def account(self, config: Mapping[str, str]) -> str:
        """The account SID."""
        return settings.value(config, "account_sid")

    def check(self, config: Mapping[str, str]) -> dict[str, list[str]]:
        """What is wrong with the settings, as sentences per setting."""
        return settings.check(config)

    def verify(self, config: Mapping[str, str], incoming: WebhookRequest) -> bool:
        """Whether the form is signed for the inbox's public URL."""
        return signature.verify(config, incoming)

    def share_signer(self, config: Mapping[str, str], other: Mapping[str, str]) -> bool:
        """Whether both inboxes are numbers of one account."""
        return signature.share_secret(config, other)

    def parse(self, body: bytes, query: str = "") -> Batch:
        """Read a signed form, or what `poll` brought; `Unreadable` when it is neither."""
        return parse.parse(body, query)

    def check_payload(self, kind: str, payload: Mapping[str, Any]) -> dict[str, list[str]]:
        """What is wrong with the structured part of a message, as sentences per field."""
        return message_forms.check(kind, payload)

    async def send(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], message: OutgoingMessage
    ) -> Accepted:
        """Hand one message over; raises `SendRefused` or `OutcomeUnknown`, never anything else."""
        return await client.send(http, config, message, self.limits)

    async def upload(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], media: OutgoingMedia
    ) -> Uploaded:
        """Never asked: Twilio fetches files from us."""
        raise errors.permanent_refusal(
            "no_upload", "Twilio fetches files itself", "Send the file with a public URL."
        )

    async def locate(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], media_: RemoteMedia
    ) -> Download:
        """Where a customer's file can be fetched, with the credentials for the first host only."""
        return media.locate(config, media_)

    async def mark_read(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], external_id: str, *, typing: bool
    ) -> None:
        """Show that we write, and mark as read on the side; the latter alone is not possible."""
        if not typing:
            raise errors.permanent_refusal("no_read_receipts", "Twilio cannot mark a message as read", "")
        await client.show_typing(http, config, external_id, self.limits)

    async def templates(
        self, http: aiohttp.ClientSession, config: Mapping[str, str]
    ) -> tuple[TemplateRow, ...]:
        """Every content template of the account."""
        return await polling.fetch_templates(http, config, self.limits)

    def blanks(self, template: TemplateRow) -> tuple[Blank, ...]:
        """What is to be filled in, in reading order."""
        return templates.blanks(template)

    def unsendable(self, template: TemplateRow, *, window_open: bool = True) -> str:
        """Why a template cannot be sent; empty when it can. One that WhatsApp has not approved goes only
        while the window is open."""
        return templates.unsendable(template, window_open=window_open)

    def fill(self, template: TemplateRow, values: Mapping[str, str]) -> FilledTemplate:
        """A template with its blanks filled; raises `DeskError` naming what is missing."""
        return templates.fill(template, values)

    def describe(self, code: str) -> ErrorEntry | None:
        """The catalogue's line of an error code."""
        return errors.lookup(code)

    async def diagnose(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], webhook_url: str
    ) -> tuple[Finding, ...]:
        """Ask Twilio how the inbox stands; never raises."""
        return await diagnosis.diagnose(http, config, webhook_url, self.limits)

    async def poll(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], since: datetime, known: KnownMessages
    ) -> PollResult:
        """What customers wrote and what became of our messages since then, as far as nobody knows it here."""
        return await polling.poll_messages(http, config, since, known, self.limits)
