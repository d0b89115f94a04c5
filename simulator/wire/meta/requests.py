"""Requests of a business to the fake Graph API, parsed. No database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.wire.facts import SendRequest
from simulator.wire.meta import bodies, interactive, kinds, recipients
from simulator.wire.meta.errors import bad_parameter, bad_value, graph_error, missing
from simulator.wire.texts import BSUID, clean

MAX_CALLBACK_DATA = 512  # characters of biz_opaque_callback_data
KINDS = (
    "text image audio video document sticker location contacts reaction interactive template".split()  # noqa: SIM905
)


# Where an object may stand as a JSON text below the part of the kind; elsewhere text is text.
NESTED = {
    "template": frozenset({"language", "components", "parameters"}),
    "interactive": frozenset(
        {"header", "body", "footer", "action", "buttons", "sections", "rows", "reply", "parameters"}
    ),
    "contacts": frozenset({"name", "phones", "emails", "urls", "addresses", "org"}),
}


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """A mark that the customer's message was read; ``typing``: an answer is being written."""

    wamid: str
    typing: bool = False


def parse(given: Mapping[str, Any], home: str) -> SendRequest | ReadRequest:
    """Parse the parameters of ``POST /<phone_number_id>/messages``; raise `GraphError`.

    ``home`` are the digits of the business's number.
    """
    if given.get("messaging_product") != "whatsapp":
        raise missing("messaging_product")
    if "status" in given:
        return _read_request(given)
    kind = given.get("type", "text")
    if kind not in KINDS:
        raise bad_parameter(f"Param type must be one of {{{', '.join(KINDS).upper()}}} - got {kind!r}.")
    typed, wa_id, bsuid = _recipient(given, home)
    part, line = read_part(kind, bodies.structured(given.get(kind), NESTED.get(kind, frozenset())))
    return SendRequest(
        typed=typed,
        wa_id=wa_id,
        bsuid=bsuid,
        kind=kind,
        body=line,
        part=part,
        callback_data=_callback_data(given),
        reply_to=_quoted(given),
    )


def read_part(kind: str, part: Any) -> tuple[Any, str]:
    """Check the part of this kind; return it with a readable line, or raise `GraphError`."""
    return interactive.read(part) if kind == "interactive" else kinds.read(kind, part)


def _read_request(body: Mapping[str, Any]) -> ReadRequest:
    if body["status"] != "read":
        raise bad_parameter("Param status must be one of {READ}.")
    wamid = body.get("message_id")
    if not isinstance(wamid, str) or not wamid:
        raise missing("message_id")
    return ReadRequest(clean(wamid), typing="typing_indicator" in body)


def _recipient(body: Mapping[str, Any], home: str) -> tuple[str, str, str]:
    """Return (as typed, wa_id, BSUID); ``to`` wins where both are given."""
    if typed := body.get("to"):
        return str(typed), _wa_id(typed, home), ""
    typed = body.get("recipient")
    if not typed:
        raise missing("to")
    if not isinstance(typed, str) or not BSUID.fullmatch(typed):
        raise bad_value("recipient is not a business-scoped user id")
    return typed, "", typed


def _wa_id(typed: object, home: str) -> str:
    try:
        found = recipients.wa_id_of(typed, home)
    except ValueError as error:
        raise bad_value("Recipient phone number is not a valid phone number") from error
    if found == recipients.whatsapp_id(home):
        raise graph_error(131021, "Recipient phone number and sender phone number are the same")
    return found


def _callback_data(body: Mapping[str, Any]) -> str:
    data = body.get("biz_opaque_callback_data", "")
    if not isinstance(data, str) or len(data) > MAX_CALLBACK_DATA:
        raise bad_parameter(
            f"Param biz_opaque_callback_data must be a string of at most {MAX_CALLBACK_DATA} characters."
        )
    return clean(data)


def _quoted(body: Mapping[str, Any]) -> str:
    context = bodies.structured(body.get("context", {}))
    quoted = context.get("message_id", "") if isinstance(context, Mapping) else None
    if not isinstance(quoted, str):
        raise bad_parameter("Param context['message_id'] must be a string.")
    return clean(quoted)[:191]
