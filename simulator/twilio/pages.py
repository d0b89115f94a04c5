"""Lists of the fake Twilio, page by page, and the filters by day that they share. Sync."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from simulator.wire.twilio import TwilioError

LARGEST_PAGE = 1000
USUAL_PAGE = 50
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page and the paths of its neighbours, which begin with the version as at Twilio."""

    rows: Sequence[Any]
    number: int
    size: int
    first: str
    own: str
    previous: str | None
    next: str | None

    def as_api(self, key: str, items: Sequence[Any]) -> dict[str, Any]:
        """Return the list as ``api.twilio.com`` gives it: paths below whatever its client calls the base."""
        return {
            key: items,
            "page": self.number,
            "page_size": self.size,
            "start": self.number * self.size,
            "end": max(0, self.number * self.size + len(items) - 1),
            "uri": self.own,
            "first_page_uri": self.first,
            "previous_page_uri": self.previous,
            "next_page_uri": self.next,
        }

    def as_meta(self, key: str, items: Sequence[Any], request: HttpRequest) -> dict[str, Any]:
        """Return the list as the other hosts give it: with whole URLs, below `meta`."""

        def whole(path: str | None) -> str | None:
            return request.build_absolute_uri(mount(request) + path) if path else None

        return {
            key: items,
            "meta": {
                "page": self.number,
                "page_size": self.size,
                "first_page_url": whole(self.first),
                "previous_page_url": whole(self.previous),
                "url": whole(self.own),
                "next_page_url": whole(self.next),
                "key": key,
            },
        }


def mount(request: HttpRequest) -> str:
    """Return the path at which the fake Twilio stands on this server, without its last slash."""
    match = request.resolver_match
    below = str(match.kwargs["path"]) if match else ""
    return request.path.removesuffix(below).rstrip("/")


def read_page(request: HttpRequest, rows: QuerySet[Any], name: str, *, newest_first: bool = True) -> Page:
    """Read the page that the query asks for.

    ``name``: the field whose value names a row. A page begins where its token says, so that what arrives meanwhile
    moves nothing from one page to the next.
    """
    size, number = _integer(request, "PageSize", USUAL_PAGE), _integer(request, "Page", 0)
    token = request.GET.get("PageToken", "")
    back = token.startswith("PB")
    forward = newest_first == back
    if token:
        anchor = _anchor(rows, name, token)
        rows = rows.filter(pk__gt=anchor) if forward else rows.filter(pk__lt=anchor)
    else:
        rows = rows.order_by("-pk" if newest_first else "pk")[number * size :]
    found = list((rows.order_by("pk" if forward else "-pk") if token else rows)[: size + 1])
    more, shown = len(found) > size, found[:size]
    shown = shown[::-1] if back else shown
    after = back or more
    before = more if back else number > 0
    return Page(
        rows=shown,
        number=number,
        size=size,
        first=_path(request, 0, size),
        own=_path(request, number, size, token),
        previous=_path(request, number - 1, size, f"PB{getattr(shown[0], name)}")
        if before and shown
        else None,
        next=_path(request, number + 1, size, f"PA{getattr(shown[-1], name)}") if after and shown else None,
    )


def _anchor(rows: QuerySet[Any], name: str, token: str) -> int:
    found = rows.model.objects.filter(**{name: token[2:]}).values_list("pk", flat=True).first()
    if found is None:
        raise TwilioError(20006, f"The page token {token[:60]!r} is not valid")
    return int(found)


def _path(request: HttpRequest, number: int, size: int, token: str = "") -> str:
    query = request.GET.copy()
    query["PageSize"], query["Page"] = str(size), str(max(0, number))
    query.pop("PageToken", None)
    if token:
        query["PageToken"] = token
    return f"{request.path.removeprefix(mount(request))}?{query.urlencode()}"


def _integer(request: HttpRequest, name: str, default: int) -> int:
    given = request.GET.get(name, "")
    found = int(given) if re.fullmatch(r"[0-9]{1,4}", given) else default
    return min(LARGEST_PAGE, max(1 if name == "PageSize" else 0, found))


def filter_by_time(request: HttpRequest, rows: QuerySet[Any], name: str, field: str) -> QuerySet[Any]:
    """Apply ``name=``, ``name>=`` and ``name<=`` of the query; a day without a time is the whole day in GMT."""
    if on := request.GET.get(name):
        day = _moment(on).replace(hour=0, minute=0, second=0, microsecond=0)
        rows = rows.filter(**{f"{field}__gte": day, f"{field}__lt": day + timedelta(days=1)})
    if since := request.GET.get(f"{name}>"):
        rows = rows.filter(**{f"{field}__gte": _moment(since)})
    if until := request.GET.get(f"{name}<"):
        # What is given in seconds is rounded down: all of that second is meant.
        span = timedelta(days=1) if DAY.fullmatch(until) else timedelta(seconds=1)
        rows = rows.filter(**{f"{field}__lt": _moment(until) + span})
    return rows


def _moment(given: str) -> datetime:
    try:
        at = datetime.fromisoformat(given)
    except ValueError as error:
        raise TwilioError(20001, f"Invalid date {given[:40]!r}") from error
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
