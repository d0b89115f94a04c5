"""WhatsApp by Meta's Cloud API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import aiohttp

from messaging.transports import catalogue, payload
from messaging.transports.base import KnownMessages, PollResult
from messaging.transports.whatsapp_cloud import api, errors, webhook
from messaging.transports.whatsapp_cloud import settings as inbox_settings
from messaging.transports.whatsapp_cloud.capabilities import CAPABILITIES
from messaging.transports.whatsapp_cloud.errors import as_error
from messaging.transports.whatsapp_cloud.webhook import handshake

__all__ = ["WhatsAppCloud", "as_error", "handshake"]


class WhatsAppCloud(api.Sending, api.Diagnosis, api.TemplateCatalogue):
    """The `Transport` of Meta's Cloud API: what asks Meta is in its bases, what does not is below."""

    kind = "whatsapp_cloud"
    label = "WhatsApp (Meta Cloud API)"
    settings = inbox_settings.SETTINGS
    capabilities = CAPABILITIES

    route = staticmethod(inbox_settings.route)
    account = staticmethod(inbox_settings.account)
    check = staticmethod(inbox_settings.check)

    verify = staticmethod(webhook.verify)
    share_signer = staticmethod(webhook.share_signer)
    parse = staticmethod(webhook.parse)

    check_payload = staticmethod(payload.check_payload)
    blanks = staticmethod(catalogue.blanks)
    unsendable = staticmethod(catalogue.unsendable)
    fill = staticmethod(catalogue.fill)
    describe = staticmethod(errors.lookup)

    async def poll(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], since: datetime, known: KnownMessages
    ) -> PollResult:
        """Return nothing: Meta repeats what it has to say for a week, and has no list of it."""
        return PollResult(b"{}")
