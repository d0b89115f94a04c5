"""Reading what a business asks of the fake Graph API, and how Meta says no. No database."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.wire.meta import kinds
from simulator.wire.meta.checks import clean
from simulator.wire.meta.errors import GraphError, bad_parameter, bad_value, missing
from simulator.wire.meta.webhooks import digits_of

__all__ = ["GraphError", "ReadRequest", "SendRequest", "parse", "phone_digits"]

MAX_CALLBACK = 512  # characters of biz_opaque_callback_data
KINDS = (
    "text image audio video document sticker location contacts reaction interactive template".split()  # noqa: SIM905
)
BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
# What people write between the digits of a number; anything else makes it no number.
NUMBER = re.compile(r"\+?[0-9][0-9 ().\-]*")
DIGITS = range(5, 16)  # E.164 allows 15


@dataclass(frozen=True, slots=True)
class SendRequest:
    """A message to a customer. Exactly one of ``wa_id`` (digits) and ``bsuid`` is set; ``typed`` is
    how the business wrote it. ``body`` is a readable line for every kind, ``part`` what the kind names."""

    typed: str
    wa_id: str
    bsuid: str
    kind: str
    body: str
    callback_data: str = ""
    reply_to: str = ""
    part: Any = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """The business has seen the customer's message; ``typing``: and is writing an answer."""

    wamid: str
    typing: bool = False


def parse(raw: bytes) -> SendRequest | ReadRequest:
    """Read the body of ``POST /<phone_number_id>/messages``; raises `GraphError`."""
    body = _object(raw)
    if body.get("messaging_product") != "whatsapp":
        raise missing("messaging_product")
    if "status" in body:
        return _read_request(body)
    kind = body.get("type", "text")
    if kind not in KINDS:
        raise bad_parameter(f"Param type must be one of {{{', '.join(KINDS).upper()}}} - got {kind!r}.")
    typed, wa_id, bsuid = _recipient(body)
    part, line = kinds.read(kind, body.get(kind))
    return SendRequest(
        typed=typed,
        wa_id=wa_id,
        bsuid=bsuid,
        kind=kind,
        body=line,
        part=part,
        callback_data=_callback_data(body),
        reply_to=_quoted(body),
    )


def _object(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise bad_parameter("Invalid JSON in the request body.") from error
    if not isinstance(body, dict):
        raise bad_parameter("The request body must be a JSON object.")
    return body


def _read_request(body: Mapping[str, Any]) -> ReadRequest:
    if body["status"] != "read":
        raise bad_parameter("Param status must be one of {READ}.")
    wamid = body.get("message_id")
    if not isinstance(wamid, str) or not wamid:
        raise missing("message_id")
    return ReadRequest(clean(wamid), typing="typing_indicator" in body)


def _recipient(body: Mapping[str, Any]) -> tuple[str, str, str]:
    """(as typed, digits, BSUID); ``to`` wins where both are given."""
    if typed := body.get("to"):
        return str(typed), phone_digits(typed), ""
    typed = body.get("recipient")
    if not typed:
        raise missing("to")
    if not isinstance(typed, str) or not BSUID.fullmatch(typed):
        raise bad_value("recipient is not a business-scoped user id")
    return typed, "", typed


def phone_digits(typed: object) -> str:
    """The wa_id of a number as typed; raises `GraphError` when it is none.

    Meta puts the business's country code before a number without a plus. This fake takes the
    digits as they are.
    """
    digits = digits_of(typed) if isinstance(typed, str) and NUMBER.fullmatch(typed.strip()) else ""
    if len(digits) not in DIGITS:
        raise bad_value("Recipient phone number is not a valid phone number")
    return digits


def _callback_data(body: Mapping[str, Any]) -> str:
    data = body.get("biz_opaque_callback_data", "")
    if not isinstance(data, str) or len(data) > MAX_CALLBACK:
        raise bad_parameter(
            f"Param biz_opaque_callback_data must be a string of at most {MAX_CALLBACK} characters."
        )
    return clean(data)


def _quoted(body: Mapping[str, Any]) -> str:
    context = body.get("context", {})
    quoted = context.get("message_id", "") if isinstance(context, Mapping) else None
    if not isinstance(quoted, str):
        raise bad_parameter("Param context['message_id'] must be a string.")
    return clean(quoted)[:191]
