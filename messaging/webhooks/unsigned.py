"""What comes without a signature is refused before its body is read."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings

from messaging.limits import NUMBER

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

PROVIDERS = re.compile(rf"/webhooks/(whatsapp/{NUMBER}|twilio/{NUMBER}(/status)?)/?")
PROGRAMS = re.compile(r"/api/webhook/?")


class UnsignedBodies:
    """ASGI wrapper: the views get an empty body where no header signs one, and refuse it as they would refuse any.
    Whoever has no secret thus costs no memory, however much they send and however slowly."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if not _is_unsigned(scope):
            await self._app(scope, receive, send)
            return
        read = False

        async def nothing() -> dict[str, Any]:
            nonlocal read
            if not read:
                read = True
                return {"type": "http.request", "body": b"", "more_body": False}
            while (message := await receive())["type"] != "http.disconnect":
                pass
            return message

        async def closing(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                # Or the rest of the body would have to be taken in before the next request.
                message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
            await send(message)

        headers = [
            pair for pair in scope["headers"] if pair[0] not in {b"content-length", b"transfer-encoding"}
        ]
        await self._app({**scope, "headers": headers}, nothing, closing)


def _is_unsigned(scope: dict[str, Any]) -> bool:
    if scope["type"] != "http" or scope["method"] != "POST":
        return False
    # A demo takes unsigned posts of this machine's programs.
    taken = PROVIDERS.fullmatch(scope["path"]) or (not settings.DEMO and PROGRAMS.fullmatch(scope["path"]))
    return bool(taken) and not any(b"signature" in name for name, _ in scope["headers"])
