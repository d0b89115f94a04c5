"""WhatsApp by Twilio."""

from __future__ import annotations

from messaging.transports.twilio import errors
from messaging.transports.twilio import settings as inbox_settings
from messaging.transports.twilio.api import message_forms
from messaging.transports.twilio.api.diagnosis import Diagnosis
from messaging.transports.twilio.api.media import Media
from messaging.transports.twilio.api.polling import Polling
from messaging.transports.twilio.api.sending import Sending
from messaging.transports.twilio.capabilities import CAPABILITIES
from messaging.transports.twilio.content_api import templates
from messaging.transports.twilio.webhook import parse as parsing
from messaging.transports.twilio.webhook import signature

__all__ = ["Twilio"]


class Twilio(Sending, Media, Diagnosis, Polling):
    """The `Transport` of WhatsApp by Twilio: what asks Twilio is in its bases, what does not is below."""

    kind = "twilio"
    label = "WhatsApp (Twilio)"
    settings = inbox_settings.SETTINGS
    capabilities = CAPABILITIES

    route = staticmethod(inbox_settings.route)
    account = staticmethod(inbox_settings.account)
    check = staticmethod(inbox_settings.check)

    verify = staticmethod(signature.verify)
    share_signer = staticmethod(signature.share_signer)
    parse = staticmethod(parsing.parse)

    check_payload = staticmethod(message_forms.check_payload)
    blanks = staticmethod(templates.blanks)
    unsendable = staticmethod(templates.unsendable)
    fill = staticmethod(templates.fill)
    describe = staticmethod(errors.lookup)
