"""Reads of the fake Twilio API: messages, their files, contents, senders. Sync."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from simulator.models import SimulatedMessage, SimulatedNumber
from simulator.sending import Direction, statuses
from simulator.twilio import resources
from simulator.wire.twilio import TwilioError, content

LARGEST_PAGE = 1000


def list_messages(request: HttpRequest, number: SimulatedNumber, names: dict[str, str]) -> dict[str, Any]:
    """``GET Messages.json?To=&From=&DateSent>=&DateSent<=&PageSize=&Page=``: newest first, of both directions."""
    rows = SimulatedMessage.objects.filter(customer__number=number).exclude(kind__in=["reaction", "system"])
    if to := request.GET.get("To"):
        rows = _with_address(rows, to, number, (Direction.FROM_CUSTOMER, Direction.FROM_BUSINESS))
    if sender := request.GET.get("From"):
        rows = _with_address(rows, sender, number, (Direction.FROM_BUSINESS, Direction.FROM_CUSTOMER))
    if since := request.GET.get("DateSent>"):
        rows = rows.filter(created_at__gte=_parse_time(since))
    if until := request.GET.get("DateSent<"):
        rows = rows.filter(created_at__lte=_parse_time(until))
    size, page = _integer(request, "PageSize", 50), _integer(request, "Page", 0)
    found = list(rows.select_related("customer__number").order_by("-id")[page * size : (page + 1) * size + 1])
    return {
        "messages": [resources.message(row) for row in found[:size]],
        "page": page,
        "page_size": size,
        "next_page_uri": _next(request, page) if len(found) > size else None,
    }


def _with_address(
    rows: QuerySet[SimulatedMessage], address: str, number: SimulatedNumber, directions: tuple[str, str]
) -> QuerySet[SimulatedMessage]:
    """Select the messages with this address on one side.

    ``directions``: the direction in which the address is the number's own, and that in which it is a customer's.
    """
    by_number, by_customer = directions
    if address == number.phone_number_id:
        return rows.filter(direction=by_number)
    name = address.removeprefix("whatsapp:")
    person = Q(customer__wa_id=name[1:]) if name.startswith("+") else Q(customer__bsuid=name)
    return rows.filter(person, direction=by_customer)


def _parse_time(given: str) -> datetime:
    try:
        at = datetime.fromisoformat(given)
    except ValueError as error:
        raise TwilioError(20001, f"Invalid date {given[:40]!r}", status=400) from error
    return at.replace(tzinfo=at.tzinfo or UTC)


def _integer(request: HttpRequest, name: str, default: int) -> int:
    given = request.GET.get(name, "")
    found = int(given) if re.fullmatch(r"[0-9]{1,4}", given) else default
    return min(LARGEST_PAGE, max(1 if name == "PageSize" else 0, found))


def _next(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["Page"] = str(page + 1)
    return f"{request.path}?{query.urlencode()}"


def message(request: HttpRequest, number: SimulatedNumber, names: dict[str, str]) -> dict[str, Any]:
    """``GET Messages/<sid>.json``"""
    return resources.message(_get_message(number, names["message"]))


def list_files(request: HttpRequest, number: SimulatedNumber, names: dict[str, str]) -> dict[str, Any]:
    """``GET Messages/<sid>/Media.json``"""
    return resources.files(_get_message(number, names["message"]))


def _get_message(number: SimulatedNumber, sid: str) -> SimulatedMessage:
    rows = SimulatedMessage.objects.select_related("customer__number", "media__number")
    row = rows.filter(customer__number=number, wamid=sid).first()
    if row is None:
        raise TwilioError(20404)
    return row


def list_contents(request: HttpRequest, number: SimulatedNumber, names: dict[str, str]) -> dict[str, Any]:
    """``GET v1/ContentAndApprovals?PageSize=&Page=``"""
    size, page = _integer(request, "PageSize", 50), _integer(request, "Page", 0)
    found = list(number.templates.order_by("id")[page * size : (page + 1) * size + 1])
    reported = _next(request, page) if len(found) > size else None
    return {
        "contents": [content.resource(row) for row in found[:size]],
        "meta": {
            "page": page,
            "page_size": size,
            "key": "contents",
            "next_page_url": request.build_absolute_uri(reported) if reported else None,
        },
    }


def list_senders(request: HttpRequest, number: SimulatedNumber, names: dict[str, str]) -> dict[str, Any]:
    """``GET v2/Channels/Senders``"""
    return {"senders": [resources.sender(number)], "meta": {"page": 0, "next_page_url": None}}


def show_typing(number: SimulatedNumber, sid: str) -> bool:
    """Show typing and turn the ticks blue; return False when the number never received that message."""
    return statuses.mark_read(number, sid, typing=True)
