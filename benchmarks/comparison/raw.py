"""An ASGI application that does nothing: what is left is the server, the loop and the loopback interface."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
ANSWER = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]}
sockets: set[Send] = set()


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Send what was posted to every socket, and answer 200."""
    if scope["type"] == "http":
        await _post(receive, send)
    elif scope["type"] == "websocket":
        await _follow(receive, send)


async def _post(receive: Receive, send: Send) -> None:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    if sockets:
        text = {"type": "websocket.send", "text": body.decode()}
        for show in tuple(sockets):
            await show(text)
    await send(ANSWER)
    await send({"type": "http.response.body"})


async def _follow(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    sockets.add(send)
    try:
        while (await receive())["type"] != "websocket.disconnect":
            pass
    finally:
        sockets.discard(send)
