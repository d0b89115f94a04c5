"""The settings of a `whatsapp_cloud` inbox, and what can be wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from messaging.transports.base import Setting
from messaging.transports.catalogue import accept_anything, base_url, header_safe

GRAPH_BASE_URL = "https://graph.facebook.com"
GRAPH_VERSION = "v26.0"
HTTP, HTTPS = 80, 443
META_HOSTS = re.compile(r"graph\.facebook\.com|([a-z0-9-]+\.)+(fbsbx\.com|fbcdn\.net)")

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
        carried=True,
        help="A system user's token with whatsapp_business_messaging and whatsapp_business_management.",
    ),
    Setting("graph_base_url", "Graph base URL", required=False, default=GRAPH_BASE_URL),
    Setting("graph_version", "Graph version", required=False, default=GRAPH_VERSION),
)
DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


def value(config: Mapping[str, str], name: str) -> str:
    """Return one setting, or its default when it is missing or empty."""
    given = config.get(name)
    return (given.strip() if isinstance(given, str) else "") or DEFAULTS[name]


def route(config: Mapping[str, str]) -> str:
    """Return the phone_number_id, by which Meta names an inbox: the displayed number has many spellings."""
    return value(config, "phone_number_id")


def account(config: Mapping[str, str]) -> str:
    """Return the id of the WhatsApp Business Account, which owns templates and quality; empty when not set."""
    return value(config, "waba_id")


def check(config: Mapping[str, str], only: Collection[str] = ()) -> dict[str, list[str]]:
    """Return what is wrong with the settings, or with some of them, as sentences per setting; empty when nothing is."""
    found = {
        setting.name: _sentence(setting, config) for setting in SETTINGS if not only or setting.name in only
    }
    return {name: [sentence] for name, sentence in found.items() if sentence}


def graph_url(config: Mapping[str, str], path: str) -> str:
    """Return the URL of a path of the Graph API; only sensible for a config that `check` accepts."""
    return f"{value(config, 'graph_base_url').rstrip('/')}/{value(config, 'graph_version')}/{path}"


def may_see_token(config: Mapping[str, str], url: str) -> bool:
    """Return whether the access token may be sent there: only Meta's hosts, by https, and the very place of the
    configured Graph API (which alone may be plain http, on this machine)."""
    try:
        # What two readers of URLs might take for two places is refused.
        if not url.isascii() or re.search(r"[\s\x00-\x1f\x7f#@\\]", url):
            return False
        asked, base = urlsplit(url), value(config, "graph_base_url")
        return _is_meta_host(asked) or (not _base_url(base) and _origin(asked) == _origin(urlsplit(base)))
    except ValueError:
        return False


def _is_meta_host(url: SplitResult) -> bool:
    known = META_HOSTS.fullmatch(url.hostname or "") is not None
    return known and url.scheme == "https" and url.port in (None, HTTPS)


def _origin(url: SplitResult) -> tuple[str, str, int | None]:
    return url.scheme, url.hostname or "", url.port or {"https": HTTPS, "http": HTTP}.get(url.scheme)


def _sentence(setting: Setting, config: Mapping[str, str]) -> str:
    given = value(config, setting.name)
    if not given:
        return "This setting is required." if setting.required else ""
    return _RULES[setting.name](given)


def _digits(given: str) -> str:
    return "" if re.fullmatch(r"[0-9]{1,64}", given) else "This must be digits only, as Meta shows it."


def _version(given: str) -> str:
    return "" if re.fullmatch(r"v[0-9]{1,3}\.[0-9]{1,2}", given) else f"This must look like {GRAPH_VERSION}."


@lru_cache(maxsize=64)
def _base_url(given: str) -> str:
    return base_url(given, "the access token is sent there")


_RULES: Mapping[str, Callable[[str], str]] = {
    "phone_number_id": _digits,
    "waba_id": _digits,
    "app_secret": accept_anything,
    "app_secret_previous": accept_anything,
    "verify_token": accept_anything,
    "access_token": header_safe,
    "graph_base_url": _base_url,
    "graph_version": _version,
}
