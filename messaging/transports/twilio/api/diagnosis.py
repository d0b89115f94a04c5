"""Asking Twilio how an inbox stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from messaging.errors import SendRefused
from messaging.transports.base import Finding
from messaging.transports.http import Limits, advice_for_check
from messaging.transports.payload import mapping, sequence, text
from messaging.transports.twilio import settings
from messaging.transports.twilio.api.client import fetch_json
from messaging.transports.twilio.api.template_catalogue import TemplateCatalogue

SANDBOX = "whatsapp:+14155238886"
OVERRIDES = "#rc=5&rp=all"
SENDERS = "/v2/Channels/Senders?Channel=whatsapp&PageSize=100"


class Diagnosis(TemplateCatalogue):
    """How an inbox stands at Twilio."""

    async def diagnose(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], webhook_url: str
    ) -> tuple[Finding, ...]:
        """Check the public URL, the account, the number, its webhook and the templates; never raises."""
        account = await _account(http, config, self.limits)
        found = [_public_url(config), account]
        if account.level != "failure":
            found += await _sender(http, config, webhook_url, self.limits)
            found.append(await self._templates_finding(http, config))
        return tuple(found)

    async def _templates_finding(self, http: aiohttp.ClientSession, config: Mapping[str, str]) -> Finding:
        try:
            count = len(await self.templates(http, config))
        except SendRefused as refused:
            return _refused("templates", refused)
        return Finding("templates", "ok", f"{count} can be fetched.")


def _public_url(config: Mapping[str, str]) -> Finding:
    given = settings.value(config, "public_url")
    if urlsplit(given).scheme == "https":
        return Finding("public URL", "ok", f"Signatures are checked against {given}.")
    detail = f"{given or 'It'} is not https: Twilio cannot post there from the internet."
    return Finding("public URL", "warning", detail, "Set the inbox's public URL to its https address.")


async def _account(http: aiohttp.ClientSession, config: Mapping[str, str], limits: Limits) -> Finding:
    url = settings.api_url(config, "").rstrip("/") + ".json"
    try:
        resource = await fetch_json(http, config, url, limits)
    except SendRefused as refused:
        return _refused("account", refused)
    status, name = text(resource, "status"), text(resource, "friendly_name")
    if status == "active":
        return Finding("account", "ok", f"The credentials open the account “{name}”.")
    step = "Look into Twilio's console; a suspended account neither sends nor receives."
    return Finding("account", "failure", f"The account “{name}” is {status or 'in an unknown state'}.", step)


async def _sender(
    http: aiohttp.ClientSession, config: Mapping[str, str], webhook_url: str, limits: Limits
) -> list[Finding]:
    number = settings.route(config)
    if number == SANDBOX:
        step = (
            "Each customer must send “join” and the sandbox's keyword first; use a number of your own later."
        )
        return [Finding("number", "warning", "This is Twilio's sandbox.", step)]
    try:
        resource = await fetch_json(
            http, config, settings.base(config, "messaging_base_url") + SENDERS, limits
        )
    except SendRefused as refused:
        return [_refused("number", refused)]
    sender = next((one for one in sequence(resource, "senders") if text(one, "sender_id") == number), None)
    if sender is None:
        step = "Register it under Messaging, Senders, WhatsApp senders in Twilio's console."
        return [Finding("number", "failure", f"{number} is no WhatsApp sender of this account.", step)]
    return [_sender_status(number, sender), _webhook(sender, webhook_url)]


def _sender_status(number: str, sender: Any) -> Finding:
    status = text(sender, "status")
    if status.upper().startswith("ONLINE"):
        return Finding("number", "ok", f"{number} is online.")
    step = "Look at the WhatsApp sender in Twilio's console."
    return Finding("number", "failure", f"{number} is {status.lower() or 'in an unknown state'}.", step)


def _webhook(sender: Any, webhook_url: str) -> Finding:
    """Compare the callback URL without its fragment, which only tells Twilio how often to try."""
    address, _, overrides = text(mapping(sender, "webhook"), "callback_url").partition("#")
    wanted = f"{webhook_url}{OVERRIDES}"
    if webhook_url and address.rstrip("/") != webhook_url.rstrip("/"):
        detail = f"Twilio posts to {address or 'nowhere'}, not to {webhook_url}."
        return Finding("webhook", "failure", detail, f"Enter {wanted} as the sender's callback URL.")
    if not overrides:
        step = f"Enter {wanted}: without it Twilio does not try again after an error."
        return Finding("webhook", "warning", "Twilio posts here, once per message.", step)
    return Finding("webhook", "ok", "Twilio posts here and tries again.")


def _refused(check: str, refused: SendRefused) -> Finding:
    detail = f"{refused.title}. {refused.detail}".strip()
    return Finding(check, "failure", detail, advice_for_check(refused))
