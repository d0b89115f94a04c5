"""What the customer does in the chat, as the phone page asks for it."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET, require_POST

from messaging.errors import Conflict, ConsoleError
from simulator import media_samples
from simulator.models import SimulatedCustomer, SimulatedMedia, SimulatedMessage
from simulator.phone import snapshot
from simulator.phone.access import players_only
from simulator.phone.requests import answers_json, customer_of_id, id_in, json_body, message_of_id, text_in
from simulator.provider import customer_actions, files, sample_payloads
from simulator.provider.sample_payloads import Wish
from simulator.runtime import database
from simulator.sending.statuses import Direction
from simulator.wire.meta import kinds

# May be shown where they come from; everything else is only ever saved.
SHOWN = ("image/jpeg", "image/png", "image/webp", "image/gif", "audio/", "video/")
FORM = "multipart/form-data"


@require_POST
@players_only
@answers_json(status=201)
async def messages(request: HttpRequest, customer_id: int) -> dict[str, Any]:
    """``POST api/customers/<id>/messages``: write as that customer; 201.

    ``{"text", "reply_to"?: message id}``, or ``{"kind", "payload"?, "text"?, "reply_to"?, "forwarded"?,
    "referral"?, "voice"?}``: without a payload (or file) the simulator makes one up. With a file:
    multipart, the same names, and ``file``.
    """
    if request.content_type != FORM:
        request.body  # noqa: B018  (read it here: the thread must not)
    return await database.run(_write, request, customer_id)


def _write(request: HttpRequest, customer_id: int) -> dict[str, Any]:
    body = _form(request) if request.content_type == FORM else json_body(request)
    kind = body.get("kind", "text")
    if kind not in sample_payloads.SAYABLE:
        raise ConsoleError.field("kind", f"One of {', '.join(sample_payloads.SAYABLE)}.")
    longest = kinds.MAX_TEXT if kind == "text" else kinds.MAX_CAPTION
    text = text_in(body, "text", longest, needed=kind == "text")
    customer = customer_of_id(customer_id)
    answered = _answered(customer, id_in(body, "reply_to"))
    wish = Wish(
        kind=kind,
        part=body.get("payload"),
        text=text,
        reply_to=answered.wamid if answered else "",
        forwarded=body.get("forwarded") is True,
        referral=body.get("referral") is True,
        voice=body.get("voice", True) is True,
        media=_media(request, customer, kind),
        base=request.build_absolute_uri("/").rstrip("/"),
    )
    return snapshot.message_shape(
        customer_actions.say(customer, sample_payloads.utterance(customer, wish)), answered
    )


def _form(request: HttpRequest) -> dict[str, Any]:
    """The fields of a form as JSON would have said them."""
    body: dict[str, Any] = dict(request.POST.items())
    if quoted := body.pop("reply_to", ""):
        body["reply_to"] = int(quoted) if quoted.isascii() and quoted.isdigit() else quoted
    return body | {name: body[name] == "true" for name in ("voice", "forwarded", "referral") if name in body}


def _answered(customer: SimulatedCustomer, quoted: int | None) -> SimulatedMessage | None:
    answered = customer.messages.filter(pk=quoted).first() if quoted else None
    if quoted and answered is None:
        raise ConsoleError.field("reply_to", "There is no such message in this chat.")
    return answered


def _media(request: HttpRequest, customer: SimulatedCustomer, kind: str) -> SimulatedMedia | None:
    """The uploaded file, or one that the simulator draws."""
    if kind not in kinds.MEDIA:
        return None
    given = request.FILES.get("file") if request.content_type == FORM else None
    if not isinstance(given, UploadedFile):
        drawn = media_samples.sample(kind, customer.messages.count())
        return files.keep(customer.number, drawn.data, drawn.mime_type, drawn.filename)
    if (given.size or 0) > files.LARGEST:
        raise ConsoleError.field("file", "At most 100 MB.")
    return files.keep(
        customer.number, given, given.content_type or "application/octet-stream", given.name or ""
    )


@require_POST
@players_only
@answers_json()
async def reaction(request: HttpRequest, message_id: int) -> dict[str, Any]:
    """``POST api/messages/<id>/reaction {"emoji"}``: an empty one takes it back."""
    emoji = text_in(json_body(request), "emoji", 16, needed=False)
    return await database.run(_react, message_id, emoji)


def _react(message_id: int, emoji: str) -> dict[str, Any]:
    message = message_of_id(message_id)
    customer_actions.react(message.customer, message, emoji)
    return snapshot.message_shape(message_of_id(message_id))


@require_POST
@players_only
@answers_json()
async def edit(request: HttpRequest, message_id: int) -> dict[str, Any]:
    """``POST api/messages/<id>/edit {"text"}``: the customer's own text or caption; 409 for others."""
    text = text_in(json_body(request), "text", kinds.MAX_TEXT)
    return await database.run(_edit, message_id, text)


def _edit(message_id: int, text: str) -> dict[str, Any]:
    message = _own(message_id)
    customer_actions.edit(message.customer, message, text)
    return snapshot.message_shape(message_of_id(message_id))


@require_POST
@players_only
@answers_json()
async def revoke(request: HttpRequest, message_id: int) -> dict[str, Any]:
    """``POST api/messages/<id>/delete {}``: delete the customer's own message for everyone."""
    return await database.run(_revoke, message_id)


def _revoke(message_id: int) -> dict[str, Any]:
    message = _own(message_id)
    customer_actions.revoke(message.customer, message)
    return snapshot.message_shape(message_of_id(message_id))


def _own(message_id: int) -> SimulatedMessage:
    message = message_of_id(message_id)
    if message.direction != Direction.FROM_CUSTOMER:
        raise Conflict("This is the business's message.")
    return message


@require_POST
@players_only
@answers_json(status=201)
async def tap(request: HttpRequest, message_id: int) -> dict[str, Any]:
    """``POST api/messages/<id>/tap {"button": 0} | {"row": id} | {}``: answer a message that has buttons, a
    list, or asks for a place or a number; 201 with the answer."""
    body = json_body(request)
    return await database.run(_tap, message_id, body)


def _tap(message_id: int, body: dict[str, Any]) -> dict[str, Any]:
    message = message_of_id(message_id, direction=Direction.FROM_BUSINESS)
    said = customer_actions.say(
        message.customer, sample_payloads.tapped(message, body.get("button"), body.get("row"))
    )
    return snapshot.message_shape(said, message)


@require_GET
@players_only
async def media(request: HttpRequest, media_id: str) -> HttpResponse | StreamingHttpResponse:
    """``GET api/media/<media id>``: the file, for the page itself."""
    found = await database.run(SimulatedMedia.objects.filter(media_id=media_id).first)
    if found is None:
        return JsonResponse(
            {"code": "not_found", "detail": "There is no such file.", "errors": {}}, status=404
        )
    inline = found.mime_type.startswith(SHOWN)
    response = StreamingHttpResponse(
        files.stream(found), content_type=found.mime_type if inline else "application/octet-stream"
    )
    response["Content-Length"] = str(found.size)
    response["Content-Disposition"] = "inline" if inline else "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
