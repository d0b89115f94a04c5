"""Authorization, the object of a request, and the faults of answers in the fake Graph API."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from simulator import faults
from simulator.models import SimulatedMedia, SimulatedNumber
from simulator.wire.meta import GraphError, HtmlError, errors, graph_error

# Whatever is called; the first that is on decides.
REQUEST_FAULTS = ("expired_token", "permission", "unavailable")
EXPIRED_SUBCODE = 463  # the subcode of a token that was good before


@dataclass(frozen=True, slots=True)
class Target:
    """The object that the path names. ``kind``: number, account or media."""

    number: SimulatedNumber
    kind: str
    media: SimulatedMedia | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A body to answer after ``delay`` seconds; with ``lost`` the work is done but the answer never arrives."""

    body: dict[str, Any] = field(default_factory=dict)
    delay: float = 0.0
    lost: bool = False


def authorize(request: HttpRequest, object_id: str) -> Target:
    """Return the object that the path names; raise `GraphError` unless the bearer token may see it."""
    numbers = numbers_of_bearer(request)
    if not numbers:
        raise errors.bad_token()
    for number in numbers:
        apply_faults(number, REQUEST_FAULTS)
        if found := _find_target(number, object_id):
            return found
    raise errors.no_such_object(request.method or "", object_id)


def numbers_of_bearer(request: HttpRequest) -> list[SimulatedNumber]:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    token = given.strip().encode("utf-8", "replace")
    if scheme.lower() != "bearer" or not token:
        return []
    numbers = SimulatedNumber.objects.filter(provider=SimulatedNumber.Provider.META)
    return [one for one in numbers if hmac.compare_digest(one.access_token.encode(), token)]


def _find_target(number: SimulatedNumber, object_id: str) -> Target | None:
    if number.phone_number_id == object_id:
        return Target(number, "number")
    if number.waba_id == object_id:
        return Target(number, "account")
    media = number.media.filter(media_id=object_id).first()
    return Target(number, "media", media) if media else None


def apply_faults(number: SimulatedNumber, kinds: tuple[str, ...]) -> None:
    """Raise the error of the first of these faults that is on."""
    found = faults.use_first(number, kinds)
    if found is None:
        return
    kind, settings = found
    if kind == "unavailable":
        raise HtmlError(503)
    raise _error(kind, faults.error_code(number, kind, settings), settings)


def _error(kind: str, code: int, settings: dict[str, Any]) -> GraphError:
    error = graph_error(code, errors.DETAILS.get(code, "The simulator was told to refuse this."))
    if kind == "rate_limit":
        error.retry_after = float(settings["seconds"])
    if kind == "expired_token":
        error.subcode = EXPIRED_SUBCODE
    return error
