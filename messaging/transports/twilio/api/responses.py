"""The meaning of responses of Twilio's REST API."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import NoReturn

from messaging.errors import FailureClass, OutcomeUnknown, SendRefused
from messaging.limits import LONGEST_EXTERNAL_ID
from messaging.transports.base import Accepted
from messaging.transports.catalogue import ErrorEntry
from messaging.transports.http import Response
from messaging.transports.payload import text
from messaging.transports.twilio.errors import access_denied, lookup, misconfigured, refusal, refusal_of

log = logging.getLogger(__name__)

LONGEST_CODE = 32
FIRST_REFUSAL_STATUS, BAD_REQUEST, TOO_MANY_REQUESTS, SERVER_ERROR = 300, 400, 429, 500
ACCESS_DENIED_STATUSES = {401, 403, 404}

_LATER = "Send it again in a few minutes."
_DOWN = ErrorEntry(FailureClass.RETRY, "Twilio is not available at the moment", _LATER)
_SLOWER = ErrorEntry(FailureClass.LIMIT, "Twilio asks us to slow down", _LATER, scope="number")


def read_send_response(answer: Response) -> Accepted:
    """Return `Accepted` for what a response to a message means, or raise `SendRefused` or `OutcomeUnknown`."""
    if answer.status >= SERVER_ERROR and not text(answer.document, "code"):
        # Not Twilio's own answer: a gateway does not know either whether the message was taken.
        raise OutcomeUnknown(f"Twilio answered {answer.status} without a reason")
    raise_for_status(answer)
    sid = text(answer.document, "sid")
    if not 0 < len(sid) <= LONGEST_EXTERNAL_ID:
        raise OutcomeUnknown(f"Twilio answered {answer.status} without a message id")
    return Accepted(sid)


def raise_for_status(answer: Response) -> None:
    """Raise `SendRefused` for everything but a 2xx."""
    if answer.status >= FIRST_REFUSAL_STATUS:
        _raise_refusal(answer)


def _raise_refusal(answer: Response) -> NoReturn:
    """Raise the refusal of Twilio's code where it is one that we know, else of the status."""
    code = text(answer.document, "code")[:LONGEST_CODE]
    log.warning("Twilio refused a request", extra={"http_status": answer.status, "code": code})
    detail = text(answer.document, "message")
    known = refusal(code, detail, answer.retry_after) if lookup(code) else None
    refused = known or _by_status(answer, code, detail or f"HTTP {answer.status}")
    raise replace(refused, answered=True)


def _by_status(answer: Response, code: str, detail: str) -> SendRefused:
    status, name = answer.status, code or f"http_{answer.status}"
    if status < BAD_REQUEST:
        return misconfigured("redirect", "The API base URL leads somewhere else", detail)
    if status == TOO_MANY_REQUESTS:
        return refusal_of(name, _SLOWER, detail, answer.retry_after)
    if status >= SERVER_ERROR:
        return refusal_of(name, _DOWN, detail, answer.retry_after)
    if not code and status in ACCESS_DENIED_STATUSES:
        return access_denied(name, detail)
    return refusal(name, detail, answer.retry_after)
