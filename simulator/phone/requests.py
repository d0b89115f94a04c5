"""Request fields and JSON answers of the phone page, with one form of error."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from messaging.envelope import error_response
from messaging.errors import ConsoleError, NotFound
from messaging.limits import is_number
from simulator.models import SimulatedCustomer, SimulatedMessage, SimulatedNumber
from simulator.phone.access import View
from simulator.wire import clean, storable

ApiView = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


def json_view(*, status: int = 200) -> Callable[[ApiView], View]:
    """Make a view of a function that returns a dict; an error becomes ``{"code", "detail", "errors"}``."""

    def decorate(view: ApiView) -> View:
        @wraps(view)
        async def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                answer = await view(request, *args, **kwargs)
            except ConsoleError as error:
                return error_response(error)
            return JsonResponse(answer, status=status)

        return wrapper

    return decorate


def query_integer(request: HttpRequest, name: str) -> int | None:
    """Return a query parameter as a number; None when it is not given."""
    given = request.GET.get(name, "")
    if not given:
        return None
    if not is_number(given):
        raise ConsoleError.field(name, "Must be a number.")
    return int(given)


def json_body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise ConsoleError("The request body is not JSON.", code="not_json") from error
    if not isinstance(body, dict):
        raise ConsoleError("The request body must be a JSON object.", code="not_json")
    return storable(body)  # type: ignore[no-any-return]


def text_field(body: dict[str, Any], name: str, longest: int, *, needed: bool = True) -> str:
    text = body.get(name, "" if not needed else None)
    if not isinstance(text, str) or (needed and not text.strip()):
        raise ConsoleError.field(name, "This must not be empty." if needed else "Must be a text.")
    if len(text) > longest:
        raise ConsoleError.field(name, f"At most {longest} characters.")
    return clean(text.strip())


def boolean_field(body: dict[str, Any], name: str) -> bool:
    flag = body.get(name)
    if not isinstance(flag, bool):
        raise ConsoleError.field(name, "Must be true or false.")
    return flag


def id_field(body: dict[str, Any], name: str) -> int | None:
    """Return an id, or None where none is given."""
    given = body.get(name)
    if given is not None and type(given) is not int:
        raise ConsoleError.field(name, "Must be an id.")
    return given


def get_customer(customer_id: int) -> SimulatedCustomer:
    customer = SimulatedCustomer.objects.select_related("number").filter(pk=customer_id).first()
    if customer is None:
        raise NotFound("There is no such customer.")
    return customer


def get_message(message_id: int, **conditions: str) -> SimulatedMessage:
    messages = SimulatedMessage.objects.select_related("customer__number", "media")
    message = messages.filter(pk=message_id, **conditions).first()
    if message is None:
        raise NotFound("There is no such message.")
    return message


def get_number(number_id: int | None) -> SimulatedNumber:
    """Return the number with this id; without an id the first one."""
    numbers = SimulatedNumber.objects.order_by("id")
    number = (numbers.filter(pk=number_id) if number_id else numbers).first()
    if number is None:
        raise NotFound("There is no simulated number yet." if not number_id else "There is no such number.")
    return number
