"""Requests to Twilio's REST API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp

from messaging.transports.http import Limits, Request, send_request
from messaging.transports.twilio import settings
from messaging.transports.twilio.api.responses import raise_for_status
from messaging.transports.twilio.errors import misconfigured

PROVIDER = "Twilio"
REQUIRED_SETTINGS = (
    *("account_sid", "auth_token", "api_key_sid", "api_key_secret", "messaging_service_sid"),
    *("api_base_url", "content_base_url", "messaging_base_url"),
)


class TwilioApi:
    """What every part of the transport that asks Twilio stands on. ``limits`` are only changed by tests."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()


async def fetch_json(
    http: aiohttp.ClientSession, config: Mapping[str, str], url: str, limits: Limits
) -> Mapping[str, Any]:
    """Return the JSON of a resource; raises `SendRefused`, never anything else."""
    check_config(config)
    answer = await send_request(http, Request(PROVIDER, url, settings.authorization(config)), limits)
    raise_for_status(answer)
    return answer.document


def check_config(config: Mapping[str, str]) -> None:
    """Refuse a config that is wrong, again and here: a wrong base URL would be given the credentials."""
    wrong = {name: found for name, found in settings.check(config).items() if name in REQUIRED_SETTINGS}
    if wrong:
        detail = " ".join(f"{name}: {sentences[0]}" for name, sentences in wrong.items())
        raise misconfigured("not_configured", "The inbox is not set up", detail)
