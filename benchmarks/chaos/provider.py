"""A Meta that can be away, silent, slow or broken, and remembers in few bytes whom it took what for."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.fake_provider.meta import FakeMeta

Taken = Callable[[str, str, str], None]
SLOW_SECONDS = 4.0


class Provider(FakeMeta):
    """`mode`: ``well``, ``slow``, ``silent`` (takes and never answers) or ``broken`` (500). `leave` and `return_`
    are refused connections. A message counts as taken when the real one might have sent it: accepted or never
    answered, not when it was refused."""

    def __init__(self) -> None:
        super().__init__()
        self.mode = "well"
        self.taken: Counter[str] = Counter()
        self.order: defaultdict[str, list[str]] = defaultdict(list)
        self.requests = 0
        self.on_taken: Taken = lambda *_: None
        self._speaks = asyncio.Event()
        self._ids = itertools.count(1)

    def set_mode(self, mode: str) -> None:
        """Behave like this from now on; those who wait for an answer see their connection break."""
        self.mode = mode
        self._loop.call_soon_threadsafe(self._speaks.clear if mode == "silent" else self._speaks.set)

    def forget(self) -> None:
        """Begin with empty hands; for a scenario of its own."""
        self.taken, self.order, self.requests = Counter(), defaultdict(list), 0

    def leave(self) -> None:
        """Close the port and every connection."""
        assert self._runner is not None
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)

    def return_(self) -> None:
        """Listen on the same port again."""
        asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result(10)

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.requests += 1
        if self.mode == "broken":
            return web.json_response(
                {"error": {"message": "down", "code": 2, "is_transient": True}}, status=500
            )
        is_message = body.get("status") != "read"
        if self.mode == "silent":
            if is_message:
                self._note_taken(body)
            await self._speaks.wait()
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if self.mode == "slow":
            await asyncio.sleep(SLOW_SECONDS)
        return self._accepted_answer(body) if is_message else web.json_response({"success": True})

    def _note_taken(self, body: dict[str, Any]) -> str:
        client_id, to = body.get("biz_opaque_callback_data", ""), body.get("to", "").lstrip("+")
        number = next(self._ids)
        wamid = f"wamid.{self.port}.out.{number}"
        self.taken[client_id] += 1
        self.order[to].append(client_id)
        # Of those that it never answers it reports on every second one, as if the others had never reached it.
        if self.mode != "silent" or number % 2:
            self.on_taken(client_id, wamid, to)
        return wamid

    def _accepted_answer(self, body: dict[str, Any]) -> web.Response:
        contact = {"input": body.get("to", ""), "wa_id": body.get("to", "").lstrip("+")}
        answer = {"messaging_product": "whatsapp", "contacts": [contact]}
        return web.json_response({**answer, "messages": [{"id": self._note_taken(body)}]})
