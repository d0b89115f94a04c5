"""An ASGI application that does nothing: what is left is the server, the loop and the loopback interface."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
ANSWER = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]}


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Read a body and answer 200."""
    if scope["type"] == "http":
        while (await receive()).get("more_body"):
            pass
        await send(ANSWER)
        await send({"type": "http.response.body"})
