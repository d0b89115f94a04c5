"""WhatsApp by Meta's Cloud API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import aiohttp

from messaging.transports.base import KnownMessages, PollResult
from messaging.transports.catalogue import templates
from messaging.transports.http.client import Limits
from messaging.transports.payload import outgoing
from messaging.transports.whatsapp_cloud import errors
from messaging.transports.whatsapp_cloud import settings as inbox_settings
from messaging.transports.whatsapp_cloud.api.diagnosis import Diagnosis
from messaging.transports.whatsapp_cloud.api.sending import Sending
from messaging.transports.whatsapp_cloud.api.template_catalogue import TemplateCatalogue
from messaging.transports.whatsapp_cloud.capabilities import CAPABILITIES
from messaging.transports.whatsapp_cloud.settings import may_see_token
from messaging.transports.whatsapp_cloud.webhook import parse as parsing
from messaging.transports.whatsapp_cloud.webhook import signature
from messaging.transports.whatsapp_cloud.webhook.signature import handshake

__all__ = ["Limits", "WhatsAppCloud", "handshake", "may_see_token"]


class WhatsAppCloud(Sending, Diagnosis, TemplateCatalogue):
    """The `Transport` of Meta's Cloud API: what asks Meta is in its bases, what does not is below."""

    kind = "whatsapp_cloud"
    label = "WhatsApp (Meta Cloud API)"
    settings = inbox_settings.SETTINGS
    capabilities = CAPABILITIES

    route = staticmethod(inbox_settings.route)
    account = staticmethod(inbox_settings.account)
    check = staticmethod(inbox_settings.check)

    verify = staticmethod(signature.verify)
    share_signer = staticmethod(signature.share_signer)
    parse = staticmethod(parsing.parse)

    check_payload = staticmethod(outgoing.check_payload)
    blanks = staticmethod(templates.blanks)
    unsendable = staticmethod(templates.unsendable)
    fill = staticmethod(templates.fill)
    describe = staticmethod(errors.lookup)

    async def poll(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], since: datetime, known: KnownMessages
    ) -> PollResult:
        """Return nothing: Meta repeats what it has to say for a week, and has no list of it."""
        return PollResult(b"{}")
