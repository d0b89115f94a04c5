"""How large a request body may be, decided before anything reads it."""

from __future__ import annotations

import json
import re
from typing import Any

from messaging.envelope import envelope
from support_console.lifespan import App, Receive, Send


class TooLarge(Exception):
    """The body grew past the limit while it was being received."""


# The largest file that any transport takes, and the rest of its form.
UPLOAD = 101 * 1024 * 1024
# Where files come in; the last is the simulator, which plays the provider and the customer's phone.
UPLOAD_PATHS = re.compile(r"/api/(attachments|conversations/[0-9]+/messages)/?|/simulator/.*")
FORM = b"multipart/form-data"


class BodyLimit:
    """ASGI wrapper: 413 in the error envelope above `limit` bytes, with or without Content-Length; forms
    with files get `UPLOAD` bytes where files come in.

    Django checks the size only where `request.body` is read, and never for a body without a length.
    """

    def __init__(self, app: App, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = UPLOAD if _is_upload(scope) else self._limit
        if _announced(scope) > limit:
            await _refuse(send, limit)
        else:
            await self._counted(scope, receive, send, limit)

    async def _counted(self, scope: dict[str, Any], receive: Receive, send: Send, limit: int) -> None:
        received, answered = 0, False

        async def counting() -> dict[str, Any]:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
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
                await _refuse(send, limit)


def _is_upload(scope: dict[str, Any]) -> bool:
    kind = dict(scope.get("headers", [])).get(b"content-type", b"")
    is_form = kind.partition(b";")[0].strip().lower() == FORM
    path = UPLOAD_PATHS.fullmatch(scope.get("path", ""))
    return is_form and path is not None and scope.get("method") == "POST"


def _announced(scope: dict[str, Any]) -> int:
    """Content-Length, 0 when there is none or it is no number."""
    length = dict(scope.get("headers", [])).get(b"content-length", b"")
    return int(length) if length.isdigit() and len(length) < 19 else 0  # noqa: PLR2004 (what fits 64 bits)


async def _refuse(send: Send, limit: int) -> None:
    sentence = f"The body is larger than {limit // (1024 * 1024)} MiB."
    body = json.dumps(envelope("too_large", sentence)).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
