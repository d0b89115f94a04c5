"""Talking to Twilio's REST API: messages, typing, and everything else that is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp
import orjson

from messaging.errors import OutcomeUnknown
from messaging.transports.base import Accepted, OutgoingMessage
from messaging.transports.http.client import Limits, Request, Response, send_request
from messaging.transports.twilio import settings
from messaging.transports.twilio.api.message_forms import message_form
from messaging.transports.twilio.api.responses import raise_for_status, read_send_response
from messaging.transports.twilio.errors import misconfigured, no_response

PROVIDER = "Twilio"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
REQUIRED_SETTINGS = (
    *("account_sid", "auth_token", "api_key_sid", "api_key_secret", "messaging_service_sid"),
    *("api_base_url", "content_base_url", "messaging_base_url"),
)
# Accounts for which the newer interface is not open yet know the older one.
NEWER, OLDER = "/v3/Indicators/Typing.json", "/v2/Indicators/Typing.json"
NOT_AVAILABLE_STATUSES = {400, 404, 405}


async def send(
    http: aiohttp.ClientSession, config: Mapping[str, str], message: OutgoingMessage, limits: Limits
) -> Accepted:
    """Hand one message over; raises `SendRefused` or `OutcomeUnknown`, never anything else."""
    check_config(config)
    if not settings.route(config).startswith("whatsapp:+"):
        detail = "The inbox's address is no phone number."
        raise misconfigured("not_configured", "The inbox is not set up to send", detail)
    body = message_form(config, message)
    url = settings.api_url(config, "Messages.json")
    request = Request(PROVIDER, url, settings.authorization(config), body, FORM)
    return read_send_response(await send_request(http, request, limits))


async def fetch_json(
    http: aiohttp.ClientSession, config: Mapping[str, str], url: str, limits: Limits
) -> Mapping[str, Any]:
    """The JSON of a resource; raises `SendRefused`, never anything else."""
    check_config(config)
    answer = await send_request(http, Request(PROVIDER, url, settings.authorization(config)), limits)
    raise_for_status(answer)
    return answer.document


async def show_typing(
    http: aiohttp.ClientSession, config: Mapping[str, str], external_id: str, limits: Limits
) -> None:
    """Show that we write, which turns the ticks blue, too; safe to repeat."""
    check_config(config)
    newer = orjson.dumps({"channel": "WHATSAPP", "messageId": external_id})
    answer = await _post_repeatable(http, config, (NEWER, newer, JSON), limits)
    if answer.status in NOT_AVAILABLE_STATUSES:
        older = urlencode({"channel": "whatsapp", "messageId": external_id}).encode()
        answer = await _post_repeatable(http, config, (OLDER, older, FORM), limits)
    raise_for_status(answer)


async def _post_repeatable(
    http: aiohttp.ClientSession, config: Mapping[str, str], what: tuple[str, bytes, str], limits: Limits
) -> Response:
    """For what may be asked twice: no answer is a refusal."""
    path, body, content_type = what
    url = settings.base(config, "messaging_base_url") + path
    try:
        return await send_request(
            http, Request(PROVIDER, url, settings.authorization(config), body, content_type), limits
        )
    except OutcomeUnknown as unknown:
        raise no_response(str(unknown)) from None


def check_config(config: Mapping[str, str]) -> None:
    """Again and here, because a wrong base URL would be given the credentials."""
    wrong = {name: found for name, found in settings.check(config).items() if name in REQUIRED_SETTINGS}
    if wrong:
        detail = " ".join(f"{name}: {sentences[0]}" for name, sentences in wrong.items())
        raise misconfigured("not_configured", "The inbox is not set up", detail)
