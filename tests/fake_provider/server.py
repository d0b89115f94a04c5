"""The server of every fake provider: a thread with a loop, a queue of replies per kind of request, and waiting."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

from tests.servers import PATIENCE

LARGEST = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer: a text is sent as HTML, bytes as they are, everything else as JSON.

    ``reset``: break the connection; ``hold``: answer only when the event is set; ``delay``: seconds before the
    answer.
    """

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    reset: bool = False
    hold: threading.Event | None = None

    def as_response(self) -> web.Response:
        """Make the answer; call it in the loop of the server."""
        if isinstance(self.body, bytes):
            return web.Response(status=self.status, body=self.body, headers=self.headers)
        if isinstance(self.body, str):
            kind = {} if "Content-Type" in self.headers else {"content_type": "text/html"}
            return web.Response(status=self.status, text=self.body, headers=self.headers, **kind)
        return web.json_response(self.body, status=self.status, headers=self.headers)


RESET = Reply(reset=True)


class FakeProvider:
    """``with FakeProvider() as fake:``; ``fake.url`` is where it listens. Thread-safe.

    A provider adds its routes in `add_routes`. ``delay``: seconds before every answer.
    """

    def __init__(self, *, delay: float = 0.0) -> None:
        self.delay = delay
        self.port = 0
        self.replies: defaultdict[str, deque[Reply]] = defaultdict(deque)
        self.changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fake provider", daemon=True)
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result(PATIENCE)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add what this provider answers."""

    def then(self, *replies: Reply, what: str = "") -> None:
        """Answer the next requests of this kind with these, in order."""
        self.replies[what].extend(replies)

    def next_reply(self, what: str = "") -> Reply | None:
        """Take what a test queued for this kind; None when nothing is."""
        return self.replies[what].popleft() if self.replies[what] else None

    def wait(self, true: Callable[[], bool], what: Callable[[], str], seconds: float = PATIENCE) -> None:
        """Wait until it is true, which a request may make it; raise TimeoutError saying ``what`` came."""
        with self.changed:
            if not self.changed.wait_for(true, seconds):
                raise TimeoutError(f"{what()} after {seconds} s")

    async def respond(
        self,
        request: web.Request,
        reply: Reply,
        usual: Callable[[], web.StreamResponse] | None = None,
    ) -> web.StreamResponse:
        """Give a reply in its time and manner; ``usual`` makes the answer where the reply is a plain yes."""
        await asyncio.sleep(reply.delay or self.delay)
        if reply.hold is not None:
            await asyncio.to_thread(reply.hold.wait, 60)
        if reply.reset:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if usual is not None and reply.status == 200 and reply.body is None:
            return usual()
        return reply.as_response()

    async def _serve(self) -> None:
        app = web.Application(client_max_size=LARGEST)
        self.add_routes(app.router)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def _end(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
