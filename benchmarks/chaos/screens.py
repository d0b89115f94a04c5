"""Clients of the socket that keep the rules of docs/protocol.md, and note what they were shown."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import zlib
from array import array
from typing import Any, Self

import aiohttp
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from benchmarks.chaos.site import Site

Gone = (OSError, WebSocketException, TimeoutError, aiohttp.ClientError)
DEAD_LINK = 45.0
BEHIND_SECONDS = 3.0
ACK_EVENTS = 50
LONGEST_PAUSE = 1.0  # browsers wait up to 30 s; convergence is to be the product's, not ours


def digest(event: dict[str, Any]) -> int:
    """What an event says, in four bytes, whether it came by REST or by the socket; never 0."""
    content = [event["k"], event["d"], event.get("by"), event.get("was")]
    return zlib.crc32(json.dumps(content, sort_keys=True).encode()) or 1


async def ticket(session: aiohttp.ClientSession, url: str, token: str) -> str:
    """A one-time ticket; raises what `Gone` names where there is none."""
    headers = {"Authorization": f"Token {token}"}
    limit = aiohttp.ClientTimeout(total=15)
    async with session.post(f"{url}/api/socket-ticket/", headers=headers, timeout=limit) as answer:
        answer.raise_for_status()
        return str((await answer.json())["ticket"])


async def open_browser(site: Site, cookie: str) -> ClientConnection:
    """A logged-in page's socket; browsers are patient."""
    server = await site.server()
    given: dict[str, Any] = {"origin": server.url, "additional_headers": {"Cookie": cookie}}
    return await connect(server.ws_url, ping_interval=None, open_timeout=60, close_timeout=1, **given)


async def open_socket(
    session: aiohttp.ClientSession, site: Site, token: str, **options: Any
) -> ClientConnection:
    """A program's socket at one of the servers that run."""
    server = await site.server()
    protocols = ["desk.v1", f"ticket.{await ticket(session, server.url, token)}"]
    given: dict[str, Any] = {"compression": None, "open_timeout": 15, "close_timeout": 1, **options}
    return await connect(server.ws_url, subprotocols=protocols, ping_interval=None, **given)  # type: ignore[arg-type]


class Screen:
    """Follows one inbox from its beginning over any number of connections; `faults` must stay empty."""

    def __init__(self, site: Site, token: str, rng: random.Random) -> None:
        self.site, self.token, self.rng = site, token, rng
        self.last = 0
        self.digests = array("I")
        self.faults: list[str] = []
        self.resets = self.connections = 0
        self._cursor: dict[str, Any] = {"since": 0}
        self._asked_again = False
        self._looks: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._follow())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _follow(self) -> None:
        async with aiohttp.ClientSession() as session:
            tries = 0
            while True:
                before = self.connections
                try:
                    await self._one_connection(session)
                except Gone:
                    tries = tries + 1 if self.connections == before else 0
                    await asyncio.sleep(self.rng.random() * min(LONGEST_PAUSE, 0.1 * 2**tries))

    async def _one_connection(self, session: aiohttp.ClientSession) -> None:
        async with await open_socket(session, self.site, self.token) as socket:
            self.connections += 1
            await self._subscribe(socket)
            while True:
                async with asyncio.timeout(DEAD_LINK):
                    text = await socket.recv()
                await self._apply(socket, json.loads(text))

    async def _subscribe(self, socket: ClientConnection) -> None:
        self._asked_again = True
        await socket.send(json.dumps({"op": "sub", "inbox": self.site.inbox, **self._cursor}))

    async def _apply(self, socket: ClientConnection, frame: dict[str, Any]) -> None:
        op = frame["op"]
        if op == "ev":
            await self._show(socket, frame)
        elif op == "subbed":
            self._cursor["epoch"] = frame["epoch"]
        elif op == "live":
            self._asked_again = False
        elif op == "skip":
            self._fill(max(self.last, frame["to"]))
        elif op == "reset":
            self.resets += 1
            self._fill(frame["head"])
            self._cursor["epoch"] = frame["epoch"]
            await self._subscribe(socket)
        elif op == "hb":
            self._look_later(socket, int(frame["heads"].get(str(self.site.inbox), 0)))
        elif op == "error":
            self.faults.append(json.dumps(frame))

    async def _show(self, socket: ClientConnection, frame: dict[str, Any]) -> None:
        number = frame["s"]
        if number <= self.last:
            if not self._asked_again:
                self.faults.append(f"{number} once more after {self.last}")
            return
        if number > self.last + 1:
            self.faults.append(f"{number} after {self.last}")
            await self._subscribe(socket)
            return
        self._fill(number - 1)
        self.digests.append(digest(frame))
        self.last = self._cursor["since"] = number
        if number % ACK_EVENTS == 0:
            await socket.send(json.dumps({"op": "ack", "i": self.site.inbox, "s": number}))

    def _look_later(self, socket: ClientConnection, head: int) -> None:
        """A head that stays above `last` means a lost last event."""

        async def look() -> None:
            await asyncio.sleep(BEHIND_SECONDS)
            if self.last < head:
                with contextlib.suppress(*Gone):
                    await self._subscribe(socket)

        if head > self.last:
            task = asyncio.create_task(look())
            self._looks.add(task)
            task.add_done_callback(self._looks.discard)

    def _fill(self, last: int) -> None:
        """Numbers that this screen was not shown, and is not to be: 0."""
        self.digests.extend([0] * (last - len(self.digests)))
        self.last = self._cursor["since"] = max(self.last, last)
