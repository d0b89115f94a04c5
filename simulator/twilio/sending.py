"""``POST Messages.json`` of the fake Twilio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aiohttp

from simulator import faults
from simulator.models import SimulatedMessage, SimulatedNumber, SimulatedTemplate
from simulator.provider import files, intake
from simulator.provider.intake import Parcel
from simulator.runtime import database
from simulator.sending.timing import Pace
from simulator.wire.meta import kinds
from simulator.wire.meta.errors import GraphError
from simulator.wire.meta.requests import SendRequest
from simulator.wire.twilio import content, requests
from simulator.wire.twilio.errors import TwilioError
from simulator.wire.twilio.requests import TwilioSend

FETCHING = aiohttp.ClientTimeout(total=10)
LARGEST = 16 * files.MB
NO_FILE = 63019


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that the business offered; ``data`` None when it could not be fetched."""

    data: bytes | None
    mime_type: str = ""
    filename: str = ""


async def send(number: SimulatedNumber, form: dict[str, str]) -> SimulatedMessage:
    """Take a message, fetching its file as Twilio does; raises `TwilioError`."""
    asked = requests.parse(form, number.phone_number_id)
    shown = await database.run(_template, number, asked) if asked.content_sid else None
    url = shown["media"] if shown else asked.media_url
    fetched = await _fetch(url) if url else None
    try:
        return await database.run(_accept, number, asked, shown, fetched)
    except GraphError as refusal:  # nobody has this user id
        raise TwilioError(63024, refusal.message, status=400) from refusal


def _template(number: SimulatedNumber, asked: TwilioSend) -> dict[str, Any]:
    template = SimulatedTemplate.objects.filter(number=number, template_id=asked.content_sid).first()
    if template is None:
        raise TwilioError(21655)
    return content.fill(template, asked.variables or {}) | {"name": template.name}


async def _fetch(url: str) -> Fetched:
    try:
        async with aiohttp.ClientSession(timeout=FETCHING) as http, http.get(url) as answer:
            answer.raise_for_status()
            data = await answer.content.read(LARGEST + 1)
            while chunk := await answer.content.read(LARGEST + 1 - len(data)):
                data += chunk
            named = answer.content_disposition.filename if answer.content_disposition else None
            return Fetched(data if len(data) <= LARGEST else None, answer.content_type, named or "")
    except (aiohttp.ClientError, TimeoutError, ValueError, OSError):
        return Fetched(None)


def _accept(
    number: SimulatedNumber, asked: TwilioSend, shown: dict[str, Any] | None, fetched: Fetched | None
) -> SimulatedMessage:
    if fetched and fetched.data is None:
        faults.switch(number, "fail", 1, {"code": NO_FILE})
    media = None
    if fetched and fetched.data is not None:
        media = files.keep(number, fetched.data, fetched.mime_type, fetched.filename)
    kind, payload, body = _content(asked, shown, fetched)
    request = SendRequest(asked.typed, asked.wa_id, asked.bsuid, kind, body, part=payload)
    parcel = Parcel(request, body, payload, media, asked.callback_url)
    return intake.accept(number, parcel, Pace.from_settings())


def _content(
    asked: TwilioSend, shown: dict[str, Any] | None, fetched: Fetched | None
) -> tuple[str, dict[str, Any], str]:
    """Kind, payload and readable line."""
    if shown:
        return "template", {"template": {"name": shown["name"]}, "shown": shown}, shown["body"]
    if asked.place:
        return (
            "location",
            dict(asked.place),
            kinds.line("location", f"📍 {asked.place.get('name', 'a place')}"),
        )
    if fetched:
        kind = files.kind_of(fetched.mime_type) or "document"
        caption = {"caption": asked.body} if asked.body else {}
        return kind, caption, kinds.line(kind, asked.body or fetched.filename)
    return "text", {"body": asked.body}, asked.body
