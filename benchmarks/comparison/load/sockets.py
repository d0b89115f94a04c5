"""A WebSocket over a bare connection: text frames in, small text frames out, pings answered."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable
from typing import Self

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
UPGRADE = (
    "GET {path} HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nCookie: {cookie}\r\n"
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
OnText = Callable[[bytes], None]


class Refused(ConnectionError):
    """There was no handshake, or the server closed."""


class Socket(asyncio.Protocol):
    """`on_text` is given each text; `closed` is done with the close code when the connection is over."""

    @classmethod
    async def open(cls, address: tuple[str, int], path: str, cookie: str, on_text: OnText) -> Self:
        """As a browser does it that offers no compression. Raises `ConnectionError`."""
        loop = asyncio.get_running_loop()
        _, socket = await loop.create_connection(lambda: cls(on_text), *address)
        socket._transport.write(UPGRADE.format(path=path, cookie=cookie).encode())
        await socket._opened
        return socket

    def __init__(self, on_text: OnText) -> None:
        self._on_text = on_text
        self._received = b""
        loop = asyncio.get_running_loop()
        self._opened: asyncio.Future[None] = loop.create_future()
        self.closed: asyncio.Future[int] = loop.create_future()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(0)

    def _end(self, code: int) -> None:
        if not self._opened.done():
            self._opened.set_exception(Refused("no handshake"))
        if not self.closed.done():
            self.closed.set_result(code)

    def data_received(self, data: bytes) -> None:
        self._received = self._received + data if self._received else data
        if not self._opened.done() and not self._head():
            return
        self._frames()

    def _head(self) -> bool:
        head, end, rest = self._received.partition(b"\r\n\r\n")
        if not end:
            return False
        if not head.startswith(b"HTTP/1.1 101"):
            self._end(0)
            return False
        self._received = rest
        self._opened.set_result(None)
        return True

    def _frames(self) -> None:
        received, at = self._received, 0
        while (frame := _frame(received, at)) is not None:
            kind, begin, at = frame
            self._take(kind, received[begin:at])
        self._received = received[at:]

    def _take(self, kind: int, content: bytes) -> None:
        if kind == TEXT:
            self._on_text(content)
        elif kind == PING:
            self._send(PONG, content)
        elif kind == CLOSE:
            self._end(struct.unpack("!H", content[:2])[0] if content else 0)
            self._transport.abort()

    def send(self, text: bytes) -> None:
        """A short text."""
        self._send(TEXT, text)

    def _send(self, kind: int, content: bytes) -> None:
        # A client has to mask; with a mask of zeros that changes nothing.
        self._transport.write(bytes([0x80 | kind, 0x80 | len(content)]) + bytes(4) + content)

    def abort(self) -> None:
        self._transport.abort()


def _frame(received: bytes, at: int) -> tuple[int, int, int] | None:
    """Kind, beginning and end of the frame that begins at `at`; None when it is not all there."""
    if len(received) < at + 2:
        return None
    length, begin = received[at + 1], at + 2
    if length == 126:
        begin += 2
        length = int.from_bytes(received[at + 2 : begin], "big")
    elif length == 127:
        begin += 8
        length = int.from_bytes(received[at + 2 : begin], "big")
    if len(received) < begin + length or begin > len(received):
        return None
    return received[at] & 0x0F, begin, begin + length
