"""The phone page and the JSON API behind it: play a customer of the fake Meta."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST, require_safe

from messaging.errors import Conflict, DeskError, NotFound, Overloaded
from messaging.models.simulator import SimulatedCustomer, SimulatedMessage, SimulatedNumber
from messaging.simulator import bell, requests, runtime, state, store
from messaging.simulator.access import NOT_YOU, View, may_play, must_be_on, players_only
from messaging.simulator.pace import Pace
from messaging.simulator.runtime import database

HOLD = 15.0  # seconds that a request for news is held: less than a browser (or a proxy) waits
LOOK_AGAIN = 2.0  # changes by another process do not ring here
PAGES = 100  # held at once; more would only be a mistake or mischief
MESSAGES = range(1, 1001)
NAME_LENGTH = 100
BUTTONS = (store.Status.DELIVERED, store.Status.READ, store.Status.FAILED)

ApiView = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


def answers_json(*, status: int = 200) -> Callable[[ApiView], View]:
    """The view returns a dict; what it raises becomes ``{"code", "detail", "errors"}``."""

    def decorate(view: ApiView) -> View:
        @wraps(view)
        async def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                answer = await view(request, *args, **kwargs)
            except DeskError as refusal:
                return _refusal(refusal)
            return JsonResponse(answer, status=status)

        return answered

    return decorate


def _refusal(refusal: DeskError) -> HttpResponse:
    body = {"code": refusal.code, "detail": refusal.detail, "errors": refusal.errors}
    response = JsonResponse(body, status=refusal.status)
    if isinstance(refusal, Overloaded):
        response["Retry-After"] = str(refusal.retry_after)
    return response


@never_cache
@require_safe
@ensure_csrf_cookie
@must_be_on
async def page(request: HttpRequest) -> HttpResponse:
    """``GET /simulator/``"""
    if not await may_play(request):
        return HttpResponse(NOT_YOU, status=403, content_type="text/plain")
    return render(request, "messaging/simulator.html")


@require_GET
@players_only
@answers_json()
async def news(request: HttpRequest) -> dict[str, Any]:
    """``GET api/state?customer=&messages=&after=``: see `state.snapshot`.

    With ``after`` (a revision) the answer is held until something is newer, at most `HOLD` seconds.
    """
    after = _number(request, "after")
    if after is not None:
        await _change_after(after)
    limit = _number(request, "messages") or 100
    if limit not in MESSAGES:
        raise DeskError.field("messages", f"Between {MESSAGES.start} and {MESSAGES.stop - 1}.")
    return await database.run(state.snapshot, _number(request, "customer"), limit)


async def _change_after(revision: int) -> None:
    if bell.changes.listeners >= PAGES:
        raise Overloaded("Too many phone pages are open.")
    loop = asyncio.get_running_loop()
    until = loop.time() + HOLD
    with bell.changes.listening() as listener:
        while not runtime.stopping() and await database.run(state.revision) == revision:
            left = until - loop.time()
            if left <= 0:
                return
            await listener.heard(within=min(LOOK_AGAIN, left))


@require_POST
@players_only
@answers_json(status=201)
async def customers(request: HttpRequest) -> dict[str, Any]:
    """``POST api/customers {"name", "wa_id"?}``: a new customer of the first number; 201."""
    body = _json(request)
    name = _text(body, "name", NAME_LENGTH)
    typed = body.get("wa_id") or f"+1555{secrets.randbelow(10**7):07}"
    try:
        wa_id = requests.phone_digits(typed)
    except requests.GraphError as refusal:
        raise DeskError.field("wa_id", "That is no phone number with its country code.") from refusal
    return await database.run(_new_customer, wa_id, name)


@require_POST
@players_only
@answers_json(status=201)
async def messages(request: HttpRequest, customer_id: int) -> dict[str, Any]:
    """``POST api/customers/<id>/messages {"text", "reply_to"?: message id}``: write as that customer; 201."""
    body = _json(request)
    text = _text(body, "text", requests.MAX_TEXT)
    quoted = body.get("reply_to")
    if quoted is not None and type(quoted) is not int:
        raise DeskError.field("reply_to", "Must be the id of a message.")
    return await database.run(_write, customer_id, text, quoted)


@require_POST
@players_only
@answers_json()
async def receipts(request: HttpRequest, customer_id: int) -> dict[str, Any]:
    """``POST api/customers/<id>/receipts {"automatic": bool}``: turn the switch."""
    automatic = _json(request).get("automatic")
    if not isinstance(automatic, bool):
        raise DeskError.field("automatic", "Must be true or false.")
    return await database.run(_set_receipts, customer_id, automatic=automatic)


@require_POST
@players_only
@answers_json()
async def status(request: HttpRequest, message_id: int) -> dict[str, Any]:
    """``POST api/messages/<id>/status {"status": "delivered"|"read"|"failed"}``: a button; 409 when too late."""
    wanted = _json(request).get("status")
    if wanted not in BUTTONS:
        raise DeskError.field("status", f"One of {', '.join(BUTTONS)}.")
    return await database.run(_set_status, message_id, wanted)


def _new_customer(wa_id: str, name: str) -> dict[str, Any]:
    number = SimulatedNumber.objects.order_by("id").first()
    if number is None:
        raise NotFound("There is no simulated number yet.")
    customer, made = store.new_customer(number, wa_id, name)
    if not made:
        raise DeskError.field("wa_id", f"{customer.name} has this number already.")
    return state.customer_shape(customer.pk)


def _write(customer_id: int, text: str, quoted: int | None) -> dict[str, Any]:
    customer = _customer(customer_id)
    answered = customer.messages.filter(pk=quoted).first() if quoted else None
    if quoted and answered is None:
        raise DeskError.field("reply_to", "There is no such message in this chat.")
    message = store.write(customer, text, reply_to=answered.wamid if answered else "")
    return state.message_shape(message, answered)


def _set_receipts(customer_id: int, *, automatic: bool) -> dict[str, Any]:
    store.set_receipts(_customer(customer_id), automatic=automatic)
    return state.customer_shape(customer_id)


def _set_status(message_id: int, wanted: str) -> dict[str, Any]:
    messages = SimulatedMessage.objects.select_related("customer")
    message = messages.filter(pk=message_id, direction=store.Direction.FROM_BUSINESS).first()
    if message is None:
        raise NotFound("There is no such message.")
    moved = store.step_by_hand(message, wanted, Pace.from_settings())
    message.refresh_from_db()
    if not moved and message.status != wanted:
        raise Conflict(f"The message is already {message.status}.")
    return state.message_shape(message)


def _customer(customer_id: int) -> SimulatedCustomer:
    customer = SimulatedCustomer.objects.select_related("number").filter(pk=customer_id).first()
    if customer is None:
        raise NotFound("There is no such customer.")
    return customer


def _number(request: HttpRequest, name: str) -> int | None:
    """A query parameter that is a number; None when it is not given."""
    given = request.GET.get(name, "")
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 19):  # noqa: PLR2004  (64 bit)
        raise DeskError.field(name, "Must be a number.")
    return int(given)


def _json(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise DeskError("The request body is not JSON.", code="not_json") from error
    if not isinstance(body, dict):
        raise DeskError("The request body must be a JSON object.", code="not_json")
    return body


def _text(body: dict[str, Any], name: str, longest: int) -> str:
    text = body.get(name)
    if not isinstance(text, str) or not text.strip():
        raise DeskError.field(name, "This must not be empty.")
    if len(text) > longest:
        raise DeskError.field(name, f"At most {longest} characters.")
    return requests.clean(text.strip())
