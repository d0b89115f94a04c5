"""The customer's side of a chat, as the phone page asks for it."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET, require_POST

from messaging.envelope import json_error
from messaging.errors import Conflict, ConsoleError
from simulator import media_samples
from simulator.models import SimulatedCustomer, SimulatedMedia, SimulatedMessage
from simulator.phone import snapshot
from simulator.phone.access import require_player
from simulator.phone.requests import get_customer, get_message, id_field, json_body, json_view, text_field
from simulator.provider import DraftRequest, customer_actions, files, sample_payloads
from simulator.runtime import database
from simulator.sending import Direction
from simulator.wire import MAX_TEXT
from simulator.wire.meta import kinds

# May be shown where they come from; everything else is only ever saved.
INLINE_TYPES = ("image/jpeg", "image/png", "image/webp", "image/gif", "audio/", "video/")
FORM = "multipart/form-data"


@require_POST
@require_player
@json_view(status=201)
async def send_message(request: HttpRequest, customer_id: int) -> dict[str, Any]:
    """``POST api/customers/<id>/messages``: write as that customer; 201.

    ``{"text", "reply_to"?: message id}``, or ``{"kind", "payload"?, "text"?, "reply_to"?, "forwarded"?,
    "referral"?, "voice"?}``: without a payload (or file) the simulator makes one up. With a file:
    multipart, the same names, and ``file``.
    """
    if request.content_type != FORM:
        request.body  # noqa: B018  (read it here: the thread must not)
    return await database.run(_send_message, request, customer_id)


def _send_message(request: HttpRequest, customer_id: int) -> dict[str, Any]:
    body = _form_fields(request) if request.content_type == FORM else json_body(request)
    kind = body.get("kind", "text")
    if kind not in sample_payloads.KINDS:
        raise ConsoleError.field("kind", f"One of {', '.join(sample_payloads.KINDS)}.")
    longest = MAX_TEXT if kind == "text" else kinds.MAX_CAPTION
    text = text_field(body, "text", longest, needed=kind == "text")
    customer = get_customer(customer_id)
    quoted = _quoted_message(customer, id_field(body, "reply_to"))
    draft = DraftRequest(
        kind=kind,
        part=body.get("payload"),
        text=text,
        reply_to=quoted.wamid if quoted else "",
        forwarded=body.get("forwarded") is True,
        referral=body.get("referral") is True,
        voice=body.get("voice", True) is True,
        media=_save_media(request, customer, kind),
        base=request.build_absolute_uri("/").rstrip("/"),
    )
    return snapshot.message_shape(
        customer_actions.send(customer, sample_payloads.build_draft(customer, draft)), quoted
    )


def _form_fields(request: HttpRequest) -> dict[str, Any]:
    """Return the fields of a multipart form in the types that JSON would have given them."""
    body: dict[str, Any] = dict(request.POST.items())
    if quoted := body.pop("reply_to", ""):
        body["reply_to"] = int(quoted) if quoted.isascii() and quoted.isdigit() else quoted
    return body | {name: body[name] == "true" for name in ("voice", "forwarded", "referral") if name in body}


def _quoted_message(customer: SimulatedCustomer, quoted: int | None) -> SimulatedMessage | None:
    answered = customer.messages.filter(pk=quoted).first() if quoted else None
    if quoted and answered is None:
        raise ConsoleError.field("reply_to", "There is no such message in this chat.")
    return answered


def _save_media(request: HttpRequest, customer: SimulatedCustomer, kind: str) -> SimulatedMedia | None:
    """Save the uploaded file, or a sample where there is none."""
    if kind not in kinds.MEDIA:
        return None
    given = request.FILES.get("file") if request.content_type == FORM else None
    if not isinstance(given, UploadedFile):
        drawn = media_samples.sample(kind, customer.messages.count())
        return files.save_file(customer.number, drawn.data, drawn.mime_type, drawn.filename)
    if (given.size or 0) > files.LARGEST_FILE:
        raise ConsoleError.field("file", "At most 100 MB.")
    return files.save_file(
        customer.number, given, given.content_type or "application/octet-stream", given.name or ""
    )


@require_POST
@require_player
@json_view()
async def set_reaction(request: HttpRequest, message_id: int) -> dict[str, Any]:
    """``POST api/messages/<id>/reaction {"emoji"}``: an empty one takes it back."""
    emoji = text_field(json_body(request), "emoji", 16, needed=False)
    return await database.run(_set_reaction, message_id, emoji)


def _set_reaction(message_id: int, emoji: str) -> dict[str, Any]:
    message = get_message(message_id)
    customer_actions.react(message.customer, message, emoji)
    return snapshot.message_shape(get_message(message_id))


@require_POST
@require_player
@json_view()
async def edit_message(request: HttpRequest, message_id: int) -> dict[str, Any]:
    """``POST api/messages/<id>/edit {"text"}``: the customer's own text or caption; 409 for others."""
    text = text_field(json_body(request), "text", MAX_TEXT)
    return await database.run(_edit_message, message_id, text)


def _edit_message(message_id: int, text: str) -> dict[str, Any]:
    message = _get_own_message(message_id)
    customer_actions.edit(message.customer, message, text)
    return snapshot.message_shape(get_message(message_id))


@require_POST
@require_player
@json_view()
async def delete_message(request: HttpRequest, message_id: int) -> dict[str, Any]:
    """``POST api/messages/<id>/delete {}``: delete the customer's own message for everyone."""
    return await database.run(_delete_message, message_id)


def _delete_message(message_id: int) -> dict[str, Any]:
    message = _get_own_message(message_id)
    customer_actions.revoke(message.customer, message)
    return snapshot.message_shape(get_message(message_id))


def _get_own_message(message_id: int) -> SimulatedMessage:
    message = get_message(message_id)
    if message.direction != Direction.FROM_CUSTOMER:
        raise Conflict("This is the business's message.")
    return message


@require_POST
@require_player
@json_view(status=201)
async def tap_message(request: HttpRequest, message_id: int) -> dict[str, Any]:
    """``POST api/messages/<id>/tap {"button": 0} | {"row": id} | {}``: answer a message that has buttons, a
    list, or asks for a place or a number; 201 with the answer."""
    body = json_body(request)
    return await database.run(_tap_message, message_id, body)


def _tap_message(message_id: int, body: dict[str, Any]) -> dict[str, Any]:
    message = get_message(message_id, direction=Direction.FROM_BUSINESS)
    answer = customer_actions.send(
        message.customer, sample_payloads.build_tap(message, body.get("button"), body.get("row"))
    )
    return snapshot.message_shape(answer, message)


@require_GET
@require_player
async def media(request: HttpRequest, media_id: str) -> HttpResponse | StreamingHttpResponse:
    """``GET api/media/<media id>``: the file, for the page itself."""
    found = await database.run(SimulatedMedia.objects.filter(media_id=media_id).first)
    if found is None:
        return json_error(404, "not_found", "There is no such file.")
    inline = found.mime_type.startswith(INLINE_TYPES)
    response = StreamingHttpResponse(
        files.stream(found), content_type=found.mime_type if inline else "application/octet-stream"
    )
    response["Content-Length"] = str(found.size)
    response["Content-Disposition"] = "inline" if inline else "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
