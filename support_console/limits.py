"""How large a request body may be, decided before anything reads it."""

from __future__ import annotations

import json
from typing import Any

from support_console.lifespan import App, Receive, Send


class TooLarge(Exception):
    """The body grew past the limit while it was being received."""


class BodyLimit:
    """ASGI wrapper: 413 in the error envelope above `limit` bytes, with or without Content-Length.

    Django checks the size only where `request.body` is read, and never for a body without a length.
    """

    def __init__(self, app: App, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif _announced(scope) > self._limit:
            await _refuse(send, self._limit)
        else:
            await self._counted(scope, receive, send)

    async def _counted(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        received, answered = 0, False

        async def counting() -> dict[str, Any]:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._limit:
                raise TooLarge
            return message

        async def noting(message: dict[str, Any]) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            await self._app(scope, counting, noting)
        except TooLarge:
            if not answered:
                await _refuse(send, self._limit)


def _announced(scope: dict[str, Any]) -> int:
    """Content-Length, 0 when there is none or it is no number."""
    length = dict(scope.get("headers", [])).get(b"content-length", b"")
    return int(length) if length.isdigit() and len(length) < 19 else 0  # noqa: PLR2004 (what fits 64 bits)


async def _refuse(send: Send, limit: int) -> None:
    sentence = f"The body is larger than {limit // (1024 * 1024)} MiB."
    body = json.dumps({"code": "too_large", "detail": sentence, "errors": {}}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
