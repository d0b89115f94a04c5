"""The phone page, its state, and its customers."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST, require_safe

from messaging.errors import Conflict, ConsoleError, Overloaded
from messaging.limits import LONGEST_ADDRESS
from messaging.typed_numbers import NotANumberError, country_of, read_number
from simulator import runtime, wakeup
from simulator.models import SimulatedNumber
from simulator.phone import snapshot
from simulator.phone.access import FORBIDDEN_DETAIL, is_player, require_player
from simulator.phone.requests import (
    boolean_field,
    get_customer,
    get_message,
    get_number,
    id_field,
    json_body,
    json_view,
    query_integer,
    text_field,
)
from simulator.provider import customers
from simulator.runtime import database
from simulator.sending import Timing, statuses

HOLD_SECONDS = 15.0  # seconds that a request for the state is held: less than a browser (or a proxy) waits
POLL_SECONDS = 2.0  # changes by another process do not ring here
MAX_HELD_REQUESTS = 100  # held at once; more would only be a mistake or mischief
MESSAGE_LIMITS = range(1, 1001)
NAME_LENGTH = 100
USERNAME_LENGTH = 35
SETTABLE_STATUSES = (statuses.Status.DELIVERED, statuses.Status.READ, statuses.Status.FAILED)


@never_cache
@require_safe
@ensure_csrf_cookie
async def page(request: HttpRequest) -> HttpResponse:
    """``GET /simulator/``"""
    if not await is_player(request):
        return HttpResponse(FORBIDDEN_DETAIL, status=403, content_type="text/plain")
    return render(request, "simulator/phone.html")


@require_GET
@require_player
@json_view()
async def state(request: HttpRequest) -> dict[str, Any]:
    """``GET api/state?customer=&messages=&after=``: see `snapshot.snapshot`.

    With ``after`` (a revision) the answer is held until something is newer, at most `HOLD_SECONDS`.
    """
    after = query_integer(request, "after")
    if after is not None:
        await _wait_for_change(after)
    limit = query_integer(request, "messages") or 100
    if limit not in MESSAGE_LIMITS:
        raise ConsoleError.field("messages", f"Between {MESSAGE_LIMITS.start} and {MESSAGE_LIMITS.stop - 1}.")
    return await database.run(snapshot.snapshot, query_integer(request, "customer"), limit)


async def _wait_for_change(revision: int) -> None:
    if wakeup.changes().waiters >= MAX_HELD_REQUESTS:
        raise Overloaded("Too many phone pages are open.")
    loop = asyncio.get_running_loop()
    until = loop.time() + HOLD_SECONDS
    with wakeup.changes().subscribe() as waiter:
        while not runtime.stopping() and await database.run(snapshot.revision) == revision:
            left = until - loop.time()
            if left <= 0:
                return
            await waiter.wait(within=min(POLL_SECONDS, left))


@require_POST
@require_player
@json_view(status=201)
async def create_customer(request: HttpRequest) -> dict[str, Any]:
    """``POST api/customers {"name", "wa_id"?, "number"?: id}``: a new customer, of the first number if none
    is named; with ``{"name", "username"}`` and no wa_id one whose phone number stays hidden. 201."""
    body = json_body(request)
    name = text_field(body, "name", NAME_LENGTH)
    username = text_field(body, "username", USERNAME_LENGTH, needed=False)
    number_id = id_field(body, "number")
    if username and not body.get("wa_id"):
        return await database.run(_create_hidden_customer, number_id, name, username)
    typed = body.get("wa_id") or f"+1555{secrets.randbelow(10**7):07}"
    return await database.run(_create_customer, number_id, typed, name)


def _parse_phone(typed: object, number: SimulatedNumber) -> str:
    """Read a number as everywhere; what lacks a country code is proposed in the country of the business."""
    try:
        return read_number(typed if isinstance(typed, str) else "", country_of(number.display_number))
    except NotANumberError as error:
        raise ConsoleError.field("wa_id", str(error)) from error


def _create_hidden_customer(number_id: int | None, name: str, username: str) -> dict[str, Any]:
    return snapshot.customer_shape(customers.create_hidden_customer(get_number(number_id), name, username).pk)


def _create_customer(number_id: int | None, typed: object, name: str) -> dict[str, Any]:
    number: SimulatedNumber = get_number(number_id)
    customer, made = customers.create_customer(number, _parse_phone(typed, number), name)
    if not made:
        raise ConsoleError.field("wa_id", f"{customer.name} has this number already.")
    return snapshot.customer_shape(customer.pk)


@require_POST
@require_player
@json_view()
async def set_receipts(request: HttpRequest, customer_id: int) -> dict[str, Any]:
    """``POST api/customers/<id>/receipts {"automatic": bool}``: turn the switch."""
    automatic = boolean_field(json_body(request), "automatic")
    return await database.run(_set_receipts, customer_id, automatic=automatic)


def _set_receipts(customer_id: int, *, automatic: bool) -> dict[str, Any]:
    statuses.set_receipts(get_customer(customer_id), automatic=automatic)
    return snapshot.customer_shape(customer_id)


@require_POST
@require_player
@json_view()
async def set_identity(request: HttpRequest, customer_id: int) -> dict[str, Any]:
    """``POST api/customers/<id>/identity {"hidden": bool, "username"?}``: hide the number behind a username,
    or show it again."""
    body = json_body(request)
    hidden = boolean_field(body, "hidden")
    username = text_field(body, "username", USERNAME_LENGTH, needed=False)
    return await database.run(_set_identity, customer_id, username, hidden=hidden)


def _set_identity(customer_id: int, username: str, *, hidden: bool) -> dict[str, Any]:
    customers.set_identity(get_customer(customer_id), hidden=hidden, username=username)
    return snapshot.customer_shape(customer_id)


@require_POST
@require_player
@json_view()
async def change_number(request: HttpRequest, customer_id: int) -> dict[str, Any]:
    """``POST api/customers/<id>/number {"wa_id"}``: the customer moves to another number."""
    typed = text_field(json_body(request), "wa_id", LONGEST_ADDRESS)
    return await database.run(_change_number, customer_id, typed)


def _change_number(customer_id: int, typed: object) -> dict[str, Any]:
    customer = get_customer(customer_id)
    customers.change_number(customer, _parse_phone(typed, customer.number))
    return snapshot.customer_shape(customer_id)


@require_POST
@require_player
@json_view()
async def expire_window(request: HttpRequest, customer_id: int) -> dict[str, Any]:
    """``POST api/customers/<id>/day {}``: a day goes by for the provider, the 24-hour window closes."""
    return await database.run(_expire_window, customer_id)


def _expire_window(customer_id: int) -> dict[str, Any]:
    customers.expire_window(get_customer(customer_id))
    return snapshot.customer_shape(customer_id)


@require_POST
@require_player
@json_view()
async def set_status(request: HttpRequest, message_id: int) -> dict[str, Any]:
    """``POST api/messages/<id>/status {"status": "delivered"|"read"|"failed"}``: a button; 409 when too late."""
    wanted = json_body(request).get("status")
    if wanted not in SETTABLE_STATUSES:
        raise ConsoleError.field("status", f"One of {', '.join(SETTABLE_STATUSES)}.")
    return await database.run(_set_status, message_id, wanted)


def _set_status(message_id: int, wanted: str) -> dict[str, Any]:
    message = get_message(message_id, direction=statuses.Direction.FROM_BUSINESS)
    moved = statuses.set_status(message, wanted, Timing.from_settings())
    message.refresh_from_db()
    if not moved and message.status != wanted:
        raise Conflict(f"The message is already {message.status}.")
    return snapshot.message_shape(message)
