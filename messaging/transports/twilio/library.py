"""Lists that Twilio gives page by page: templates, and messages that a webhook may have lost."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import accumulate
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import aiohttp
import orjson

from messaging.transports.base import Known, Polled
from messaging.transports.exchange import Limits
from messaging.transports.offers import TemplateRow
from messaging.transports.reading import mapping, sequence, text
from messaging.transports.twilio import settings
from messaging.transports.twilio.client import get
from messaging.transports.twilio.errors import unreadable
from messaging.transports.twilio.parse import POLLED
from messaging.transports.twilio.templates import row

PAGE, MOST_PAGES = 100, 50
MOST_MESSAGES, MOST_FILES = 1000, 100
PAGE_BYTES = 8 * 1024 * 1024
# A webhook tells more than the list does (names, buttons, places, what it answers): it comes first.
# Twilio gives up on one after fifteen seconds.
GRACE = timedelta(seconds=60)


async def templates(
    http: aiohttp.ClientSession, config: Mapping[str, str], limits: Limits
) -> tuple[TemplateRow, ...]:
    """All of them or `SendRefused`: half a list would look as if the other half had been deleted."""
    first = f"{settings.base(config, 'content_base_url')}/v1/ContentAndApprovals?PageSize={PAGE}"
    rows = [row(one) async for one in _paged(http, config, first, "contents", limits)]
    return _told_apart([one for one in rows if one.external_id and one.name and one.language])


def _told_apart(rows: list[TemplateRow]) -> tuple[TemplateRow, ...]:
    """Twilio lets two templates have one name; here a name and a language are one template."""
    found: dict[tuple[str, str], TemplateRow] = {}
    for one in rows:
        twin = (one.name, one.language) in found
        named = replace(one, name=f"{one.name[:480]} ({one.external_id[-6:]})") if twin else one
        found[named.name, named.language] = named
    return tuple(found.values())


async def recent_messages(
    http: aiohttp.ClientSession, config: Mapping[str, str], since: datetime, known: Known, limits: Limits
) -> Polled:
    """What customers wrote since then and is not known, the oldest first; raises `SendRefused`."""
    begin, end = since.astimezone(UTC) - 2 * GRACE, datetime.now(UTC) - GRACE
    asked = {"To": settings.route(config), "DateSent>": f"{begin:%Y-%m-%dT%H:%M:%SZ}", "PageSize": str(PAGE)}
    first = f"{settings.api_url(config, 'Messages.json')}?{urlencode(asked)}"
    listed = [
        one async for one in _paged(http, config, first, "messages", limits) if _is_wanted(one, begin, end)
    ]
    have = set(await known([text(one, "sid") for one in listed]))
    news = sorted((one for one in listed if text(one, "sid") not in have), key=_sent)
    taken = _as_many_as_may_be(news)
    for message in filter(_has_files, taken):
        await _add_files(http, config, message, limits)
    left = news[len(taken) :]
    body = orjson.dumps({"object": POLLED, "messages": taken})
    return Polled(body, until=_sent(left[0]) if left else None)


def _is_wanted(message: Any, begin: datetime, end: datetime) -> bool:
    return text(message, "direction") == "inbound" and begin <= _sent(message) <= end


def _sent(message: Any) -> datetime:
    """When it was written; before all time if nobody can tell."""
    try:
        sent = parsedate_to_datetime(text(message, "date_sent") or text(message, "date_created"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return datetime.min.replace(tzinfo=UTC)
    return sent.replace(tzinfo=sent.tzinfo or UTC)


def _as_many_as_may_be(news: list[Any]) -> list[Any]:
    """One poll has its time: a message is asked about for its files, one by one."""
    files = list(accumulate(map(_has_files, news)))
    return news[: min(MOST_MESSAGES, bisect_right(files, MOST_FILES))]


def _has_files(message: Any) -> bool:
    return text(message, "num_media") not in {"", "0"}


async def _add_files(
    http: aiohttp.ClientSession, config: Mapping[str, str], message: dict[str, Any], limits: Limits
) -> None:
    """Where its files are, which the list does not say."""
    sid = text(message, "sid")
    if sid.isalnum():
        listed = await get(http, config, settings.api_url(config, f"Messages/{sid}/Media.json"), limits)
        message["media"] = [_file(config, sid, one) for one in sequence(listed, "media_list")]


def _file(config: Mapping[str, str], sid: str, media: Any) -> dict[str, str]:
    url = settings.api_url(config, f"Messages/{sid}/Media/{text(media, 'sid')}")
    return {"url": url, "content_type": text(media, "content_type")}


async def _paged(
    http: aiohttp.ClientSession, config: Mapping[str, str], first: str, key: str, limits: Limits
) -> AsyncIterator[Any]:
    """Every item of a list, over all its pages."""
    roomy, url = replace(limits, answer_bytes=PAGE_BYTES), first
    for _ in range(MOST_PAGES):
        page = await get(http, config, url, roomy)
        if not isinstance(page.get(key), list):
            raise unreadable(f"There is no list of {key} in it")
        for one in page[key]:
            yield one
        url = _next(page, url)
        if not url:
            return
    raise unreadable(f"The list of {key} has no end")


def _next(page: Mapping[str, Any], url: str) -> str:
    """The next page, if it is where this one was: the credentials go nowhere else."""
    told = text(page, "next_page_uri") or text(mapping(page, "meta"), "next_page_url")
    if not told:
        return ""
    following, here = urlsplit(urljoin(url, told)), urlsplit(url)
    if (following.scheme, following.netloc, following.path) != (here.scheme, here.netloc, here.path):
        raise unreadable("The next page is somewhere else")
    return following.geturl()
