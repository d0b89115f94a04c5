"""Validators of an inbox's settings: each returns a sentence, empty when the value is right."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from messaging.loopback import is_loopback

PLAIN_HTTP = "This must start with https:// (plain http is for this machine only)"


def accept_anything(given: str) -> str:
    """Return no objection."""
    return ""


def header_safe(given: str) -> str:
    """Refuse what may not stand in a header: a line break in it would be another header."""
    if re.fullmatch(r"[\x21-\x7e]+", given):
        return ""
    return (
        "This may hold only plain characters without spaces; it was probably pasted with something around it."
    )


def base_url(given: str, because: str = "credentials are sent there") -> str:
    """Require scheme, host and path, https unless it is this machine."""
    try:
        url = urlsplit(given)
        plain = _is_plain(url, given)
    except ValueError:
        return "This is not a URL."
    if not plain:
        return (
            "This must be a URL of scheme, host and path only, without user, query, spaces or dots in a row."
        )
    if url.scheme == "https" or (url.scheme == "http" and is_loopback(url.hostname or "")):
        return ""
    return f"{PLAIN_HTTP}: {because}."


def _is_plain(url: SplitResult, given: str) -> bool:
    # `port` is read for its ValueError.
    whole = bool(url.scheme and url.hostname) and url.port != 0
    return whole and not re.search(r"[\s\x00-\x1f?#@\\]|\.\.", given) and given.isascii()
