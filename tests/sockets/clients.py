"""Real sockets of real servers, held by a client that behaves like the console."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.live import PROJECT, LiveServer, Setup
from tests.servers import PATIENCE

Frame = dict[str, Any]
# No browser pings: what a busy machine answers late is no lost connection.
UNHURRIED: dict[str, Any] = {"open_timeout": PATIENCE, "ping_interval": None}


def post_webhook(server: LiveServer, secret: str, content: str) -> int:
    """A customer's message through the seed's webhook; the status of the answer."""
    body = json.dumps({"sender": "+447700900123", "content": content}).encode()
    signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return server.request("POST", "/api/webhook/", body, headers={"X-Signature-256": signature}).status


async def ticket(server: LiveServer, token: str) -> str:
    answer = await asyncio.to_thread(server.request, "POST", "/api/socket-ticket", token=token)
    assert answer.status in {200, 201}, answer.body
    return str(answer.json["ticket"])


async def by_ticket(server: LiveServer, token: str) -> ClientConnection:
    """An open socket of a program."""
    protocols = ["desk.v1", f"ticket.{await ticket(server, token)}"]
    return await connect(server.ws_url, subprotocols=protocols, compression=None, **UNHURRIED)  # type: ignore[arg-type]


async def next_frame(socket: ClientConnection, *, seconds: float = PATIENCE) -> Frame:
    """The next one but heartbeats, of which a slow machine gets some."""
    async with asyncio.timeout(seconds):
        while True:
            frame: Frame = json.loads(await socket.recv())
            if frame["op"] != "hb":
                return frame


async def until_closed(
    socket: ClientConnection, *, seconds: float = PATIENCE
) -> tuple[int | None, list[Frame]]:
    """The close code, and the frames but heartbeats that came before it."""
    frames: list[Frame] = []
    async with asyncio.timeout(seconds):
        try:
            while True:
                frames.append(await next_frame(socket, seconds=seconds))
        except ConnectionClosed:
            return socket.close_code, frames


class Reader:
    """Follows one inbox from its beginning, over any number of connections; `faults` must stay empty."""

    def __init__(self, servers: list[LiveServer], token: str, inbox: int) -> None:
        self.inbox = inbox
        self.last = 0
        self.faults: list[str] = []
        self.connections = 0
        self._servers = servers
        self._token = token
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Reader:
        self._task = asyncio.create_task(self._read_for_ever())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.wait([self._task])

    async def until(self, seq: int, *, seconds: float = PATIENCE) -> None:
        """Until it has applied this number."""
        async with asyncio.timeout(seconds):
            while self.last < seq:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def _read_for_ever(self) -> None:
        while True:
            try:
                await self._one_connection()
            except (OSError, ConnectionClosed, TimeoutError):
                # The next server: a browser behind a proxy is sent to one that lives.
                self._servers = [*self._servers[1:], self._servers[0]]
                await asyncio.sleep(0.05)

    async def _one_connection(self) -> None:
        socket = await by_ticket(self._servers[0], self._token)
        self.connections += 1
        try:
            await socket.send(json.dumps({"op": "sub", "inbox": self.inbox, "since": self.last}))
            async for text in socket:
                await self._apply(socket, json.loads(text))
        finally:
            await socket.close()

    async def _apply(self, socket: ClientConnection, frame: Frame) -> None:
        if frame["op"] == "ev":
            if frame["s"] != self.last + 1:
                self.faults.append(f"{frame['s']} after {self.last}")
            self.last = frame["s"]
            if self.last % 50 == 0:
                await socket.send(json.dumps({"op": "ack", "i": self.inbox, "s": self.last}))
        elif frame["op"] in {"reset", "error"}:
            self.faults.append(json.dumps(frame))


class Impatient(LiveServer):
    """`tests.sockets.launch`: `kind` is ``serve`` (uvicorn) or ``daphne``."""

    def __init__(self, setup: Setup, kind: str) -> None:
        super().__init__(setup)
        self.name = self.kind = kind

    def start(self) -> Self:
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.sockets.launch", self.kind, str(self.port)],
                cwd=PROJECT,
                env=self.setup.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        return self.ready()

    @property
    def megabytes(self) -> float:
        """Resident memory."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize() / 1e6
