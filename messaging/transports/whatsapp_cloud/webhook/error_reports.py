"""Errors that Meta reports in webhooks, in the words of the catalogue (docs/design/providers.md A7, A14)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Literal

from messaging.errors import FailureClass
from messaging.limits import LONGEST_ERROR_CODE
from messaging.transports.base import Notice
from messaging.transports.payload import sequence, storable, text
from messaging.transports.whatsapp_cloud.errors import as_error, lookup
from messaging.transports.whatsapp_cloud.webhook.envelope import (
    Envelope,
    Item,
    UnusableItemError,
    ignored_junk,
    json_objects,
    parse_isolated,
)

TEMPORARY_CLASSES = {FailureClass.RETRY, FailureClass.LIMIT}
PASSES = "It passes by itself: what it holds back is tried again."
# One report is no proof: sending stops when WhatsApp refuses a request with the token.
BEING_CHECKED = "The console checks the access token now; sending stops only if WhatsApp refuses it."
UNSUPPORTED, FILE_MISSING = "131051", "131052"
# The catalogue speaks of what we send; of what a customer sent, another advice helps.
_INBOUND_TEXTS = {
    UNSUPPORTED: {
        "title": "WhatsApp does not pass on this kind of message",
        "action": "Look at it on the business's phone, or ask the customer to send it in another form.",
    }
}


def first_error(item: dict[str, Any]) -> Any:
    """Return the first element of ``errors`` that says anything; None when there is none."""
    return next(iter(json_objects(sequence(item, "errors"))), None)


def receipt_error(item: dict[str, Any]) -> dict[str, str]:
    """Return the ``error`` of a message of ours that failed; Meta may give no reason."""
    error = as_error(first_error(item))
    return error | {"code": error["code"][:LONGEST_ERROR_CODE]}


def reported_error(problem: Any) -> dict[str, str]:
    """Return the ``error`` of something that we did not send."""
    error = as_error(problem)
    code = error["code"][:LONGEST_ERROR_CODE]
    if lookup(code) is None:
        return error | {"code": code, "title": f"WhatsApp reported error {code}", "action": ""}
    return error | _INBOUND_TEXTS.get(code, {})


def inbound_error(problem: Any) -> dict[str, str]:
    """Return the ``error`` of a customer's message: nothing of it is tried again, whatever the code promises of
    messages of ours."""
    error = reported_error(problem)
    entry = lookup(error["code"])
    promises = entry is not None and entry.failure in {*TEMPORARY_CLASSES, FailureClass.INBOX}
    return error | {"action": "Ask the customer to send it again."} if promises else error


def error_notices(
    value: dict[str, Any], envelope: Envelope, level: Literal["info", "error"] = "error"
) -> Iterator[Item]:
    """Parse ``errors`` of a number or a whole account, which belong to no message."""
    problems = sequence(value, "errors")
    whole = json_objects(problems)
    yield from ignored_junk(problems, whole)
    for problem in whole:
        yield parse_isolated(partial(_notice, level=level), problem, envelope)


def _notice(
    problem: dict[str, Any], envelope: Envelope, *, level: Literal["info", "warning", "error"]
) -> Notice:
    if not text(problem, "code"):
        raise UnusableItemError("An error without a code.")
    if not (envelope.route or envelope.account):
        raise UnusableItemError("The change does not say which phone number it is for.")
    error = reported_error(problem)
    entry = lookup(error["code"])
    if entry and entry.failure in TEMPORARY_CLASSES:
        # The catalogue's advice is on one message, and here is none. What concerns the number ends by itself; of a
        # message that nobody names there is nothing to promise.
        error["action"] = PASSES if entry.scope == "number" else ""
    if entry and entry.pauses:
        error["action"] = BEING_CHECKED
        level = "warning" if level == "error" else level
    return Notice(
        level=level,
        route=envelope.route,
        account="" if envelope.route else envelope.account,
        at=envelope.at,
        payload=storable(problem),
        code=error["code"],
        title=error["title"],
        detail=error["detail"],
        action=error["action"],
    )
