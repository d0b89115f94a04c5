"""The phone page, what it shows, and the customers on it."""

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
from simulator import runtime, wakeup
from simulator.models import SimulatedNumber
from simulator.phone import snapshot
from simulator.phone.access import NOT_YOU, may_play, players_only
from simulator.phone.requests import (
    answers_json,
    customer_of_id,
    flag_in,
    id_in,
    json_body,
    message_of_id,
    number_of_id,
    query_number,
    text_in,
)
from simulator.provider import customers
from simulator.runtime import database
from simulator.sending import statuses
from simulator.sending.timing import Pace
from simulator.wire.meta import requests

HOLD = 15.0  # seconds that a request for news is held: less than a browser (or a proxy) waits
LOOK_AGAIN = 2.0  # changes by another process do not ring here
PAGES = 100  # held at once; more would only be a mistake or mischief
MESSAGES = range(1, 1001)
NAME_LENGTH = 100
USERNAME_LENGTH = 35
BUTTONS = (statuses.Status.DELIVERED, statuses.Status.READ, statuses.Status.FAILED)


@never_cache
@require_safe
@ensure_csrf_cookie
async def page(request: HttpRequest) -> HttpResponse:
    """``GET /simulator/``"""
    if not await may_play(request):
        return HttpResponse(NOT_YOU, status=403, content_type="text/plain")
    return render(request, "simulator/phone.html")


@require_GET
@players_only
@answers_json()
async def news(request: HttpRequest) -> dict[str, Any]:
    """``GET api/state?customer=&messages=&after=``: see `state.snapshot`.

    With ``after`` (a revision) the answer is held until something is newer, at most `HOLD` seconds.
    """
    after = query_number(request, "after")
    if after is not None:
        await _change_after(after)
    limit = query_number(request, "messages") or 100
    if limit not in MESSAGES:
        raise ConsoleError.field("messages", f"Between {MESSAGES.start} and {MESSAGES.stop - 1}.")
    return await database.run(snapshot.snapshot, query_number(request, "customer"), limit)


async def _change_after(revision: int) -> None:
    if wakeup.changes.listeners >= PAGES:
        raise Overloaded("Too many phone pages are open.")
    loop = asyncio.get_running_loop()
    until = loop.time() + HOLD
    with wakeup.changes.listening() as listener:
        while not runtime.stopping() and await database.run(snapshot.revision) == revision:
            left = until - loop.time()
            if left <= 0:
                return
            await listener.heard(within=min(LOOK_AGAIN, left))


@require_POST
@players_only
@answers_json(status=201)
async def create_customer(request: HttpRequest) -> dict[str, Any]:
    """``POST api/customers {"name", "wa_id"?, "number"?: id}``: a new customer, of the first number if none
    is named; with ``{"name", "username"}`` and no wa_id one whose phone number stays hidden. 201."""
    body = json_body(request)
    name = text_in(body, "name", NAME_LENGTH)
    username = text_in(body, "username", USERNAME_LENGTH, needed=False)
    number_id = id_in(body, "number")
    if username and not body.get("wa_id"):
        return await database.run(_new_hidden, number_id, name, username)
    wa_id = _phone(body.get("wa_id") or f"+1555{secrets.randbelow(10**7):07}")
    return await database.run(_new_customer, number_id, wa_id, name)


def _phone(typed: object) -> str:
    try:
        return requests.phone_digits(typed)
    except requests.GraphError as refusal:
        raise ConsoleError.field("wa_id", "That is no phone number with its country code.") from refusal


def _new_hidden(number_id: int | None, name: str, username: str) -> dict[str, Any]:
    return snapshot.customer_shape(customers.new_hidden(number_of_id(number_id), name, username).pk)


def _new_customer(number_id: int | None, wa_id: str, name: str) -> dict[str, Any]:
    number: SimulatedNumber = number_of_id(number_id)
    customer, made = customers.new_customer(number, wa_id, name)
    if not made:
        raise ConsoleError.field("wa_id", f"{customer.name} has this number already.")
    return snapshot.customer_shape(customer.pk)


@require_POST
@players_only
@answers_json()
async def receipts(request: HttpRequest, customer_id: int) -> dict[str, Any]:
    """``POST api/customers/<id>/receipts {"automatic": bool}``: turn the switch."""
    automatic = flag_in(json_body(request), "automatic")
    return await database.run(_set_receipts, customer_id, automatic=automatic)


def _set_receipts(customer_id: int, *, automatic: bool) -> dict[str, Any]:
    statuses.set_receipts(customer_of_id(customer_id), automatic=automatic)
    return snapshot.customer_shape(customer_id)


@require_POST
@players_only
@answers_json()
async def identity(request: HttpRequest, customer_id: int) -> dict[str, Any]:
    """``POST api/customers/<id>/identity {"hidden": bool, "username"?}``: hide the number behind a username,
    or show it again."""
    body = json_body(request)
    hidden = flag_in(body, "hidden")
    username = text_in(body, "username", USERNAME_LENGTH, needed=False)
    return await database.run(_hide, customer_id, username, hidden=hidden)


def _hide(customer_id: int, username: str, *, hidden: bool) -> dict[str, Any]:
    customers.hide(customer_of_id(customer_id), hidden=hidden, username=username)
    return snapshot.customer_shape(customer_id)


@require_POST
@players_only
@answers_json()
async def new_number(request: HttpRequest, customer_id: int) -> dict[str, Any]:
    """``POST api/customers/<id>/number {"wa_id"}``: the customer moves to another number."""
    wa_id = _phone(json_body(request).get("wa_id"))
    return await database.run(_change_number, customer_id, wa_id)


def _change_number(customer_id: int, wa_id: str) -> dict[str, Any]:
    customers.change_number(customer_of_id(customer_id), wa_id)
    return snapshot.customer_shape(customer_id)


@require_POST
@players_only
@answers_json()
async def day(request: HttpRequest, customer_id: int) -> dict[str, Any]:
    """``POST api/customers/<id>/day {}``: a day goes by for the provider, the 24-hour window closes."""
    return await database.run(_let_a_day_pass, customer_id)


def _let_a_day_pass(customer_id: int) -> dict[str, Any]:
    customers.let_a_day_pass(customer_of_id(customer_id))
    return snapshot.customer_shape(customer_id)


@require_POST
@players_only
@answers_json()
async def status(request: HttpRequest, message_id: int) -> dict[str, Any]:
    """``POST api/messages/<id>/status {"status": "delivered"|"read"|"failed"}``: a button; 409 when too late."""
    wanted = json_body(request).get("status")
    if wanted not in BUTTONS:
        raise ConsoleError.field("status", f"One of {', '.join(BUTTONS)}.")
    return await database.run(_set_status, message_id, wanted)


def _set_status(message_id: int, wanted: str) -> dict[str, Any]:
    message = message_of_id(message_id, direction=statuses.Direction.FROM_BUSINESS)
    moved = statuses.step_by_hand(message, wanted, Pace.from_settings())
    message.refresh_from_db()
    if not moved and message.status != wanted:
        raise Conflict(f"The message is already {message.status}.")
    return snapshot.message_shape(message)
