"""Reading the phone page's requests and answering them: JSON in, JSON out, one form of error."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from messaging.errors import ConsoleError, NotFound, Overloaded
from simulator.models import SimulatedCustomer, SimulatedMessage, SimulatedNumber
from simulator.phone.access import View
from simulator.wire.meta import checks

ApiView = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


def answers_json(*, status: int = 200) -> Callable[[ApiView], View]:
    """The view returns a dict; what it raises becomes ``{"code", "detail", "errors"}``."""

    def decorate(view: ApiView) -> View:
        @wraps(view)
        async def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                answer = await view(request, *args, **kwargs)
            except ConsoleError as refusal:
                return _refusal(refusal)
            return JsonResponse(answer, status=status)

        return answered

    return decorate


def _refusal(refusal: ConsoleError) -> HttpResponse:
    body = {"code": refusal.code, "detail": refusal.detail, "errors": refusal.errors}
    response = JsonResponse(body, status=refusal.status)
    if isinstance(refusal, Overloaded):
        response["Retry-After"] = str(refusal.retry_after)
    return response


def query_number(request: HttpRequest, name: str) -> int | None:
    """A query parameter that is a number; None when it is not given."""
    given = request.GET.get(name, "")
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 19):  # noqa: PLR2004  (64 bit)
        raise ConsoleError.field(name, "Must be a number.")
    return int(given)


def json_body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise ConsoleError("The request body is not JSON.", code="not_json") from error
    if not isinstance(body, dict):
        raise ConsoleError("The request body must be a JSON object.", code="not_json")
    return checks.storable(body)  # type: ignore[no-any-return]


def text_in(body: dict[str, Any], name: str, longest: int, *, needed: bool = True) -> str:
    text = body.get(name, "" if not needed else None)
    if not isinstance(text, str) or (needed and not text.strip()):
        raise ConsoleError.field(name, "This must not be empty." if needed else "Must be a text.")
    if len(text) > longest:
        raise ConsoleError.field(name, f"At most {longest} characters.")
    return checks.clean(text.strip())


def flag_in(body: dict[str, Any], name: str) -> bool:
    flag = body.get(name)
    if not isinstance(flag, bool):
        raise ConsoleError.field(name, "Must be true or false.")
    return flag


def id_in(body: dict[str, Any], name: str) -> int | None:
    """An id of ours, or None where none is given."""
    given = body.get(name)
    if given is not None and type(given) is not int:
        raise ConsoleError.field(name, "Must be an id.")
    return given


def customer_of_id(customer_id: int) -> SimulatedCustomer:
    customer = SimulatedCustomer.objects.select_related("number").filter(pk=customer_id).first()
    if customer is None:
        raise NotFound("There is no such customer.")
    return customer


def message_of_id(message_id: int, **conditions: str) -> SimulatedMessage:
    messages = SimulatedMessage.objects.select_related("customer__number", "media")
    message = messages.filter(pk=message_id, **conditions).first()
    if message is None:
        raise NotFound("There is no such message.")
    return message


def number_of_id(number_id: int | None) -> SimulatedNumber:
    """That one, or the first."""
    numbers = SimulatedNumber.objects.order_by("id")
    number = (numbers.filter(pk=number_id) if number_id else numbers).first()
    if number is None:
        raise NotFound("There is no simulated number yet." if not number_id else "There is no such number.")
    return number
