"""Authorization, the object of a request, and the faults of answers in the fake Graph API."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from simulator import faults
from simulator.models import SimulatedMedia, SimulatedNumber, SimulatedTemplate
from simulator.wire.meta import GraphError, HtmlError, errors, graph_error

# Whatever is called; the first that is on decides.
REQUEST_FAULTS = ("expired_token", "permission", "unavailable")
# What is no object: the path alone names what is asked.
APP_NODES = frozenset({"debug_token", "me"})
EXPIRED_SUBCODE = 463  # the subcode of a token that was good before


@dataclass(frozen=True, slots=True)
class Target:
    """The object that the path names. ``kind``: number, account, media, template or app."""

    number: SimulatedNumber
    kind: str
    media: SimulatedMedia | None = None
    template: SimulatedTemplate | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A request to an object; ``given`` are its parameters, wherever they stood."""

    request: HttpRequest
    target: Target
    given: dict[str, Any]

    @property
    def number(self) -> SimulatedNumber:
        return self.target.number


@dataclass(frozen=True, slots=True)
class Answer:
    """A body to answer after ``delay`` seconds; with ``lost`` the work is done but the answer never arrives."""

    body: dict[str, Any] = field(default_factory=dict)
    delay: float = 0.0
    lost: bool = False


def authorize(method: str, token: str, object_id: str) -> Target:
    """Return the object that the path names; raise `GraphError` unless the token may see it."""
    numbers = numbers_of_token(token)
    if not numbers:
        raise errors.bad_token()
    for number in numbers:
        apply_faults(number, REQUEST_FAULTS)
        if found := _find_target(number, object_id):
            return found
    raise errors.no_such_object(method, object_id)


def numbers_of_token(token: str) -> list[SimulatedNumber]:
    """Return the numbers that an access token may see: a system user's, or the app's own (id and secret)."""
    if not token:
        return []
    numbers = SimulatedNumber.objects.filter(provider=SimulatedNumber.Provider.META)
    return [one for one in numbers if _opens(one, token.encode("utf-8", "replace"))]


def _opens(number: SimulatedNumber, token: bytes) -> bool:
    keys = (number.access_token, app_token_of(number))
    return any(hmac.compare_digest(key.encode(), token) for key in keys)


def app_id_of(number: SimulatedNumber) -> str:
    """Return the id of the app that the account's webhooks are signed for."""
    digest = hashlib.sha256(f"app of {number.waba_id}".encode()).digest()
    return str(10**14 + int.from_bytes(digest[:6], "big"))


def app_token_of(number: SimulatedNumber) -> str:
    return f"{app_id_of(number)}|{number.app_secret}"


def _find_target(number: SimulatedNumber, object_id: str) -> Target | None:
    if object_id in APP_NODES or object_id == app_id_of(number):
        return Target(number, object_id if object_id in APP_NODES else "app")
    if number.phone_number_id == object_id:
        return Target(number, "number")
    if number.waba_id == object_id:
        return Target(number, "account")
    if media := number.media.filter(media_id=object_id).first():
        return Target(number, "media", media)
    templates = SimulatedTemplate.objects.select_related("number")
    template = templates.filter(number__waba_id=number.waba_id, template_id=object_id).first()
    return Target(template.number, "template", template=template) if template else None


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
