"""The meaning of responses of the Graph API."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import NoReturn

from messaging.errors import FailureClass, OutcomeUnknown, SendRefused
from messaging.limits import LONGEST_ADDRESS, LONGEST_EXTERNAL_ID
from messaging.transports.base import Accepted, Identity
from messaging.transports.http import Response
from messaging.transports.payload import mapping, sequence, text
from messaging.transports.phone_numbers import parse_identity
from messaging.transports.whatsapp_cloud.errors import channel_refusal, code_of, detail_of, lookup, refusal

log = logging.getLogger(__name__)

LONGEST_CODE = 32
FIRST_REFUSAL_STATUS, BAD_REQUEST, TOO_MANY_REQUESTS, SERVER_ERROR = 300, 400, 429, 500
# Statuses of a gateway that got no usable answer from Meta's own servers.
GATEWAY_STATUSES = {502, 504}
ACCESS_DENIED_STATUSES = {401, 403, 404}  # without an error of Meta's: the address or the token is wrong
BAD_TOKEN_STATUSES = {401, 403}


def read_send_response(answer: Response) -> Accepted:
    """Return `Accepted` for what a response to a message means, or raise `SendRefused` or `OutcomeUnknown`."""
    if answer.status >= FIRST_REFUSAL_STATUS:
        _raise_refusal(answer)
    first = next(iter(sequence(answer.document, "messages")), None)
    external_id = text(first, "id")
    if not 0 < len(external_id) <= LONGEST_EXTERNAL_ID:
        raise OutcomeUnknown(f"WhatsApp answered {answer.status} without a message id")
    return Accepted(external_id, _recipients(answer))


def _recipients(answer: Response) -> tuple[Identity, ...]:
    """Return how Meta knows the recipient, which may differ from what was typed (Brazil, Mexico)."""
    people = sequence(answer.document, "contacts")
    names = [text(who, key) for who in people for key in ("user_id", "wa_id")]
    found = dict.fromkeys(parse_identity(name) for name in names if len(name) <= LONGEST_ADDRESS)
    return tuple(identity for identity in found if identity.kind != "handle")


def _raise_refusal(answer: Response) -> NoReturn:
    refused = refusal_from(answer)
    if answer.status in GATEWAY_STATUSES and not lookup(error_code(answer)):
        # It does not know either whether the message was taken.
        raise OutcomeUnknown(f"WhatsApp answered {answer.status}: its own servers gave no answer")
    raise refused


def error_code(answer: Response) -> str:
    """Return the catalogue's key of Meta's error, empty when there is none."""
    return code_of(mapping(answer.document, "error"))[:LONGEST_CODE]


def refusal_from(answer: Response) -> SendRefused:
    """Return what a response of 300 and more means: by Meta's code where we know it, else by the status."""
    error, code = mapping(answer.document, "error"), error_code(answer)
    log.warning(
        "The Graph API refused a request",
        extra={"http_status": answer.status, "code": code, "fbtrace_id": text(error, "fbtrace_id")},
    )
    detail = detail_of(error)
    refused = refusal(code, detail, answer.retry_after) if lookup(code) else _by_status(answer, code, detail)
    return replace(refused, answered=True)


def _by_status(answer: Response, code: str, detail: str) -> SendRefused:
    status = answer.status
    name = code or f"http_{status}"
    if status < BAD_REQUEST:
        return channel_refusal("redirect", "The Graph base URL leads somewhere else", f"HTTP {status}")
    if status == TOO_MANY_REQUESTS:
        return _temporary_refusal(name, "WhatsApp asks us to slow down", detail, answer)
    if status >= SERVER_ERROR:
        return _temporary_refusal(name, "WhatsApp is not available at the moment", detail, answer)
    if not code and status in ACCESS_DENIED_STATUSES:
        title = "WhatsApp did not let the inbox in"
        return channel_refusal(name, title, f"HTTP {status}", pauses=status in BAD_TOKEN_STATUSES)
    return refusal(name, detail, answer.retry_after)


def _temporary_refusal(code: str, title: str, detail: str, answer: Response) -> SendRefused:
    limit = answer.status == TOO_MANY_REQUESTS
    return SendRefused(
        code,
        title,
        failure=FailureClass.LIMIT if limit else FailureClass.RETRY,
        detail=detail or f"HTTP {answer.status}",
        action="Send it again in a few minutes.",
        retry_after=answer.retry_after,
        scope="number" if limit else "pair",
    )
