"""``POST /<phone_number_id>/messages`` of the fake Graph API: send, react, mark as read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from simulator import faults
from simulator.meta.targets import Answer, Target, go_wrong
from simulator.models import SimulatedMedia, SimulatedNumber
from simulator.provider import files, intake
from simulator.provider.intake import Parcel
from simulator.sending import statuses
from simulator.sending.timing import Pace
from simulator.wire.meta import errors, kinds, requests, templates
from simulator.wire.meta.errors import coded
from simulator.wire.meta.requests import ReadRequest, SendRequest

REFUSING = ("payment", "rate_limit", "pair_limit", "window_closed", "refuse")


def post_message(request: HttpRequest, target: Target) -> Answer:
    asked = requests.parse(request.body)
    if isinstance(asked, ReadRequest):
        return Answer(_mark_read(target.number, asked))
    go_wrong(target.number, REFUSING)
    body = _send(target.number, asked)
    slow = faults.use(target.number, ("slow", "no_answer"))
    delay = max((float(each["seconds"]) for each in slow.values()), default=0.0)
    return Answer(body, delay, lost="no_answer" in slow)


def _mark_read(number: SimulatedNumber, asked: ReadRequest) -> dict[str, Any]:
    if not statuses.mark_read(number, asked.wamid, typing=asked.typing):
        raise errors.bad_value("message_id names no message that this number received")
    return {"success": True}


def _send(number: SimulatedNumber, asked: SendRequest) -> dict[str, Any]:
    message = intake.accept(number, _parcel(number, asked), Pace.from_settings())
    contact = {"input": asked.typed}
    if asked.bsuid:
        contact["user_id"] = asked.bsuid
    else:
        contact["wa_id"] = message.customer.wa_id
    sent: dict[str, str] = {"id": message.wamid}
    if asked.kind == "template":
        sent["message_status"] = "accepted"
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [sent]}


def _parcel(number: SimulatedNumber, asked: SendRequest) -> Parcel:
    """What the phone will show; raises `GraphError` for files and templates that are not there."""
    if asked.kind == "template":
        return _template(number, asked)
    payload = asked.part if isinstance(asked.part, dict) else {asked.kind: asked.part}
    if asked.kind in kinds.MEDIA:
        return Parcel(asked, asked.body, payload, _media(number, asked.kind, asked.part))
    header = payload.get("header", {}) if asked.kind == "interactive" else {}
    kind = header.get("type", "text")
    media = None if kind == "text" else _media(number, kind, header[kind])
    return Parcel(asked, asked.body, payload, media)


def _media(number: SimulatedNumber, kind: str, part: dict[str, Any]) -> SimulatedMedia | None:
    """The upload that ``part`` names; None for a link, which this fake does not follow."""
    if "link" in part:
        return None
    media = files.find(number, str(part.get("id", "")))
    if media is None:
        raise errors.bad_parameter(
            f"Param {kind}['id'] is not a valid whatsapp business account media attachment ID"
        )
    if files.bare(media.mime_type) not in files.RULES[kind][0]:
        raise coded(131053, f"A file of the type {media.mime_type} cannot be sent as {kind}")
    return media


def _template(number: SimulatedNumber, asked: SendRequest) -> Parcel:
    name, language = asked.part["name"], asked.part["language"]["code"]
    template = number.templates.filter(name=name, language=language).first()
    if template is None:
        raise coded(132001, f"template name ({name}) does not exist in {language}")
    templates.refuse_state(template.status, name, language)
    if asked.bsuid and template.category == "AUTHENTICATION":
        raise coded(131062, "Authentication templates need a phone number")
    shown = templates.fill(template.components, asked.part.get("components", []))
    file = shown.pop("media")
    media = _media(number, file["kind"], file) if file else None
    return Parcel(asked, shown["body"] or asked.body, {"template": asked.part, "shown": shown}, media)
