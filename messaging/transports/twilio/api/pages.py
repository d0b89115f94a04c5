"""Lists that Twilio gives page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp

from messaging.transports.http import Limits
from messaging.transports.payload import mapping, text
from messaging.transports.twilio import settings
from messaging.transports.twilio.api.client import fetch_json
from messaging.transports.twilio.errors import unusable_response

PAGE_BYTES = 8 * 1024 * 1024


async def fetch_pages(
    http: aiohttp.ClientSession, config: Mapping[str, str], what: tuple[str, str, int], limits: Limits
) -> tuple[list[Any], bool]:
    """Return the items of a list, and whether these are all. ``what``: its first page, its key, and how many
    pages may be asked for."""
    url, key, most = what
    base = settings.base(config, "api_base_url")
    roomy, found = replace(limits, answer_bytes=PAGE_BYTES), list[Any]()
    for _ in range(most):
        page = await fetch_json(http, config, url, roomy)
        if not isinstance(page.get(key), list):
            raise unusable_response(f"There is no list of {key} in it")
        found += page[key]
        url = _next_page_url(page, url, base)
        if not url:
            return found, True
    return found, False


def _next_page_url(page: Mapping[str, Any], url: str, base: str) -> str:
    """Return the next page, if it is where this one was: the credentials go nowhere else.

    A ``next_page_uri`` begins with the API's version, whatever path the base URL of a gateway has before it.
    """
    path = text(page, "next_page_uri")
    next_url = base + path if path.startswith("/") else path or text(mapping(page, "meta"), "next_page_url")
    if not next_url:
        return ""
    following, here = urlsplit(urljoin(url, next_url)), urlsplit(url)
    if (following.scheme, following.netloc, following.path) != (here.scheme, here.netloc, here.path):
        raise unusable_response("The next page is somewhere else")
    return following.geturl()
