"""Sends of a business to the fake Twilio, parsed. No database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import orjson

from simulator.wire.texts import BSUID, clean
from simulator.wire.twilio.errors import TwilioError

LONGEST_BODY = 1600
# How far ahead a message may be scheduled.
SOONEST, LATEST = timedelta(seconds=300), timedelta(days=35)
GEO = re.compile(r"geo:(-?[0-9.]{1,20}),(-?[0-9.]{1,20})(?:\|(.{0,200}))?", re.DOTALL)
TO = re.compile(r"whatsapp:\+([0-9]{5,15})")


@dataclass(frozen=True, slots=True)
class TwilioSend:
    """A message to be sent.

    Exactly one of ``wa_id`` and ``bsuid`` is set; ``content_sid`` is empty for a free-form message, ``place`` None
    unless it is a location.
    """

    typed: str
    wa_id: str
    bsuid: str
    body: str
    media_url: str = ""
    callback_url: str = ""
    content_sid: str = ""
    variables: Mapping[str, str] | None = None
    place: Mapping[str, Any] | None = None
    messaging_service_sid: str = ""
    send_at: datetime | None = None


def parse(form: Mapping[str, str], sender: str) -> TwilioSend:
    """Parse the form of ``POST Messages.json``; raise `TwilioError`."""
    typed = form.get("To", "")
    if not typed:
        raise TwilioError(21604)
    wa_id, bsuid = _recipient(typed)
    if typed == sender:
        raise TwilioError(63031)
    if form.get("From", "") not in ("", sender) or not (form.get("From") or form.get("MessagingServiceSid")):
        raise TwilioError(63007)
    body, media_url, content_sid = (form.get(name, "") for name in ("Body", "MediaUrl", "ContentSid"))
    if not body.strip() and not media_url and not content_sid:
        raise TwilioError(21602)
    if len(body) > LONGEST_BODY:
        raise TwilioError(21617)
    return TwilioSend(
        typed=typed,
        wa_id=wa_id,
        bsuid=bsuid,
        body=clean(body),
        media_url=_url(media_url, 21620),
        callback_url=_url(form.get("StatusCallback", ""), 21609),
        content_sid=content_sid,
        variables=_variables(form.get("ContentVariables", "")),
        place=_place(form.get("PersistentAction", "")),
        messaging_service_sid=_service(form.get("MessagingServiceSid", "")),
        send_at=_send_at(form),
    )


def _recipient(typed: str) -> tuple[str, str]:
    if match := TO.fullmatch(typed):
        return match[1], ""
    name = typed.removeprefix("whatsapp:")
    if typed.startswith("whatsapp:") and BSUID.fullmatch(name):
        return "", name
    if re.fullmatch(r"\+[0-9]{5,15}", typed):
        raise TwilioError(21910)
    raise TwilioError(21211, f"Invalid 'To' Phone Number: {clean(typed[:60])}")


def _url(given: str, code: int) -> str:
    if given and (not given.isascii() or urlsplit(given).scheme not in ("http", "https")):
        raise TwilioError(code)
    return given


def _service(given: str) -> str:
    if given and not re.fullmatch(r"MG[0-9a-fA-F]{32}", given):
        raise TwilioError(21701)
    return given


def _send_at(form: Mapping[str, str]) -> datetime | None:
    """Return when a scheduled message is to go out: in five minutes at the earliest."""
    given, kind = form.get("SendAt", ""), form.get("ScheduleType", "")
    if not given and not kind:
        return None
    if kind != "fixed":
        raise TwilioError(35112)
    if not form.get("MessagingServiceSid"):
        raise TwilioError(35118)
    try:
        at = datetime.fromisoformat(given)
    except ValueError as error:
        raise TwilioError(35111) from error
    at = at.replace(tzinfo=at.tzinfo or UTC)
    if not SOONEST <= at - datetime.now(UTC) <= LATEST:
        raise TwilioError(35114)
    return at


def _variables(given: str) -> Mapping[str, str]:
    try:
        found = orjson.loads(given) if given else {}
    except orjson.JSONDecodeError as error:
        raise TwilioError(21656) from error
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise TwilioError(21656)
    return found


def _place(action: str) -> dict[str, Any] | None:
    match = GEO.fullmatch(action)
    if match is None:
        return None
    label = match[3] or ""
    return {"latitude": float(match[1]), "longitude": float(match[2]), **({"name": label} if label else {})}
