"""Messages and typing through Twilio's REST API."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import aiohttp
import orjson

from messaging.errors import OutcomeUnknown
from messaging.transports.base import Accepted, Identity, OutgoingMessage
from messaging.transports.http import Limits, Request, Response, send_request
from messaging.transports.twilio import settings
from messaging.transports.twilio.api.client import PROVIDER, TwilioApi, check_config
from messaging.transports.twilio.api.message_forms import message_form
from messaging.transports.twilio.api.responses import raise_for_status, read_send_response
from messaging.transports.twilio.errors import misconfigured, no_response, permanent_refusal

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
# Accounts for which the newer interface is not open yet know the older one.
NEWER, OLDER = "/v3/Indicators/Typing.json", "/v2/Indicators/Typing.json"
NOT_AVAILABLE_STATUSES = {400, 404, 405}


class Sending(TwilioApi):
    """Messages, read marks and typing."""

    async def send(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], message: OutgoingMessage
    ) -> Accepted:
        """Send one message; raises `SendRefused` or `OutcomeUnknown`, never anything else."""
        check_config(config)
        if not settings.route(config).startswith("whatsapp:+"):
            detail = "The inbox's address is no phone number."
            raise misconfigured("not_configured", "The inbox is not set up to send", detail)
        body = message_form(config, message)
        url = settings.api_url(config, "Messages.json")
        request = Request(PROVIDER, url, settings.authorization(config), body, FORM)
        return read_send_response(await send_request(http, request, self.limits))

    async def mark_read(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], external_id: str, *, typing: bool
    ) -> None:
        """Show that we write, which turns the ticks blue, too; safe to repeat. The ticks alone are not possible."""
        if not typing:
            raise permanent_refusal("no_read_receipts", "Twilio cannot mark a message as read", "")
        check_config(config)
        newer = orjson.dumps({"channel": "WHATSAPP", "messageId": external_id})
        response = await _post_repeatable(http, config, (NEWER, newer, JSON), self.limits)
        if response.status in NOT_AVAILABLE_STATUSES:
            older = urlencode({"channel": "whatsapp", "messageId": external_id}).encode()
            response = await _post_repeatable(http, config, (OLDER, older, FORM), self.limits)
        raise_for_status(response)

    async def take_control(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], to: tuple[Identity, ...]
    ) -> None:
        """Refuse: at Twilio nobody else answers."""
        raise permanent_refusal("no_other_sender", "Twilio knows no other sender of a number", "")


async def _post_repeatable(
    http: aiohttp.ClientSession, config: Mapping[str, str], what: tuple[str, bytes, str], limits: Limits
) -> Response:
    """Post what may be asked twice: no answer is a refusal."""
    path, body, content_type = what
    url = settings.base(config, "messaging_base_url") + path
    try:
        return await send_request(
            http, Request(PROVIDER, url, settings.authorization(config), body, content_type), limits
        )
    except OutcomeUnknown as unknown:
        raise no_response(str(unknown)) from None
