"""For every request an id, taken over when sane, else made, logged and answered back; and an end of its statements."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from messaging.statement_limits import limited
from support_console.logs import request_id

log = logging.getLogger(__name__)

SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
# Asked every few seconds by machines: not worth a line each.
SIGNED = "/media/"
QUIET = ("/healthz/", "/metrics", "/static/")


def _shown(path: str) -> str:
    """Hide a signed link: it opens a file to whoever has it, readers of the log included."""
    return f"{SIGNED}…" if path.startswith(SIGNED) else path


def _chosen(request: HttpRequest) -> str:
    """Choose the id and put it on the request, too: views may not import this floor."""
    offered = request.META.get("HTTP_X_REQUEST_ID", "")
    chosen = offered if SANE.fullmatch(offered) else secrets.token_hex(8)
    request.request_id = chosen  # type: ignore[attr-defined]
    return chosen


class RequestId:
    """Middleware for sync and async chains. The access line names the path, never the query."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        return self._answer_async(request) if self._is_async else self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        begun, token = time.monotonic(), request_id.set(_chosen(request))
        try:
            return self._finish(request, self.get_response(request), begun)
        finally:
            request_id.reset(token)

    async def _answer_async(self, request: HttpRequest) -> HttpResponseBase:
        begun, token = time.monotonic(), request_id.set(_chosen(request))
        try:
            return self._finish(request, await self.get_response(request), begun)
        finally:
            request_id.reset(token)

    @staticmethod
    def _finish(request: HttpRequest, response: HttpResponseBase, begun: float) -> HttpResponseBase:
        response["X-Request-ID"] = request_id.get()
        if not request.path.startswith(QUIET):
            log.info(
                "request",
                extra={
                    "method": request.method,
                    "path": _shown(request.path),
                    "status": response.status_code,
                    "ms": round((time.monotonic() - begun) * 1000, 1),
                },
            )
        return response


@sync_and_async_middleware
def statement_limit(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Middleware for sync and async chains: no statement works for longer than a request may wait."""
    if iscoroutinefunction(get_response):

        async def answer_async(request: HttpRequest) -> HttpResponseBase:
            with limited():
                response: HttpResponseBase = await get_response(request)
            return response

        return answer_async

    def answer(request: HttpRequest) -> HttpResponseBase:
        with limited():
            response: HttpResponseBase = get_response(request)
        return response

    return answer
