"""A console for tests: one socket of the consumer, spoken to in frames."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, Self

from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from messaging.models import Agent
from messaging.realtime.routing import websocket_urlpatterns
from messaging.threads import DatabaseThreads
from tests.servers import PATIENCE

ORIGIN = (b"origin", b"http://testserver")

Frame = dict[str, Any]


class Closed(Exception):
    """The server closed the socket; `frames` are those that came before and were not asked for."""

    def __init__(self, code: int, frames: list[Frame]) -> None:
        super().__init__(code)
        self.code = code
        self.frames = frames


def cookie_of(agent: Agent) -> tuple[bytes, bytes]:
    """A session cookie; touches the database."""
    client = Client()
    client.force_login(agent, "django.contrib.auth.backends.ModelBackend")
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    return (b"cookie", f"theme=dark; {settings.SESSION_COOKIE_NAME}={key}".encode())


class AtOnce:
    """Stands for the `run` of database threads and counts: `most` calls were under way at the same time."""

    def __init__(self, run: Callable[..., Awaitable[Any]]) -> None:
        self._run = run
        self._now = self.most = 0

    async def __call__(self, *args: Any) -> Any:
        self._now += 1
        self.most = max(self.most, self._now)
        try:
            return await self._run(*args)
        finally:
            self._now -= 1


async def eventually(true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """For what no event announces. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


class Console:
    """`await open()`, `send`, `expect`, `events`; `close` at the end."""

    def __init__(
        self,
        headers: list[tuple[bytes, bytes]] | None = None,
        subprotocols: list[str] | None = None,
        path: str = "/ws/console/",
    ) -> None:
        self.wire = WebsocketCommunicator(
            URLRouter(websocket_urlpatterns),
            path,
            headers=headers or [],
            subprotocols=subprotocols or [],
        )
        self.subprotocol: str | None = None

    async def open(self) -> Self:
        accepted, self.subprotocol = await self.wire.connect(PATIENCE)
        assert accepted, "a handshake is never refused: a browser would not see why"
        return self

    async def send(self, **frame: Any) -> None:
        await self.wire.send_json_to(frame)

    async def send_text(self, text: str) -> None:
        await self.wire.send_to(text_data=text)

    async def frame(self) -> Frame:
        """The next frame; raises `Closed`."""
        output = await self.wire.receive_output(PATIENCE)
        if output["type"] == "websocket.close":
            raise Closed(output["code"], [])
        frame: Frame = json.loads(output["text"])
        return frame

    async def expect(self, op: str) -> Frame:
        """The next frame, which must be this one (heartbeats do not count)."""
        while (frame := await self.frame())["op"] == "hb" and op != "hb":
            pass
        assert frame["op"] == op, frame
        return frame

    async def closed(self) -> Closed:
        """Reads on until the server closes."""
        frames: list[Frame] = []
        try:
            while True:
                frames.append(await self.frame())
        except Closed as closed:
            return Closed(closed.code, frames)

    async def events(self, count: int) -> list[Frame]:
        return [await self.expect("ev") for _ in range(count)]

    async def sub(self, inbox: int, **more: Any) -> tuple[Frame, list[Frame]]:
        """Follow; the `subbed` frame and the events that were replayed until `live`."""
        await self.send(op="sub", inbox=inbox, **more)
        subbed, replayed = await self.expect("subbed"), []
        while (frame := await self.frame())["op"] == "ev":
            replayed.append(frame)
        assert frame == {"op": "live", "inbox": inbox}
        return subbed, replayed

    async def silent(self) -> bool:
        """Whether nothing comes now. Ask only after something that would have come later anyway."""
        return bool(await self.wire.receive_nothing(timeout=0.05))

    async def close(self) -> None:
        await self.wire.disconnect(timeout=PATIENCE)


class Database:
    """`await database(fn, …)`: the ORM from an asynchronous test."""

    def __init__(self) -> None:
        self._threads = DatabaseThreads("tests", threads=1, deadline=30)

    async def __call__(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return await self._threads.run(fn, *args, **kwargs)

    def close(self) -> None:
        self._threads.close()
