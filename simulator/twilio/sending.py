"""``POST Messages.json`` of the fake Twilio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aiohttp

from simulator import faults
from simulator.models import SimulatedMessage, SimulatedNumber, SimulatedTemplate
from simulator.provider import BusinessMessage, NoSuchCustomer, files, intake
from simulator.runtime import database
from simulator.sending import Timing
from simulator.wire import SendRequest, readable_line
from simulator.wire.twilio import TwilioError, TwilioSend, content, requests

FETCH_TIMEOUT = aiohttp.ClientTimeout(total=10)
LARGEST_FILE = 16 * files.MB
FILE_UNAVAILABLE = 63019


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that the business offered; ``data`` is None when it could not be fetched."""

    data: bytes | None
    mime_type: str = ""
    filename: str = ""


async def send(number: SimulatedNumber, form: dict[str, str], *, is_reply: bool = False) -> SimulatedMessage:
    """Accept a message, fetching its file as Twilio does; raise `TwilioError`."""
    request = requests.parse(form, number.phone_number_id)
    shown = await database.run(_template, number, request) if request.content_sid else None
    url = shown["media"] if shown else request.media_url
    fetched = await _fetch(url) if url else None
    try:
        return await database.run(_accept, number, request, shown, fetched, is_reply=is_reply)
    except NoSuchCustomer as error:
        raise TwilioError(63024, str(error), status=400) from error


def _template(number: SimulatedNumber, request: TwilioSend) -> dict[str, Any]:
    template = SimulatedTemplate.objects.filter(number=number, template_id=request.content_sid).first()
    if template is None:
        raise TwilioError(21655)
    shown = content.fill(template, request.variables or {})
    return shown | {"name": template.name, "approved": template.status == "APPROVED"}


async def _fetch(url: str) -> Fetched:
    try:
        async with aiohttp.ClientSession(timeout=FETCH_TIMEOUT) as http, http.get(url) as answer:
            answer.raise_for_status()
            data = await answer.content.read(LARGEST_FILE + 1)
            while chunk := await answer.content.read(LARGEST_FILE + 1 - len(data)):
                data += chunk
            named = answer.content_disposition.filename if answer.content_disposition else None
            return Fetched(data if len(data) <= LARGEST_FILE else None, answer.content_type, named or "")
    except (aiohttp.ClientError, TimeoutError, ValueError, OSError):
        return Fetched(None)


def _accept(
    number: SimulatedNumber,
    asked: TwilioSend,
    shown: dict[str, Any] | None,
    fetched: Fetched | None,
    *,
    is_reply: bool,
) -> SimulatedMessage:
    if fetched and fetched.data is None:
        faults.switch(number, "fail", 1, {"code": FILE_UNAVAILABLE})
    media = None
    if fetched and fetched.data is not None:
        media = files.save_file(number, fetched.data, fetched.mime_type, fetched.filename)
    kind, payload, body = _content(asked, shown, fetched)
    request = SendRequest(asked.typed, asked.wa_id, asked.bsuid, kind, body, part=payload)
    message = BusinessMessage(
        request,
        body,
        payload,
        media,
        asked.callback_url,
        send_at=asked.send_at,
        messaging_service_sid=asked.messaging_service_sid,
        is_reply=is_reply,
        free_form=bool(shown and not shown["approved"]),
    )
    return intake.accept(number, message, Timing.from_settings())


def _content(
    request: TwilioSend, shown: dict[str, Any] | None, fetched: Fetched | None
) -> tuple[str, dict[str, Any], str]:
    """Return kind, payload and readable line."""
    if shown:
        return "template", {"template": {"name": shown["name"]}, "shown": shown}, shown["body"]
    if request.place:
        return (
            "location",
            dict(request.place),
            readable_line("location", f"📍 {request.place.get('name', 'a place')}"),
        )
    if fetched:
        kind = files.kind_of(fetched.mime_type) or "document"
        caption = {"caption": request.body} if request.body else {}
        return kind, caption, readable_line(kind, request.body or fetched.filename)
    return "text", {"body": request.body}, request.body
