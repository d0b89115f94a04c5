"""The fake Graph API: what a business calls. Answers and refuses key by key as Meta does."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from messaging.errors import Overloaded
from messaging.models.simulator import SimulatedNumber
from messaging.simulator import requests, store
from messaging.simulator.access import must_be_on
from messaging.simulator.pace import Pace
from messaging.simulator.requests import GraphError, ReadRequest, SendRequest
from messaging.simulator.runtime import database

VERSION = re.compile(r"v[0-9]{1,3}\.[0-9]{1,2}")


@csrf_exempt  # programs with a bearer token call this, never a browser with a cookie
@must_be_on
async def messages(request: HttpRequest, version: str, phone_number_id: str) -> HttpResponse:
    """``POST /<version>/<phone_number_id>/messages``: send, or mark as read."""
    return await _answered(request, version, phone_number_id, {"POST": _post_message})


@csrf_exempt
@must_be_on
async def number(request: HttpRequest, version: str, phone_number_id: str) -> HttpResponse:
    """``GET /<version>/<phone_number_id>``: what the number is."""
    return await _answered(request, version, phone_number_id, {"GET": _describe})


@csrf_exempt
@must_be_on
async def elsewhere(request: HttpRequest, path: str) -> HttpResponse:
    """Everything that this fake does not have."""
    return _refusal(requests.unknown_path(path))


Endpoint = Callable[[HttpRequest, SimulatedNumber], dict[str, Any]]


async def _answered(
    request: HttpRequest, version: str, phone_number_id: str, endpoints: dict[str, Endpoint]
) -> HttpResponse:
    endpoint = endpoints.get(request.method or "")
    if not VERSION.fullmatch(version) or endpoint is None:
        return _refusal(requests.unknown_path(request.path))
    request.body  # noqa: B018  (read it here: the thread must not)
    try:
        answer = await database.run(_asked, request, phone_number_id, endpoint)
    except GraphError as refusal:
        return _refusal(refusal)
    except Overloaded:
        return _refusal(GraphError(2, "Service temporarily unavailable", status=503))
    return JsonResponse(answer)


def _refusal(error: GraphError) -> HttpResponse:
    return JsonResponse(error.as_body(), status=error.status)


def _asked(request: HttpRequest, phone_number_id: str, endpoint: Endpoint) -> dict[str, Any]:
    return endpoint(request, _authorised(request, phone_number_id))


def _authorised(request: HttpRequest, phone_number_id: str) -> SimulatedNumber:
    """The number in the path, when the bearer token is its own; raises `GraphError`."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    token = given.strip().encode("utf-8", "replace")
    numbers = list(SimulatedNumber.objects.all())
    theirs = [one for one in numbers if token and hmac.compare_digest(one.access_token.encode(), token)]
    if scheme.lower() != "bearer" or not theirs:
        raise requests.bad_token()
    for one in theirs:
        if one.phone_number_id == phone_number_id:
            return one
    raise requests.no_such_object(request.method or "", phone_number_id)


def _post_message(request: HttpRequest, number: SimulatedNumber) -> dict[str, Any]:
    asked = requests.parse(request.body)
    return _mark_read(number, asked) if isinstance(asked, ReadRequest) else _send(number, asked)


def _send(number: SimulatedNumber, asked: SendRequest) -> dict[str, Any]:
    message = store.accept(number, asked, Pace.from_settings())
    if message is None:
        raise GraphError(131026, "(#131026) Message undeliverable", details="Nobody has this user id.")
    contact = {"input": asked.typed}
    if asked.bsuid:
        contact["user_id"] = asked.bsuid
    else:
        contact["wa_id"] = message.customer.wa_id
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": message.wamid}]}


def _mark_read(number: SimulatedNumber, asked: ReadRequest) -> dict[str, Any]:
    if not store.mark_read(number, asked.wamid, typing=asked.typing):
        raise requests.bad_value("message_id names no message that this number received")
    return {"success": True}


def _describe(request: HttpRequest, number: SimulatedNumber) -> dict[str, Any]:
    everything: dict[str, Any] = {
        "verified_name": number.verified_name,
        "code_verification_status": "VERIFIED",
        "display_phone_number": number.display_number,
        "quality_rating": "GREEN",
        "platform_type": "CLOUD_API",
        "throughput": {"level": "STANDARD"},
        "webhook_configuration": {"application": number.webhook_url},
    }
    asked = [field for field in request.GET.get("fields", "").split(",") if field]
    chosen = {field: everything[field] for field in asked or everything if field in everything}
    return chosen | {"id": number.phone_number_id}
