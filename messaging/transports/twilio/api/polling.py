"""What a webhook may have lost: messages of customers, and what became of ours.

See docs/design/providers.md B3.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import accumulate
from typing import Any
from urllib.parse import urlencode

import aiohttp
import orjson

from messaging.timestamps import utc_text
from messaging.transports.base import KnownMessages, PollResult
from messaging.transports.http import Limits
from messaging.transports.payload import sequence, text
from messaging.transports.twilio import settings
from messaging.transports.twilio.api.client import TwilioApi, fetch_json
from messaging.transports.twilio.api.pages import fetch_pages
from messaging.transports.twilio.webhook import POLL_RESULT, is_priced, reported_status

# Of messages: five thousand in each direction are looked through at once, a thousand new ones are taken.
MESSAGES_PER_PAGE, MOST_MESSAGE_PAGES = 500, 10
MOST_MESSAGES, MOST_FILES = 1000, 100
# Where not even so short a time can be looked through, its newest messages have to do. Longer than the overlap
# of two polls, so that each gets on.
SHORTEST_SPAN = timedelta(hours=2)
# A webhook tells more than the list does (names, buttons, places, what it answers): it comes first.
# Twilio gives up on one after fifteen seconds.
WEBHOOK_GRACE = timedelta(seconds=60)


class Polling(TwilioApi):
    """What a webhook may have lost."""

    async def poll(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], since: datetime, known: KnownMessages
    ) -> PollResult:
        """Fetch what customers wrote since then and what became of our messages since, as far as it is new,
        the oldest first; raises `SendRefused`."""
        begin, end = since.astimezone(UTC) - 2 * WEBHOOK_GRACE, datetime.now(UTC) - WEBHOOK_GRACE
        written, until = await _list_messages(http, config, ("To", begin, end), self.limits)
        ours, until = await _list_messages(http, config, ("From", begin, until), self.limits)
        found = [*await _new_inbound(written, known), *await _changed_outbound(ours, known)]
        items = sorted((one for one in found if begin <= _sent_time(one) <= until), key=_sent_time)
        taken = _bounded_messages(items)
        for message in filter(_has_files, taken):
            await _add_files(http, config, message, self.limits)
        left = items[len(taken) :]
        body = orjson.dumps({"object": POLL_RESULT, "messages": taken})
        if left:
            return PollResult(body, until=_sent_time(left[0]))
        return PollResult(body, until=until if until < end else None)


async def _new_inbound(written: list[Any], known: KnownMessages) -> list[Any]:
    """Return the messages of customers that the console does not have."""
    inbound = {text(one, "sid"): one for one in written if text(one, "direction") == "inbound"}
    have = set(await known.messages(list(inbound)))
    return [one for sid, one in inbound.items() if sid not in have]


async def _changed_outbound(ours: list[Any], known: KnownMessages) -> list[Any]:
    """Return the messages that the console sent and of which it knows less: how far they came, or what they
    cost, which no callback says. Those of other programs at the same number are left out: nothing here would
    ever ask for them."""
    statuses = {text(one, "sid"): status for one in ours if (status := reported_status(one))}
    priced = [text(one, "sid") for one in ours if is_priced(one) and text(one, "sid") in statuses]
    wanted = {*await known.outdated(statuses), *await known.unpriced(priced)}
    return [one for one in ours if reported_status(one) and text(one, "sid") in wanted]


async def _list_messages(
    http: aiohttp.ClientSession,
    config: Mapping[str, str],
    asked: tuple[str, datetime, datetime],
    limits: Limits,
) -> tuple[list[Any], datetime]:
    """Return the messages to or from our number (``asked``: that, and the time between), and until when they
    are all there. Lists begin with the newest: of one that is too long an earlier, shorter time is asked
    for."""
    side, begin, end = asked
    while True:
        query = {
            side: settings.route(config),
            "DateSent>": utc_text(begin, "seconds"),
            "DateSent<": utc_text(end, "seconds"),
            "PageSize": str(MESSAGES_PER_PAGE),
        }
        first = f"{settings.api_url(config, 'Messages.json')}?{urlencode(query)}"
        found, whole = await fetch_pages(http, config, (first, "messages", MOST_MESSAGE_PAGES), limits)
        if whole or end - begin <= SHORTEST_SPAN:
            return found, end
        # By how long a list took that was not too long.
        taken = end - min(map(_sent_time, found), default=end)
        end = begin + max(SHORTEST_SPAN, min(taken, (end - begin) / 2))


def _sent_time(message: Any) -> datetime:
    """Return when a message was written; before all time when it does not say."""
    try:
        sent = parsedate_to_datetime(text(message, "date_sent") or text(message, "date_created"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return datetime.min.replace(tzinfo=UTC)
    return sent.replace(tzinfo=sent.tzinfo or UTC)


def _bounded_messages(items: list[Any]) -> list[Any]:
    """Cut to what one poll has time for: a customer's message is asked about for its files, one by one."""
    files = list(accumulate(map(_has_files, items)))
    return items[: min(MOST_MESSAGES, bisect_right(files, MOST_FILES))]


def _has_files(message: Any) -> bool:
    """Return whether there are files to fetch: our own are here."""
    return text(message, "direction") == "inbound" and text(message, "num_media") not in {"", "0"}


async def _add_files(
    http: aiohttp.ClientSession, config: Mapping[str, str], message: dict[str, Any], limits: Limits
) -> None:
    """Add where a message's files are, which the list does not say."""
    sid = text(message, "sid")
    if sid.isalnum():
        listed = await fetch_json(
            http, config, settings.api_url(config, f"Messages/{sid}/Media.json"), limits
        )
        message["media"] = [_file(config, sid, one) for one in sequence(listed, "media_list")]


def _file(config: Mapping[str, str], sid: str, media: Any) -> dict[str, str]:
    url = settings.api_url(config, f"Messages/{sid}/Media/{text(media, 'sid')}")
    return {"url": url, "content_type": text(media, "content_type")}
