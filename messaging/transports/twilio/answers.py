"""What an answer of Twilio's REST API means."""

from __future__ import annotations

import logging
from typing import NoReturn

from messaging.errors import FailureClass, OutcomeUnknown, SendRefused
from messaging.transports.base import Accepted
from messaging.transports.exchange import Answer
from messaging.transports.offers import Entry
from messaging.transports.reading import text
from messaging.transports.twilio.errors import known, misconfigured, not_let_in, refusal, refused

log = logging.getLogger(__name__)

LONGEST_ID, LONGEST_CODE = 255, 32
MULTIPLE, BAD_REQUEST, TOO_MANY, SERVER_ERROR = 300, 400, 429, 500
NOT_LET_IN = {401, 403, 404}

_LATER = "Send it again in a few minutes."
_DOWN = Entry(FailureClass.RETRY, "Twilio is not available at the moment", _LATER)
_SLOWER = Entry(FailureClass.LIMIT, "Twilio asks us to slow down", _LATER, scope="number")


def judge(answer: Answer) -> Accepted:
    """What an answer to a message means: `Accepted`, or raises `SendRefused` or `OutcomeUnknown`."""
    if answer.status >= SERVER_ERROR and not text(answer.document, "code"):
        # No word of Twilio's: some gateway does not know either whether the message was taken.
        raise OutcomeUnknown(f"Twilio answered {answer.status} without a reason")
    check(answer)
    sid = text(answer.document, "sid")
    if not 0 < len(sid) <= LONGEST_ID:
        raise OutcomeUnknown(f"Twilio answered {answer.status} without a message id")
    return Accepted(sid)


def check(answer: Answer) -> None:
    """Raises `SendRefused` for everything but a 2xx."""
    if answer.status >= MULTIPLE:
        _refuse(answer)


def _refuse(answer: Answer) -> NoReturn:
    """By Twilio's code where it is one that we know, else by the status."""
    code = text(answer.document, "code")[:LONGEST_CODE]
    log.warning("twilio refused a request", extra={"http_status": answer.status, "code": code})
    detail = text(answer.document, "message")
    if known(code):
        raise refusal(code, detail, answer.retry_after)
    raise _by_status(answer, code, detail or f"HTTP {answer.status}")


def _by_status(answer: Answer, code: str, detail: str) -> SendRefused:
    status, name = answer.status, code or f"http_{answer.status}"
    if status < BAD_REQUEST:
        return misconfigured("redirect", "The API base URL leads somewhere else", detail)
    if status == TOO_MANY:
        return refused(name, _SLOWER, detail, answer.retry_after)
    if status >= SERVER_ERROR:
        return refused(name, _DOWN, detail, answer.retry_after)
    if not code and status in NOT_LET_IN:
        return not_let_in(name, detail)
    return refusal(name, detail, answer.retry_after)
