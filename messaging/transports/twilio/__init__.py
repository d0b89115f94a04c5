"""WhatsApp by Twilio."""

from __future__ import annotations

from messaging.transports.twilio import api, content_api, errors, webhook
from messaging.transports.twilio import settings as inbox_settings
from messaging.transports.twilio.capabilities import CAPABILITIES

__all__ = ["Twilio"]


class Twilio(api.Sending, api.Media, api.Diagnosis, api.Polling):
    """The `Transport` of WhatsApp by Twilio: what asks Twilio is in its bases, what does not is below."""

    kind = "twilio"
    label = "WhatsApp (Twilio)"
    settings = inbox_settings.SETTINGS
    capabilities = CAPABILITIES

    route = staticmethod(inbox_settings.route)
    account = staticmethod(inbox_settings.account)
    check = staticmethod(inbox_settings.check)

    verify = staticmethod(webhook.verify)
    share_signer = staticmethod(webhook.share_signer)
    parse = staticmethod(webhook.parse)

    check_payload = staticmethod(api.check_payload)
    blanks = staticmethod(content_api.blanks)
    unsendable = staticmethod(content_api.unsendable)
    fill = staticmethod(content_api.fill)
    describe = staticmethod(errors.lookup)
