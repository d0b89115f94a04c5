"""What the Graph API's answer to a send means."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn

import aiohttp

from messaging.errors import FailureClass, OutcomeUnknown, SendRefused, Unreadable
from messaging.transports.base import Accepted, Identity
from messaging.transports.identity import LONGEST_VALUE, identity_of
from messaging.transports.reading import load_object, mapping, sequence, text
from messaging.transports.whatsapp_cloud.errors import channel_refusal, detail_of, known, refusal

log = logging.getLogger(__name__)

LONGEST_ID, LONGEST_CODE = 255, 32
LONGEST_WAIT = 3600.0  # more than that in a Retry-After would be silence, not patience
MULTIPLE, BAD_REQUEST, TOO_MANY, SERVER_ERROR, GATEWAY_TIMEOUT = 300, 400, 429, 500, 504
NOT_LET_IN = {401, 403, 404}  # without an error of Meta's: the address or the token is wrong


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``document`` is empty when the body was no JSON object, too long, or cut off."""

    status: int
    document: Mapping[str, Any]
    retry_after: float | None


async def read(response: aiohttp.ClientResponse, limit: int) -> Answer:
    """The answer with at most ``limit`` bytes of its body; the status counts even if the body is cut."""
    try:
        document = load_object(await _capped(response.content, limit))
    except (Unreadable, aiohttp.ClientError, TimeoutError, OSError):
        document = {}  # a page of HTML, a flood or a cut: the status line alone decides
    return Answer(response.status, document, retry_after(response.headers.get("Retry-After", "")))


async def _capped(stream: aiohttp.StreamReader, limit: int) -> bytes:
    """The first ``limit`` bytes: what is longer is no answer of Meta's, and cut JSON is no JSON."""
    found = bytearray()
    while chunk := await stream.read(limit - len(found)):
        found += chunk
    return bytes(found)


def judge(answer: Answer) -> Accepted:
    """What an answer means: `Accepted`, or raises `SendRefused` or `OutcomeUnknown`."""
    if answer.status >= MULTIPLE:
        _refuse(answer)
    first = next(iter(sequence(answer.document, "messages")), None)
    external_id = text(first, "id")
    if not 0 < len(external_id) <= LONGEST_ID:
        raise OutcomeUnknown(f"WhatsApp answered {answer.status} without a message id")
    return Accepted(external_id, _recipients(answer))


def _recipients(answer: Answer) -> tuple[Identity, ...]:
    """How Meta knows the recipient, which may differ from what was typed (Brazil, Mexico)."""
    people = sequence(answer.document, "contacts")
    names = [text(who, key) for who in people for key in ("user_id", "wa_id")]
    found = dict.fromkeys(identity_of(name) for name in names if len(name) <= LONGEST_VALUE)
    return tuple(identity for identity in found if identity.kind != "handle")


def _refuse(answer: Answer) -> NoReturn:
    """By Meta's code where it is one that we know, else by the status."""
    error = mapping(answer.document, "error")
    code = text(error, "code")[:LONGEST_CODE]
    log.warning(
        "graph refused a message",
        extra={"http_status": answer.status, "code": code, "fbtrace_id": text(error, "fbtrace_id")},
    )
    if known(code):
        raise refusal(code, detail_of(error), answer.retry_after)
    if answer.status == GATEWAY_TIMEOUT:
        # Meta's own gateway does not know either whether the message was taken.
        raise OutcomeUnknown("WhatsApp answered 504: it did not hear from its own servers in time")
    raise _by_status(answer, code, detail_of(error))


def _by_status(answer: Answer, code: str, detail: str) -> SendRefused:
    status = answer.status
    name = code or f"http_{status}"
    if status < BAD_REQUEST:
        return channel_refusal("redirect", "The Graph base URL leads somewhere else", f"HTTP {status}")
    if status == TOO_MANY:
        return _passing(name, "WhatsApp asks us to slow down", detail, answer)
    if status >= SERVER_ERROR:
        return _passing(name, "WhatsApp is not available at the moment", detail, answer)
    if not code and status in NOT_LET_IN:
        return channel_refusal(name, "WhatsApp did not let the inbox in", f"HTTP {status}")
    return refusal(name, detail, answer.retry_after)


def _passing(code: str, title: str, detail: str, answer: Answer) -> SendRefused:
    limit = answer.status == TOO_MANY
    return SendRefused(
        code,
        title,
        failure=FailureClass.LIMIT if limit else FailureClass.RETRY,
        detail=detail or f"HTTP {answer.status}",
        action="Send it again in a few minutes.",
        retry_after=answer.retry_after,
        scope="number" if limit else "pair",
    )


def retry_after(header: str, now: float | None = None) -> float | None:
    """Seconds to wait by a Retry-After header, which holds seconds or a date; at most an hour."""
    seconds = _seconds(header.strip(), time.time() if now is None else now)
    return None if seconds is None else min(max(seconds, 0.0), LONGEST_WAIT)


def _seconds(header: str, now: float) -> float | None:
    if re.fullmatch(r"[0-9]{1,12}(\.[0-9]+)?", header):
        return float(header)
    try:
        date = parsedate_to_datetime(header)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date.replace(tzinfo=date.tzinfo or UTC).timestamp() - now
