"""The webhooks' way to their views, past Django's middleware.

Sessions, logins, CSRF and pages mean nothing to what a provider posts, but each of their middlewares is asked twice, most of
them in a thread: 17 changes of thread, and most of a call's CPU. What does mean something is done here.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any, cast

from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.exception import response_for_exception
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from django.urls import Resolver404, ResolverMatch, URLResolver
from django.urls.resolvers import RegexPattern

from messaging.envelope import json_error
from support_console.lifespan import App, Receive, Send
from support_console.outages import outage_response
from support_console.requests import RequestId

MOST_PATHS = 256
PREFIXES = ("/webhooks/", "/api/webhook")


class WebhookDoor:
    """ASGI wrapper: what is posted to a webhook's path goes to its view, everything else to Django.

    As Django would, it refuses foreign hosts, gives every request an id and a line in the log, and answers outages and
    bugs in the error envelope. The views are the same by both ways.
    """

    def __init__(self, django: App) -> None:
        self._django = django
        paths = URLResolver(RegexPattern(r"^/"), "messaging.webhooks.urls")
        # Nearly always one of a few; what is none is not kept.
        self._resolve = lru_cache(MOST_PATHS)(paths.resolve)
        self._headers = SecurityMiddleware(lambda _: HttpResponse())
        self._answer = RequestId(self._safely)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        view = self._view_of(scope)
        if view is None:
            await self._django(scope, receive, send)
            return
        body = await _read(receive)
        if body is None:  # whoever sent it is gone
            return
        try:
            request = ASGIRequest(scope, BytesIO(body))
        except UnicodeDecodeError:
            await _send(json_error(400, "invalid", "The address is not written in UTF-8."), send)
            return
        request.resolver_match = view
        response: Any = self._answer(request)
        await _send(await response, send)

    def _view_of(self, scope: dict[str, Any]) -> ResolverMatch | None:
        if scope["type"] != "http" or not scope["path"].startswith(PREFIXES):
            return None
        try:
            return self._resolve(scope["path"])
        except Resolver404:
            return None

    async def _safely(self, request: HttpRequest) -> HttpResponse:
        """Return the view's answer, or the one that Django gives to what it raised."""
        try:
            request.get_host()  # raises for a host that is not ours
            view = cast("ResolverMatch", request.resolver_match)
            response = await view.func(request, *view.args, **view.kwargs)
        except Exception as error:
            response = outage_response(request, error) or response_for_exception(request, error)
        return self._headers.process_response(request, response)


async def _read(receive: Receive) -> bytes | None:
    """Return the whole body, whose size and time are bounded further out; None when whoever sent it is gone."""
    # One piece: a list of many small ones would take many times the room that is counted.
    body = bytearray()
    while (message := await receive())["type"] == "http.request":
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body)
    return None


async def _send(response: HttpResponse, send: Send) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.items()]
    headers.append((b"Content-Length", str(len(response.content)).encode()))
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.content})
