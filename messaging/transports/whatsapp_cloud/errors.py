"""Meta's errors as refusals, by the catalogue of its codes (docs/design/providers.md A14)."""

from __future__ import annotations

from typing import Any

from messaging.errors import FailureClass, SendRefused
from messaging.limits import LONGEST_ERROR_DETAIL
from messaging.transports.catalogue import ErrorEntry
from messaging.transports.payload import mapping, text
from messaging.transports.whatsapp_cloud.error_catalogue import (
    CATALOGUE,
    LATER,
    NO_RIGHTS,
    ONCE_MORE,
    UNKNOWN_OBJECT,
)

_PERMISSION_CODES = range(200, 300)
# Seconds below which another try only makes it worse, for codes where that is documented.
_NOT_BEFORE = {"131048": 3600.0, "133015": 300.0}


def code_of(problem: Any) -> str:
    """Return the catalogue's key of one error of Meta's, empty when it names no code.

    Of the code 100 the type tells what the subcode may leave out: `GraphMethodException` speaks of the object
    that was asked, every other type of a parameter.
    """
    code, narrower = text(problem, "code"), f"{text(problem, 'code')}/{text(problem, 'error_subcode')}"
    if narrower in CATALOGUE:
        return narrower
    about_object = code == "100" and text(problem, "type") == "GraphMethodException"
    return UNKNOWN_OBJECT if about_object else code


def lookup(code: str) -> ErrorEntry | None:
    """Return the line of a code, None for one that is not in the catalogue."""
    if code.isascii() and code.isdigit() and int(code[:9]) in _PERMISSION_CODES:
        return NO_RIGHTS
    return CATALOGUE.get(code)


def entry(code: str) -> ErrorEntry:
    """Return the line of a code; an unknown one is tried once more, then final."""
    return lookup(code) or ErrorEntry(
        FailureClass.RETRY, f"WhatsApp refused this message (error {code or 'unnamed'})", LATER, ONCE_MORE
    )


def refusal(code: str | int, detail: str = "", retry_after: float | None = None) -> SendRefused:
    """Make the exception for an error that answered a request. ``retry_after`` in seconds, if Meta named it."""
    found = entry(str(code))
    return SendRefused(
        str(code),
        found.title,
        failure=found.failure,
        detail=detail[:LONGEST_ERROR_DETAIL],
        action=found.action,
        retry_after=_patience(str(code), retry_after),
        budget=found.budget,
        scope=found.scope,
        pauses=found.pauses,
        advice=found.advice,
    )


def _patience(code: str, named: float | None) -> float | None:
    least = _NOT_BEFORE.get(code)
    return named if least is None else max(least, named or 0.0)


def channel_refusal(code: str, title: str, detail: str, *, pauses: bool = False) -> SendRefused:
    """Refuse because of the inbox's own settings: nothing of this inbox can go out until they are put right.
    ``pauses``: it is the token or its permissions that are wrong."""
    action = "Ask an administrator to check the settings of this inbox; messages wait until then."
    return SendRefused(
        code, title, failure=FailureClass.INBOX, detail=detail, action=action, scope="number", pauses=pauses
    )


def permanent_refusal(code: str, title: str, action: str, detail: str = "") -> SendRefused:
    """Refuse one message before WhatsApp would do it."""
    return SendRefused(
        code, title, failure=FailureClass.PERMANENT, action=action, detail=detail[:LONGEST_ERROR_DETAIL]
    )


def as_error(problem: Any) -> dict[str, str]:
    """Return the ``error`` of a message resource for one element of an ``errors`` array (a failed receipt)."""
    code = code_of(problem)
    if not code:
        title = "WhatsApp could not deliver this message"
        return SendRefused(
            "unknown", title, failure=FailureClass.RETRY, detail=detail_of(problem), action=LATER
        ).as_error()
    return refusal(code, detail_of(problem)).as_error()


def detail_of(problem: Any) -> str:
    """Return Meta's own words, the most exact that there are; at most 500 characters."""
    details = text(mapping(problem, "error_data"), "details")
    found = details or text(problem, "details") or text(problem, "message") or text(problem, "title")
    return found[:LONGEST_ERROR_DETAIL]
