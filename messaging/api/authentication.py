"""API tokens, as the `Authorization` header brings them, and how often they may be guessed and used."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.utils import timezone
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox import auth
from knox.models import AuthToken
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from messaging import throttles
from messaging.throttles import Attempts, Counted, Limit

WINDOW = 5 * 60
# Different wrong tokens of one address.
GUESSED = Attempts(Limit("token", 30, WINDOW))
# The same one again: no guess, but a program whose token was revoked or expired and that does not stop.
REPEATED = Attempts(Limit("dead-token", 600, WINDOW))
SEEN = Limit("wrong-token", 1, WINDOW)
# A token that was used within a day is in use: it works on where a neighbour guesses.
IN_USE = Limit("used-token", 1, 24 * 3600)
TOO_FAST = "Too many requests. Try again in {wait}."


class TokenAuthentication(auth.TokenAuthentication):  # type: ignore[misc]  # (knox has no types)
    """knox's authentication, for tokens of any bytes: knox itself decodes them and would answer 500."""

    def authenticate(self, request: Request) -> Any:
        """Return the agent and the token, or None; raises `AuthenticationFailed`, or `TooMany` for guesses."""
        self._address = request.META.get("REMOTE_ADDR")
        return super().authenticate(request)

    def authenticate_credentials(self, token: bytes) -> tuple[Any, Any]:
        """Return the agent and the token; raises `AuthenticationFailed`."""
        try:
            if not token.isalnum():  # of bytes: ASCII letters and digits, and ours are hex digits
                raise AuthenticationFailed("Invalid token.")
            found: tuple[Any, Any] = super().authenticate_credentials(token)
        except AuthenticationFailed:
            _count_wrong(self._address, token)
            raise
        return found

    def _cleanup_token(self, auth_token: AuthToken) -> bool:
        """Delete the token where it has expired, and return whether it has. knox asks for all tokens of the agent with every
        request to delete others that have: those are refused when they are used."""
        has_expired = auth_token.expiry is not None and auth_token.expiry < timezone.now()
        if has_expired:
            auth_token.delete()
        return has_expired


def _count_wrong(address: str | None, token: bytes) -> None:
    """Count a wrong token: as a guess where it is another one than before; raise `TooMany`."""
    again = SEEN.of(f"{throttles.network_of(address)} {hashlib.sha256(token).hexdigest()}").hit()
    (REPEATED if again else GUESSED).failed(address)


class RequestThrottle(BaseThrottle):
    """Every request of a token, a session or, without either, an address (DRF's hook; the answer is `throttled`)."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request; a right token that nobody used before waits where its address is guessing."""
        limit = Limit("request", settings.REQUESTS_PER_MINUTE, 60)
        counted = _counted_by(request, limit)
        if isinstance(request.auth, AuthToken):
            _check_new(request, request.auth)
        self._wait = throttles.count(counted)
        return not self._wait

    def wait(self) -> float:
        """Return the seconds until the next request is answered."""
        return self._wait


def _counted_by(request: Request, limit: Limit) -> list[Counted]:
    if isinstance(request.auth, AuthToken):
        return [limit.of(f"token {request.auth.digest}")]
    if request.user.is_authenticated:
        return [limit.of(f"session {request._request.session.session_key}")]
    return Attempts(limit).of(request.META.get("REMOTE_ADDR"))


def _check_new(request: Request, token: AuthToken) -> None:
    """Raise `TooMany` for a token that is used for the first time from an address that guesses: it may be a guess."""
    used, address = IN_USE.of(token.digest), request.META.get("REMOTE_ADDR")
    if not used.used():
        GUESSED.check(address)
        used.hit()


class TokenScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]
    """Describes it in OpenAPI."""

    target_class = "messaging.api.authentication.TokenAuthentication"
