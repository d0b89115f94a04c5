"""The settings of a `whatsapp_cloud` inbox, and what can be wrong with them."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from urllib.parse import SplitResult, urlsplit

from messaging.transports.base import Setting

GRAPH_BASE_URL = "https://graph.facebook.com"
GRAPH_VERSION = "v26.0"

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "phone_number_id", "Phone number ID", help="Meta's id of the number: digits, not the number itself."
    ),
    Setting("waba_id", "WhatsApp Business Account ID", required=False, help="Needed for templates only."),
    Setting("app_secret", "App secret", secret=True, help="Signs what Meta sends to us."),
    Setting(
        "app_secret_previous",
        "Previous app secret",
        secret=True,
        required=False,
        help="While rotating: signatures by the old secret are still accepted. Clear it afterwards.",
    ),
    Setting(
        "verify_token", "Verify token", secret=True, help="Any text; the same one in Meta's webhook form."
    ),
    Setting(
        "access_token",
        "Access token",
        secret=True,
        help="A system user's token with whatsapp_business_messaging.",
    ),
    Setting("graph_base_url", "Graph base URL", required=False, default=GRAPH_BASE_URL),
    Setting("graph_version", "Graph version", required=False, default=GRAPH_VERSION),
)
DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


def value(config: Mapping[str, str], name: str) -> str:
    """One setting, or its default when it is missing or empty."""
    given = config.get(name)
    return (given.strip() if isinstance(given, str) else "") or DEFAULTS[name]


def check(config: Mapping[str, str]) -> dict[str, list[str]]:
    """Sentences per setting; empty when all is well."""
    found = {setting.name: _sentence(setting, config) for setting in SETTINGS}
    return {name: [sentence] for name, sentence in found.items() if sentence}


def messages_url(config: Mapping[str, str]) -> str:
    """Where messages are posted to; only sensible for a config that `check` likes."""
    base = value(config, "graph_base_url").rstrip("/")
    return f"{base}/{value(config, 'graph_version')}/{value(config, 'phone_number_id')}/messages"


def _sentence(setting: Setting, config: Mapping[str, str]) -> str:
    given = value(config, setting.name)
    if not given:
        return "This setting is required." if setting.required else ""
    return _RULES[setting.name](given)


def _digits(given: str) -> str:
    return "" if re.fullmatch(r"[0-9]{1,64}", given) else "This must be digits only, as Meta shows it."


def _header_safe(given: str) -> str:
    # It goes into a header: a line break in it would be somebody else's header.
    if re.fullmatch(r"[\x21-\x7e]+", given):
        return ""
    return (
        "This may hold only plain characters without spaces; it was probably pasted with something around it."
    )


def _anything(given: str) -> str:
    return ""


def _version(given: str) -> str:
    return "" if re.fullmatch(r"v[0-9]{1,3}\.[0-9]{1,2}", given) else f"This must look like {GRAPH_VERSION}."


def _base_url(given: str) -> str:
    try:
        url = urlsplit(given)
        plain = _is_plain(url, given)
    except ValueError:
        return "This is not a URL."
    if not plain:
        return (
            "This must be a URL of scheme, host and path only, without user, query, spaces or dots in a row."
        )
    if url.scheme == "https" or (url.scheme == "http" and _is_loopback(url.hostname or "")):
        return ""
    return (
        "This must start with https:// (plain http is for this machine only): the access token is sent there."
    )


def _is_plain(url: SplitResult, given: str) -> bool:
    # `port` is read for its ValueError.
    whole = bool(url.scheme and url.hostname) and url.port != 0
    return whole and not re.search(r"[\s\x00-\x1f?#@\\]|\.\.", given) and given.isascii()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


_RULES: Mapping[str, Callable[[str], str]] = {
    "phone_number_id": _digits,
    "waba_id": _digits,
    "app_secret": _anything,
    "app_secret_previous": _anything,
    "verify_token": _anything,
    "access_token": _header_safe,
    "graph_base_url": _base_url,
    "graph_version": _version,
}
