"""How often a password may be tried, at every door that asks for one (the console's and the admin's).

| counted | more than | within 15 minutes |
|---|---|---|
| one name from one address | 5 | that pair is locked (django-axes: rows that admins see and can delete) |
| any names from one address (/64, four times as many from a /48) | 30 | the address waits: names cannot be sprayed |
| one name from anywhere | 20 | slowed down: one try in `PACE` seconds, whoever makes it |
| one name from a device that it once logged in with | 5 | the device waits; the three above do not concern it |

So nobody is locked out by others: the own device goes on, and a new one is slowed down only. A try is counted when
it begins and taken back when it was right, or a hundred at once would all be looked at.
"""

from __future__ import annotations

import logging
import secrets
import unicodedata
from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.decorators import sync_and_async_middleware

from messaging import throttles
from messaging.throttles import Attempts, Counted, Limit

log = logging.getLogger(__name__)

WINDOW = 15 * 60
SPRAYED = Attempts(Limit("login-address", 30, WINDOW))
NAME = Limit("login-name", 20, WINDOW)
PACE = Limit("login-pace", 1, 3)
DEVICE = Limit("login-device", settings.AXES_FAILURE_LIMIT, WINDOW)

COOKIE = "__Host-known_device" if settings.SESSION_COOKIE_SECURE else "known_device"
SALT = "messaging.known-device"
COOKIE_LIVES = 180 * 24 * 3600


def client_network(request: HttpRequest) -> str | None:
    """Return whom django-axes takes for one visitor: an IPv4 address, or the /64 of an IPv6 one."""
    network = throttles.network_of(request.META.get("REMOTE_ADDR"))
    return None if network == throttles.UNKNOWN else network


class LoginHandler(AxesDatabaseHandler):  # type: ignore[misc]  # (axes has no types)
    """django-axes' handler with the limits that are not of a pair."""

    def is_allowed(self, request: HttpRequest, credentials: Any = None) -> bool:
        """Return whether the password is looked at at all; notes on the request when to come back."""
        name = (credentials or {}).get("username") or ""
        device = _device_of(request, name)
        request.known_device = device  # type: ignore[attr-defined]
        if not super().is_allowed(request, credentials):
            request.login_wait = self._left(request, name)  # type: ignore[attr-defined]
            return False
        counted = _counted(request, name, device)
        wait = 0.0 if device else _wait_of_a_stranger(request, name)
        request.login_wait = wait  # type: ignore[attr-defined]
        if wait:
            log.warning("Login refused: too many tries", extra={"address": client_network(request)})
        else:
            throttles.count(counted)
        return not wait

    def get_failures(self, request: HttpRequest, credentials: Any = None) -> int:
        """Return how often this pair failed; of a known device, how often the device did."""
        device = getattr(request, "known_device", "")
        return DEVICE.of(device).used() if device else int(super().get_failures(request, credentials))

    def user_logged_in(self, sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
        """Take the try back, and know the device from now on."""
        super().user_logged_in(sender, request, user, **kwargs)
        name = user.get_username()
        device = getattr(request, "known_device", "")
        if hasattr(request, "login_wait"):  # not where a session begins without a password
            throttles.count(_counted(request, name, device), -1)
            # Django keeps the key where the same agent logs in again: who had it before would be let in anew.
            request.session.cycle_key()
        log.info(
            "Logged in", extra={"agent": user.pk, "address": client_network(request), "known": bool(device)}
        )
        request.device_to_know = name  # type: ignore[attr-defined]

    def user_logged_out(self, sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
        """Write it down."""
        super().user_logged_out(sender, request, user, **kwargs)
        log.info("Logged out", extra={"agent": user.pk if user else None})

    def _left(self, request: HttpRequest, name: str) -> float:
        device = getattr(request, "known_device", "")
        if device:
            return throttles.wait([DEVICE.of(device)])
        latest = (
            AccessAttempt.objects.filter(username=name, ip_address=client_network(request))
            .order_by("-attempt_time")
            .values_list("attempt_time", flat=True)
            .first()
        )
        whole = settings.AXES_COOLOFF_TIME
        return float((latest + whole - timezone.now() if latest else whole).total_seconds())


def _folded(name: str) -> str:
    """Return one spelling of a name."""
    return unicodedata.normalize("NFKC", name).casefold()


def _counted(request: HttpRequest, name: str, device: str) -> list[Counted]:
    if device:
        return [DEVICE.of(device)]
    return [*SPRAYED.of(request.META.get("REMOTE_ADDR")), NAME.of(_folded(name))]


def _wait_of_a_stranger(request: HttpRequest, name: str) -> float:
    """Return the seconds until a try from no known device is looked at."""
    if wait := throttles.wait(SPRAYED.of(request.META.get("REMOTE_ADDR"))):
        return wait
    slowed = NAME.of(_folded(name)).used() >= NAME.most
    return PACE.of(_folded(name)).hit() if slowed else 0.0


# --- devices ---------------------------------------------------------------------------------


def _proof(name: str) -> str:
    return salted_hmac(SALT, name).hexdigest()


def _device_of(request: HttpRequest, name: str) -> str:
    """Return the id of the device that asks where this name once logged in with it, else nothing."""
    try:
        proof, device = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=COOKIE_LIVES)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(device) if constant_time_compare(proof, _proof(name)) else ""


@sync_and_async_middleware
def known_devices(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Give a browser that logged in a cookie by which its next login is known (middleware)."""
    if iscoroutinefunction(get_response):

        async def answer_later(request: HttpRequest) -> HttpResponseBase:
            return _remembering(request, await get_response(request))

        return answer_later

    def answer(request: HttpRequest) -> HttpResponseBase:
        return _remembering(request, get_response(request))

    return answer


def _remembering(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    name = getattr(request, "device_to_know", None)
    if name is not None:
        response.set_cookie(
            COOKIE,
            signing.dumps([_proof(name), secrets.token_hex(8)], salt=SALT),
            max_age=COOKIE_LIVES,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Strict",
        )
    return response
