"""Who calls the fake Graph API, about what, and which answers go wrong by order."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from simulator import faults
from simulator.models import SimulatedMedia, SimulatedNumber
from simulator.wire.meta import errors
from simulator.wire.meta.errors import GraphError, HtmlTrouble, coded

# Whatever is called; the first that is on decides.
EVERYWHERE = ("expired_token", "permission", "unavailable")
EXPIRED = 463  # the subcode of a token that was good before


@dataclass(frozen=True, slots=True)
class Target:
    """The object in the path. ``kind``: number, account or media."""

    number: SimulatedNumber
    kind: str
    media: SimulatedMedia | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What to answer, after so many seconds; ``lost``: the work was done, but the caller never hears of it."""

    body: dict[str, Any] = field(default_factory=dict)
    delay: float = 0.0
    lost: bool = False


def authorised(request: HttpRequest, object_id: str) -> Target:
    """The object in the path, when the bearer token may see it; raises `GraphError`."""
    theirs = numbers_of_bearer(request)
    if not theirs:
        raise errors.bad_token()
    for number in theirs:
        go_wrong(number, EVERYWHERE)
        if found := _target(number, object_id):
            return found
    raise errors.no_such_object(request.method or "", object_id)


def numbers_of_bearer(request: HttpRequest) -> list[SimulatedNumber]:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    token = given.strip().encode("utf-8", "replace")
    if scheme.lower() != "bearer" or not token:
        return []
    numbers = SimulatedNumber.objects.filter(provider=SimulatedNumber.Provider.META)
    return [one for one in numbers if hmac.compare_digest(one.access_token.encode(), token)]


def _target(number: SimulatedNumber, object_id: str) -> Target | None:
    if number.phone_number_id == object_id:
        return Target(number, "number")
    if number.waba_id == object_id:
        return Target(number, "account")
    media = number.media.filter(media_id=object_id).first()
    return Target(number, "media", media) if media else None


def go_wrong(number: SimulatedNumber, kinds: tuple[str, ...]) -> None:
    """Raises what the first of these faults that is on answers."""
    found = faults.use_first(number, kinds)
    if found is None:
        return
    kind, settings = found
    if kind == "unavailable":
        raise HtmlTrouble(503)
    raise _refusal(kind, faults.code_of(number, kind, settings), settings)


def _refusal(kind: str, code: int, settings: dict[str, Any]) -> GraphError:
    error = coded(code, errors.DETAILS.get(code, "The simulator was told to refuse this."))
    if kind == "rate_limit":
        error.retry_after = float(settings["seconds"])
    if kind == "expired_token":
        error.subcode = EXPIRED
    return error
