"""How large a request body may be, how long it may take and how much of all bodies is held at once: decided before
anything reads them."""

from __future__ import annotations

import asyncio
import json
import re
import time
from typing import Any

from messaging.envelope import envelope
from support_console.lifespan import App, Receive, Send


class Refusal(Exception):
    """The body is not read to its end: it may not be."""

    def __init__(self, status: int, code: str, sentence: str, *, retry_after: int = 0) -> None:
        super().__init__(sentence)
        self.status = status
        self.code = code
        self.sentence = sentence
        self.retry_after = retry_after


# The largest file that any transport takes, and the rest of its form.
UPLOAD = 101 * 1024 * 1024
# Where files come in; the last is the simulator, which plays the provider and the customer's phone.
UPLOAD_PATHS = re.compile(r"/api/(attachments|conversations/[0-9]+/messages)/?|/simulator/.*")
FORM = b"multipart/form-data"
# What Django keeps of a file in memory; the rest is on the disk.
LARGEST_IN_MEMORY = 2_621_440
# Bytes of all bodies that are being received or answered.
MOST_IN_FLIGHT = 48 * 1024 * 1024
RETRY_AFTER = 5
# A body has this long, and a second more for each of these bytes that have come.
GRACE = 30.0
SLOWEST = 16 * 1024


class BodyLimit:
    """ASGI wrapper: 413 in the error envelope above `limit` bytes, with or without Content-Length; forms
    with files get `UPLOAD` bytes where files come in. 408 for a body that comes too slowly, 503 while all bodies
    together are too much to hold.

    Django checks the size only where `request.body` is read, and never for a body without a length.
    """

    def __init__(self, app: App, limit: int) -> None:
        self._app = app
        self._limit = limit
        self._held = 0

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body(self, UPLOAD if _is_upload(scope) else self._limit)
        answered = False

        async def counting() -> dict[str, Any]:
            return await body.next(receive)

        async def noting(message: dict[str, Any]) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            body.check_announced(_announced(scope))
            await self._app(scope, counting, noting)
        except Refusal as refusal:
            if not answered:
                await _refuse(send, refusal)
        finally:
            self.hold(-body.held)

    def hold(self, count: int) -> None:
        """Hold so many bytes more; raises `Refusal` when that is too much."""
        self._held += count
        if count > 0 and self._held > MOST_IN_FLIGHT:
            raise Refusal(
                503, "overloaded", "Too many bodies at once; please send it again.", retry_after=RETRY_AFTER
            )


class _Body:
    """What has come of one body."""

    def __init__(self, all_bodies: BodyLimit, limit: int) -> None:
        self._all = all_bodies
        self._limit = limit
        self._received = 0
        self._begun = time.monotonic()
        self._complete = False
        self.held = 0

    def check_announced(self, length: int) -> None:
        """Raise `Refusal` for a body whose length says that it is too large."""
        if length > self._limit:
            raise self._too_large()

    async def next(self, receive: Receive) -> dict[str, Any]:
        """Return the next message; raises `Refusal` where there is too much, or nothing for too long."""
        if self._complete:  # whether the client goes away
            return await receive()
        message = await self._in_time(receive)
        chunk = len(message.get("body", b""))
        self._complete = not message.get("more_body", False)
        self._received += chunk
        if self._received > self._limit:
            raise self._too_large()
        more = min(self._received, LARGEST_IN_MEMORY if self._limit == UPLOAD else self._limit) - self.held
        self.held += more
        self._all.hold(more)
        return message

    async def _in_time(self, receive: Receive) -> dict[str, Any]:
        end = self._begun + GRACE + self._received / SLOWEST
        try:
            # Not `wait_for`, which makes a task of its own for every piece.
            async with asyncio.timeout(end - time.monotonic()):
                return await receive()
        except TimeoutError:
            raise Refusal(408, "too_slow", "The body comes too slowly.") from None

    def _too_large(self) -> Refusal:
        return Refusal(413, "too_large", f"The body is larger than {self._limit // (1024 * 1024)} MiB.")


def _is_upload(scope: dict[str, Any]) -> bool:
    kind = dict(scope.get("headers", [])).get(b"content-type", b"")
    is_form = kind.partition(b";")[0].strip().lower() == FORM
    path = UPLOAD_PATHS.fullmatch(scope.get("path", ""))
    return is_form and path is not None and scope.get("method") == "POST"


def _announced(scope: dict[str, Any]) -> int:
    """Content-Length, 0 when there is none or it is no number."""
    length = dict(scope.get("headers", [])).get(b"content-length", b"")
    return int(length) if length.isdigit() and len(length) < 19 else 0  # noqa: PLR2004 (what fits 64 bits)


async def _refuse(send: Send, refusal: Refusal) -> None:
    body = json.dumps(envelope(refusal.code, refusal.sentence)).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    if refusal.retry_after:
        headers.append((b"retry-after", str(refusal.retry_after).encode()))
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
