"""The settings of a `twilio` inbox, and what can be wrong with them."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping

from messaging.transports.base import Setting
from messaging.transports.catalogue import accept_anything, base_url, header_safe
from messaging.transports.twilio.channel_addresses import PREFIX, normalize_channel_address
from messaging.typed_numbers import NotANumberError, read_number

API_BASE_URL = "https://api.twilio.com"
CONTENT_BASE_URL = "https://content.twilio.com"
MESSAGING_BASE_URL = "https://messaging.twilio.com"

SETTINGS: tuple[Setting, ...] = (
    Setting("account_sid", "Account SID", help="AC and 32 digits, from the first page of Twilio's console."),
    Setting(
        "auth_token",
        "Auth token",
        secret=True,
        carried=True,
        help="The primary one: it signs what Twilio sends to us, and sends for us unless an API key is given.",
    ),
    Setting(
        "auth_token_previous",
        "Previous auth token",
        secret=True,
        required=False,
        help="While rotating: signatures by the old token are still accepted. Clear it afterwards.",
    ),
    Setting("api_key_sid", "API key SID", required=False, help="SK and 32 digits; may send, signs nothing."),
    Setting("api_key_secret", "API key secret", secret=True, carried=True, required=False),
    Setting(
        "shared_key",
        "Shared key for webhooks",
        secret=True,
        required=False,
        help="Only where the account signs its webhooks with a shared key (HMAC-SHA256).",
    ),
    Setting(
        "messaging_service_sid",
        "Messaging service SID",
        required=False,
        help="MG and 32 digits, where messages shall go through a messaging service.",
    ),
    Setting(
        "public_url",
        "Public URL",
        help="How Twilio reaches this server, e.g. https://console.example.com: signatures are made over it. "
        "Left empty, PUBLIC_URL of this installation is filled in.",
    ),
    Setting("api_base_url", "API base URL", required=False, default=API_BASE_URL),
    Setting("content_base_url", "Content API base URL", required=False, default=CONTENT_BASE_URL),
    Setting("messaging_base_url", "Messaging API base URL", required=False, default=MESSAGING_BASE_URL),
)
DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


def value(config: Mapping[str, str], name: str) -> str:
    """Return one setting, or its default when it is missing or empty."""
    given = config.get(name)
    return (given.strip() if isinstance(given, str) else "") or DEFAULTS.get(name, "")


def check(config: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what is wrong with the settings, as sentences per setting; empty when nothing is."""
    found = {setting.name: _sentence(setting, config) for setting in SETTINGS}
    found |= _half_a_key(config)
    return {name: [sentence] for name, sentence in found.items() if sentence}


def route(config: Mapping[str, str]) -> str:
    """Return the inbox as Twilio names it: ``whatsapp:+15550001111``."""
    typed = value(config, "address")
    try:
        return f"{PREFIX}+{read_number(typed)}"
    except NotANumberError:
        return normalize_channel_address(typed)


def account(config: Mapping[str, str]) -> str:
    """Return the account SID."""
    return value(config, "account_sid")


def account_path(config: Mapping[str, str]) -> str:
    """Return the path of everything of the account; ends with a slash."""
    return f"/2010-04-01/Accounts/{value(config, 'account_sid')}/"


def api_url(config: Mapping[str, str], name: str) -> str:
    """Return the URL of a resource of the account; only sensible for a config that `check` accepts."""
    return f"{base(config, 'api_base_url')}{account_path(config)}{name}"


def base(config: Mapping[str, str], name: str) -> str:
    """Return a base URL without its last slash."""
    return value(config, name).rstrip("/")


def authorization(config: Mapping[str, str]) -> dict[str, str]:
    """Return the header that opens the account: by the API key if there is one, else by the auth token."""
    names = (
        ("api_key_sid", "api_key_secret") if value(config, "api_key_sid") else ("account_sid", "auth_token")
    )
    pair = ":".join(value(config, name) for name in names)
    return {"Authorization": "Basic " + base64.b64encode(pair.encode("utf-8", "replace")).decode()}


def _sentence(setting: Setting, config: Mapping[str, str]) -> str:
    given = value(config, setting.name)
    if not given:
        return "This setting is required." if setting.required else ""
    return _RULES[setting.name](given)


def _half_a_key(config: Mapping[str, str]) -> dict[str, str]:
    pair = ("api_key_sid", "api_key_secret")
    missing = [name for name in pair if not value(config, name)]
    return {missing[0]: "An API key needs both its SID and its secret."} if len(missing) == 1 else {}


def _sid(prefix: str) -> Callable[[str], str]:
    def rule(given: str) -> str:
        if re.fullmatch(prefix + "[0-9a-fA-F]{32}", given):
            return ""
        return f"This must be {prefix} followed by 32 digits and letters a to f, as Twilio shows it."

    return rule


def _public_url(given: str) -> str:
    return base_url(given, "what customers write comes in there")


_RULES: Mapping[str, Callable[[str], str]] = {
    "account_sid": _sid("AC"),
    "auth_token": header_safe,
    "auth_token_previous": accept_anything,
    "api_key_sid": _sid("SK"),
    "api_key_secret": header_safe,
    "shared_key": accept_anything,
    "messaging_service_sid": _sid("MG"),
    "public_url": _public_url,
    "api_base_url": base_url,
    "content_base_url": base_url,
    "messaging_base_url": base_url,
}
