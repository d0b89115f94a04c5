"""Registering business numbers from the phone page, as on a provider's own pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.views.decorators.http import require_POST

from messaging.errors import ConsoleError
from messaging.typed_numbers import NotANumberError, read_number
from simulator.models import SimulatedNumber
from simulator.phone import snapshot
from simulator.phone.access import require_player
from simulator.phone.requests import get_number, json_body, json_view, text_field
from simulator.provider import events, numbers
from simulator.runtime import database

MAX_URL = 500
# Which settings of an inbox hold the address of this fake.
BASE_URL_SETTINGS = {
    "meta": {"graph_base_url": "/simulator/graph"},
    "twilio": dict.fromkeys(("api_base_url", "content_base_url", "messaging_base_url"), "/simulator/twilio"),
}


@require_POST
@require_player
@json_view(status=201)
async def register_number(request: HttpRequest) -> dict[str, Any]:
    """``POST api/numbers {"provider": "meta"|"twilio", "name", "number"}``: 201 with ``{"id", "settings"}``:
    what an inbox wants to know, secrets and all, shown this once. Then tell it the webhook URL."""
    body = json_body(request)
    provider = body.get("provider")
    if provider not in BASE_URL_SETTINGS:
        raise ConsoleError.field("provider", f"One of {', '.join(BASE_URL_SETTINGS)}.")
    name = text_field(body, "name", 100)
    typed = body.get("number")
    try:
        digits = read_number(typed if isinstance(typed, str) else "")
    except NotANumberError as error:
        raise ConsoleError.field("number", str(error)) from error
    number, settings = await database.run(numbers.register_number, provider, name, digits)
    base = request.build_absolute_uri("/").rstrip("/")
    return {
        "id": number.pk,
        "settings": settings | {k: base + path for k, path in BASE_URL_SETTINGS[provider].items()},
    }


@require_POST
@require_player
@json_view()
async def set_webhook(request: HttpRequest, number_id: int) -> dict[str, Any]:
    """``POST api/numbers/<id>/webhook {"url"}``: where this number's webhooks go from now on."""
    url = text_field(json_body(request), "url", MAX_URL)
    if urlsplit(url).scheme not in ("http", "https") or not url.isascii():
        raise ConsoleError.field("url", "That is no URL.")
    return await database.run(_set_webhook, number_id, url)


def _set_webhook(number_id: int, url: str) -> dict[str, Any]:
    numbers.set_webhook_url(get_number(number_id), url)
    return snapshot.number_shape(SimulatedNumber.objects.get(pk=number_id))


@require_POST
@require_player
@json_view(status=201)
async def replace_token(request: HttpRequest, number_id: int) -> dict[str, Any]:
    """``POST api/numbers/<id>/token {}``: the old token dies; ``{"access_token"}`` shows the new one, once."""
    return {"access_token": await database.run(lambda: events.replace_token(get_number(number_id)))}
