"""``POST /<phone_number_id>/messages`` of the fake Graph API: send, react, mark as read; and ``thread_control``."""

from __future__ import annotations

from typing import Any

from simulator import faults
from simulator.meta.numbers import check_registered
from simulator.meta.targets import Answer, Call, apply_faults
from simulator.models import SimulatedMedia, SimulatedNumber, SimulatedTemplate
from simulator.provider import Blocked, BusinessMessage, NoSuchCustomer, files, intake
from simulator.sending import Timing, business_of, statuses
from simulator.wire import SendRequest
from simulator.wire.meta import ReadRequest, errors, graph_error, kinds, requests, templates

SEND_FAULTS = ("payment", "rate_limit", "pair_limit", "window_closed", "refuse")


def post_message(call: Call) -> Answer:
    number = call.number
    check_registered(number)
    asked = requests.parse(call.given, business_of(number).digits)
    if isinstance(asked, ReadRequest):
        return Answer(_mark_read(number, asked))
    apply_faults(number, SEND_FAULTS)
    body = _send(number, asked)
    slow = faults.use_all(number, ("slow", "no_answer"))
    delay = max((float(each["seconds"]) for each in slow.values()), default=0.0)
    return Answer(body, delay, lost="no_answer" in slow)


def take_control(call: Call) -> Answer:
    """``POST /<phone_number_id>/thread_control``. No agent runs here: the conversation is taken at once."""
    given = call.given
    if given.get("messaging_product") != "whatsapp":
        raise errors.missing("messaging_product")
    if given.get("action") != "take":
        raise errors.bad_parameter("Only the action take is simulated.")
    if not given.get("to") and not given.get("recipient"):
        raise errors.missing("to")
    return Answer({"messaging_product": "whatsapp"})


def _mark_read(number: SimulatedNumber, request: ReadRequest) -> dict[str, Any]:
    if not statuses.mark_read(number, request.wamid, typing=request.typing):
        raise errors.bad_value("message_id names no message that this number received")
    return {"success": True}


def _send(number: SimulatedNumber, request: SendRequest) -> dict[str, Any]:
    try:
        message = intake.accept(number, _business_message(number, request), Timing.from_settings())
    except NoSuchCustomer as error:
        raise graph_error(131026, str(error)) from error
    except Blocked as error:
        raise graph_error(130403, str(error)) from error
    contact = {"input": request.typed}
    if request.bsuid:
        contact["user_id"] = request.bsuid
    else:
        contact["wa_id"] = message.customer.wa_id
    sent: dict[str, str] = {"id": message.wamid}
    if request.kind == "template":
        sent["message_status"] = "accepted"
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [sent]}


def _business_message(number: SimulatedNumber, request: SendRequest) -> BusinessMessage:
    """Return the message as the phone shows it; raise `GraphError` where its file or template is missing."""
    if request.kind == "template":
        return _template(number, request)
    payload = request.part if isinstance(request.part, dict) else {request.kind: request.part}
    if request.kind in kinds.MEDIA:
        return BusinessMessage(
            request, request.body, payload, _find_media(number, request.kind, request.part)
        )
    header = payload.get("header", {}) if request.kind == "interactive" else {}
    kind = header.get("type", "text")
    media = None if kind == "text" else _find_media(number, kind, header[kind])
    return BusinessMessage(request, request.body, payload, media)


def _find_media(number: SimulatedNumber, kind: str, part: dict[str, Any]) -> SimulatedMedia | None:
    """Return the upload that ``part`` names; None for a link, which this fake does not follow."""
    if "link" in part:
        return None
    media = files.find_file(number, str(part.get("id", "")))
    if media is None:
        raise errors.bad_parameter(
            f"Param {kind}['id'] is not a valid whatsapp business account media attachment ID"
        )
    if files.base_type(media.mime_type) not in files.RULES[kind][0]:
        raise graph_error(131053, f"A file of the type {media.mime_type} cannot be sent as {kind}")
    return media


def _template(number: SimulatedNumber, request: SendRequest) -> BusinessMessage:
    name, language = request.part["name"], request.part["language"]["code"]
    account = SimulatedTemplate.objects.filter(number__waba_id=number.waba_id)
    template = account.filter(name=name, language=language).first()
    if template is None:
        raise graph_error(132001, f"template name ({name}) does not exist in {language}")
    templates.check_status(template.status, name, language)
    if request.bsuid and template.category == "AUTHENTICATION":
        raise graph_error(131062, "Authentication templates need a phone number")
    shown = templates.fill(template.components, request.part.get("components", []))
    file = shown.pop("media")
    media = _find_media(number, file["kind"], file) if file else None
    return BusinessMessage(
        request, shown["body"] or request.body, {"template": request.part, "shown": shown}, media
    )
