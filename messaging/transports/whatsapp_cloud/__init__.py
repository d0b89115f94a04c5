"""WhatsApp by Meta's Cloud API."""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp

from messaging.transports.base import Accepted, Batch, OutgoingMessage
from messaging.transports.whatsapp_cloud import client, parse, settings, signature
from messaging.transports.whatsapp_cloud.signature import handshake

__all__ = ["WhatsAppCloud", "handshake"]


class WhatsAppCloud:
    """The `Transport` of Meta's Cloud API. ``limits`` are only ever changed by tests."""

    kind = "whatsapp_cloud"
    label = "WhatsApp (Meta Cloud API)"
    settings = settings.SETTINGS

    def __init__(self, limits: client.Limits | None = None) -> None:
        self.limits = limits or client.Limits()

    def route(self, config: Mapping[str, str]) -> str:
        """Meta names an inbox by its phone_number_id: the displayed number comes in many spellings."""
        return settings.value(config, "phone_number_id")

    def check(self, config: Mapping[str, str]) -> dict[str, list[str]]:
        """What is wrong with the settings, as sentences per setting."""
        return settings.check(config)

    def verify(self, config: Mapping[str, str], headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the raw body is signed with one of the inbox's app secrets."""
        return signature.verify(config, headers, body)

    def share_signer(self, config: Mapping[str, str], other: Mapping[str, str]) -> bool:
        """Whether both inboxes are numbers of one Meta app."""
        return signature.share_secret(config, other)

    def parse(self, body: bytes) -> Batch:
        """Read a signed body; raises `Unreadable` only when it is no JSON object at all."""
        return parse.parse(body)

    async def send(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], message: OutgoingMessage
    ) -> Accepted:
        """Hand one message over; raises `SendRefused` or `OutcomeUnknown`, never anything else."""
        return await client.send(http, config, message, self.limits)
