"""Reading what a business asks of the fake Graph API, and how Meta says no. No database."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from messaging.simulator.wire import digits_of

MAX_TEXT = 4096  # characters of text.body
MAX_CALLBACK = 512  # characters of biz_opaque_callback_data
KINDS = (
    "text image audio video document sticker location contacts reaction interactive template".split()  # noqa: SIM905
)
BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
# What people write between the digits of a number; anything else makes it no number.
NUMBER = re.compile(r"\+?[0-9][0-9 ().\-]*")
DIGITS = range(5, 16)  # E.164 allows 15


class GraphError(Exception):
    """A refusal in Graph's form: ``{"error": {...}}`` with HTTP ``status``."""

    def __init__(self, code: int, message: str, *, details: str = "", status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details
        self.status = status
        self.kind = "OAuthException"
        self.subcode: int | None = None

    def as_body(self) -> dict[str, Any]:
        error: dict[str, Any] = {"message": self.message, "type": self.kind, "code": self.code}
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        return {"error": error | {"fbtrace_id": "A" + secrets.token_urlsafe(16)}}


def bad_parameter(sentence: str) -> GraphError:
    """Code 100: a parameter is missing or has the wrong shape."""
    return GraphError(100, f"(#100) {sentence}")


def bad_value(details: str) -> GraphError:
    """Code 131009: a parameter of the right shape names nothing that exists."""
    return GraphError(131009, "(#131009) Parameter value is not valid", details=details)


def bad_token() -> GraphError:
    """Code 190 with HTTP 401."""
    return GraphError(190, "Invalid OAuth access token - Cannot parse access token", status=401)


def no_such_object(method: str, object_id: str) -> GraphError:
    """Code 100, subcode 33: the id in the path is not one that this token may see."""
    error = GraphError(
        100,
        f"Unsupported {method.lower()} request. Object with ID '{object_id}' does not exist, cannot be "
        "loaded due to missing permissions, or does not support this operation.",
    )
    error.kind, error.subcode = "GraphMethodException", 33
    return error


def unknown_path(path: str) -> GraphError:
    """Code 2500: no such endpoint."""
    return GraphError(2500, f"Unknown path components: /{path.strip('/')}")


@dataclass(frozen=True, slots=True)
class SendRequest:
    """A message to a customer. Exactly one of ``wa_id`` (digits) and ``bsuid`` is set; ``typed`` is
    how the business wrote it. ``body`` is a readable line for every kind."""

    typed: str
    wa_id: str
    bsuid: str
    kind: str
    body: str
    callback_data: str = ""
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """The business has seen the customer's message; ``typing``: and is writing an answer."""

    wamid: str
    typing: bool = False


def parse(raw: bytes) -> SendRequest | ReadRequest:
    """Read the body of ``POST /<phone_number_id>/messages``; raises `GraphError`."""
    body = _object(raw)
    if body.get("messaging_product") != "whatsapp":
        raise bad_parameter("The parameter messaging_product is required.")
    if "status" in body:
        return _read_request(body)
    kind = body.get("type", "text")
    if kind not in KINDS:
        raise bad_parameter(f"Param type must be one of {{{', '.join(KINDS).upper()}}} - got {kind!r}.")
    typed, wa_id, bsuid = _recipient(body)
    return SendRequest(
        typed=typed,
        wa_id=wa_id,
        bsuid=bsuid,
        kind=kind,
        body=_text(body) if kind == "text" else placeholder(kind, _part(body, kind)),
        callback_data=_callback_data(body),
        reply_to=_quoted(body),
    )


def placeholder(kind: str, part: Any) -> str:
    """A readable line for a kind that the phone page cannot show."""
    line = READABLE.get(kind, _caption)(part if isinstance(part, Mapping) else {})
    return clean(f"[{kind}] {line}".strip())[:MAX_TEXT]


def clean(text: str) -> str:
    """Text that every database can store: no NUL, no half of a surrogate pair."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


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
        raise bad_parameter("The parameter message_id is required.")
    return ReadRequest(clean(wamid), typing="typing_indicator" in body)


def _recipient(body: Mapping[str, Any]) -> tuple[str, str, str]:
    """(as typed, digits, BSUID); ``to`` wins where both are given."""
    if typed := body.get("to"):
        return str(typed), phone_digits(typed), ""
    typed = body.get("recipient")
    if not typed:
        raise bad_parameter("The parameter to is required.")
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


def _text(body: Mapping[str, Any]) -> str:
    part = _part(body, "text")
    text = part.get("body") if isinstance(part, Mapping) else None
    if text is None:
        raise bad_parameter("The parameter text['body'] is required.")
    if not isinstance(text, str):
        raise bad_parameter("Param text['body'] must be a string.")
    if not text.strip():
        raise bad_parameter("Param text['body'] must be at least 1 characters long.")
    if len(text) > MAX_TEXT:
        raise bad_parameter(f"Param text['body'] must be at most {MAX_TEXT} characters long.")
    return clean(text)


def _part(body: Mapping[str, Any], kind: str) -> Any:
    part = body.get(kind)
    if not isinstance(part, Mapping | list) or not part:
        raise bad_parameter(f"The parameter {kind} is required.")
    return part


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


def _caption(part: Mapping[str, Any]) -> str:
    return str(part.get("caption") or part.get("filename") or "")


def _place(part: Mapping[str, Any]) -> str:
    name = part.get("name") or f"{part.get('latitude')}, {part.get('longitude')}"
    return f"📍 {name}"


def _template(part: Mapping[str, Any]) -> str:
    language = part.get("language")
    code = language.get("code") if isinstance(language, Mapping) else None
    return f"{part.get('name', '')} ({code})" if code else str(part.get("name", ""))


def _interactive(part: Mapping[str, Any]) -> str:
    body = part.get("body")
    return str(body.get("text", "")) if isinstance(body, Mapping) else ""


READABLE: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "location": _place,
    "template": _template,
    "interactive": _interactive,
    "reaction": lambda part: str(part.get("emoji", "")),
}
