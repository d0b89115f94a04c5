"""Who may open a socket: a logged-in browser by its session, a program by a one-time ticket."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from types import SimpleNamespace
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from messaging import throttles
from messaging.actions.people import redeem_socket_ticket
from messaging.actors import SOCKETS
from messaging.errors import TooMany
from messaging.models import Agent
from messaging.realtime.origin import origin_allowed
from messaging.realtime.protocol import FORBIDDEN, LOG_IN_AGAIN, TOO_MANY

TICKET_PREFIX = "ticket."


@dataclass(frozen=True, slots=True)
class Login:
    """Who is at the other end, and what that rests on: a session, or an API token by its digest."""

    agent: Agent
    session_key: str | None
    auth_hash: str
    token: str | None = None


class ConnectionRefused(Exception):
    """With the close code and the error frame's words."""

    def __init__(self, close_code: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.close_code = close_code
        self.code = code
        self.detail = detail


def authenticate(scope: Mapping[str, Any]) -> Login:
    """Who opens this socket; raises `ConnectionRefused`. Touches the database."""
    try:
        return _proven(scope)
    except ConnectionRefused:
        _count_refusal(scope)
        raise


def authenticate_all(scopes: Iterable[Mapping[str, Any]]) -> list[Login | Exception]:
    """Return who opens each of these sockets, or in its place what `authenticate` raised. Touches the database."""
    return [_authenticated(scope) for scope in scopes]


def _authenticated(scope: Mapping[str, Any]) -> Login | Exception:
    try:
        return authenticate(scope)
    except Exception as failure:
        return failure


def _count_refusal(scope: Mapping[str, Any]) -> None:
    """Refuse otherwise whoever of an address is refused all the time: "come back later" instead of "log in"."""
    try:
        throttles.SOCKETS.failed((scope.get("client") or ("",))[0])
    except TooMany as many:
        raise ConnectionRefused(TOO_MANY, many.code, many.detail) from many


def _proven(scope: Mapping[str, Any]) -> Login:
    ticket = _ticket(scope)
    if ticket is not None:
        # A ticket is proof by itself and is never sent by a browser on its own: any origin may use it.
        redeemed = redeem_socket_ticket(ticket, by=SOCKETS)
        if redeemed is None:
            raise ConnectionRefused(LOG_IN_AGAIN, "ticket_invalid", "The ticket is unknown, used or expired.")
        agent = redeemed.agent
        return Login(
            agent, redeemed.session_key or None, agent.get_session_auth_hash(), redeemed.token_digest or None
        )
    cookie = _cookie(scope)
    if not cookie and not any(name.lower() == b"origin" for name, _ in scope["headers"]):
        # A program without a ticket: no page whose origin could be wrong.
        raise ConnectionRefused(LOG_IN_AGAIN, "not_authenticated", "Log in first, or bring a ticket.")
    if not origin_allowed(scope["headers"], settings.ALLOWED_HOSTS):
        raise ConnectionRefused(FORBIDDEN, "origin", "This page may not open a socket here.")
    return _by_session(cookie)


def _by_session(key: str) -> Login:
    session = _read_only_session(key)
    agent = get_user(cast(HttpRequest, SimpleNamespace(session=session)))
    if not isinstance(agent, Agent):
        raise ConnectionRefused(LOG_IN_AGAIN, "not_authenticated", "Log in first.")
    return Login(agent, key, agent.get_session_auth_hash())


def _read_only_session(key: str) -> SessionBase:
    """Django's check of a session ends a bad one and renews one that an old secret key has signed: a
    handshake cannot set the new cookie, so it must do neither."""
    store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
    # By the same name: it is part of the salt with which sessions are signed.
    read_only = type(store.__qualname__, (store,), {"flush": lambda _: None, "cycle_key": lambda _: None})
    return cast(SessionBase, read_only(key))


def _cookie(scope: Mapping[str, Any]) -> str:
    for name, value in scope["headers"]:
        if name.lower() == b"cookie":
            try:
                morsel = SimpleCookie(value.decode("latin-1")).get(settings.SESSION_COOKIE_NAME)
            except CookieError:
                continue
            if morsel is not None:
                return morsel.value
    return ""


def _ticket(scope: Mapping[str, Any]) -> str | None:
    offered = (name for name in scope.get("subprotocols", ()) if name.startswith(TICKET_PREFIX))
    name = next(offered, None)
    return None if name is None else name.removeprefix(TICKET_PREFIX)
