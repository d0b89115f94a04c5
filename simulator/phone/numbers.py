"""Registering business numbers from the phone page, as one does at a provider's own pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.views.decorators.http import require_POST

from messaging.errors import ConsoleError
from simulator.models import SimulatedNumber
from simulator.phone import snapshot
from simulator.phone.access import players_only
from simulator.phone.requests import answers_json, json_body, number_of_id, text_in
from simulator.provider import events, numbers
from simulator.runtime import database
from simulator.wire.meta import requests

LONGEST_URL = 500
# Which settings of an inbox hold the address of this fake.
BASES = {
    "meta": {"graph_base_url": "/simulator/graph"},
    "twilio": dict.fromkeys(("api_base_url", "content_base_url", "messaging_base_url"), "/simulator/twilio"),
}


@require_POST
@players_only
@answers_json(status=201)
async def register(request: HttpRequest) -> dict[str, Any]:
    """``POST api/numbers {"provider": "meta"|"twilio", "name", "number"}``: 201 with ``{"id", "settings"}``:
    what an inbox wants to know, secrets and all, shown this once. Then tell it the webhook URL."""
    body = json_body(request)
    provider = body.get("provider")
    if provider not in BASES:
        raise ConsoleError.field("provider", f"One of {', '.join(BASES)}.")
    name = text_in(body, "name", 100)
    try:
        digits = requests.phone_digits(body.get("number"))
    except requests.GraphError as refusal:
        raise ConsoleError.field("number", "That is no phone number with its country code.") from refusal
    number, settings = await database.run(numbers.register, provider, name, digits)
    base = request.build_absolute_uri("/").rstrip("/")
    return {"id": number.pk, "settings": settings | {k: base + path for k, path in BASES[provider].items()}}


@require_POST
@players_only
@answers_json()
async def webhook(request: HttpRequest, number_id: int) -> dict[str, Any]:
    """``POST api/numbers/<id>/webhook {"url"}``: where this number's webhooks go from now on."""
    url = text_in(json_body(request), "url", LONGEST_URL)
    if urlsplit(url).scheme not in ("http", "https") or not url.isascii():
        raise ConsoleError.field("url", "That is no URL.")
    return await database.run(_point, number_id, url)


def _point(number_id: int, url: str) -> dict[str, Any]:
    numbers.point(number_of_id(number_id), url)
    return snapshot.number_shape(SimulatedNumber.objects.get(pk=number_id))


@require_POST
@players_only
@answers_json(status=201)
async def token(request: HttpRequest, number_id: int) -> dict[str, Any]:
    """``POST api/numbers/<id>/token {}``: the old token dies; ``{"access_token"}`` shows the new one, once."""
    return {"access_token": await database.run(lambda: events.new_token(number_of_id(number_id)))}
