"""A TCP proxy as a cable that can be pulled: nothing is forwarded any more, and nothing is closed."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit


class Cable:
    """Forwards a loopback port to a server, in a thread of its own. What is sent while it is cut waits and arrives
    when it is healed, as by retransmission; who connects meanwhile gets no answer."""

    def __init__(self, host: str, port: int) -> None:
        self._target = host, port
        self._loop = asyncio.new_event_loop()
        self._whole = asyncio.Event()
        self._whole.set()
        self._tasks: set[asyncio.Task[None]] = set()
        # Connections have numbers; up to this one they are lost.
        self._newest = self._lost = 0
        self._thread = threading.Thread(target=self._loop.run_forever, name="cable", daemon=True)
        self._server: asyncio.Server | None = None
        self.port = 0

    @classmethod
    def to(cls, url: str) -> Cable:
        """To the server of a URL; `url_through` gives the same URL through it."""
        parts = urlsplit(url)
        default = {"redis": 6379, "amqp": 5672}.get(parts.scheme, 5432)
        return cls(parts.hostname or "127.0.0.1", parts.port or default)

    def url_through(self, url: str) -> str:
        parts = urlsplit(url)
        who = parts.netloc.rpartition("@")
        return urlunsplit(parts._replace(netloc=f"{who[0]}{who[1]}127.0.0.1:{self.port}"))

    def cut(self) -> None:
        self._loop.call_soon_threadsafe(self._whole.clear)

    def lose(self) -> None:
        """Never forward anything of today's connections again, as a firewall that forgot them; new ones work."""
        self._loop.call_soon_threadsafe(self._forget)

    def heal(self) -> None:
        self._loop.call_soon_threadsafe(self._whole.set)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(5)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        await self._turns()
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._turns()

    async def _turns(self) -> None:
        """Let whom the server has just accepted get a task, and what was closed let go of its socket."""
        for _ in range(6):
            await asyncio.sleep(0)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = self._loop.create_task(self._connect(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # Also where it is cancelled before it begins.
        task.add_done_callback(lambda _: writer.close())

    def _forget(self) -> None:
        self._lost = self._newest

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._newest += 1
        number = self._newest
        with contextlib.suppress(OSError):
            await self._whole.wait()
            far_reader, far_writer = await asyncio.open_connection(*self._target)
            with contextlib.closing(far_writer):
                await _first_of(
                    self._pass_on(number, reader, far_writer), self._pass_on(number, far_reader, writer)
                )

    async def _pass_on(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            await self._may_pass(number)
            writer.write(data)
            await writer.drain()
        await self._may_pass(number)  # the end is not heard of either

    async def _may_pass(self, number: int) -> None:
        await self._whole.wait()
        if number <= self._lost:
            await asyncio.Event().wait()


async def _first_of(*both: Coroutine[Any, Any, None]) -> None:
    """One direction that ends ends the other: nobody here closes halves."""
    tasks = [asyncio.ensure_future(one) for one in both]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in tasks:
            one.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
