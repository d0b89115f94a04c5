"""Headers that come too slowly, never, or without an end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn

from messaging.management import http_protocol
from messaging.management.http_protocol import BoundedHttp

GOOD = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"


async def app(scope: object, receive: object, send: object) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": []})  # type: ignore[operator]
    await send({"type": "http.response.body", "body": b""})  # type: ignore[operator]


@asynccontextmanager
async def a_server() -> AsyncIterator[int]:
    """A port on which uvicorn's protocol of ours answers."""
    config = uvicorn.Config(app, http=BoundedHttp, lifespan="off", log_config=None)
    config.load()
    server = uvicorn.Server(config)
    listening = await asyncio.get_running_loop().create_server(
        lambda: BoundedHttp(config=config, server_state=server.server_state, app_state={}), "127.0.0.1", 0
    )
    async with listening:
        yield listening.sockets[0].getsockname()[1]


async def ask(port: int, *parts: bytes) -> bytes:
    """All that is answered until the server closes; nothing where it closed before it had read all of it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
        return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


def test_slow_headers_are_closed_and_others_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    async def all_of_them() -> tuple[list[bytes], bytes]:
        async with a_server() as port:
            with monkeypatch.context() as patch:
                patch.setattr(http_protocol, "HEAD_WITHIN", 0.05)
                slow = await asyncio.gather(
                    *(ask(port, b"GET / HTTP/1.1\r\nhost") for _ in range(50)), ask(port)
                )
            good = await ask(port, GOOD.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n"))
        return slow, good

    slow, good = asyncio.run(all_of_them())
    assert {answer.split(b"\r\n")[0] for answer in slow} <= {b"HTTP/1.1 408 Request Timeout", b""}
    assert good.startswith(b"HTTP/1.1 204")


def test_headers_without_an_end_are_refused() -> None:
    async def one() -> bytes:
        async with a_server() as port:
            return await ask(port, b"GET / HTTP/1.1\r\nx: ", b"y" * (http_protocol.LARGEST_HEAD + 1))

    assert asyncio.run(one())[:12] in {b"HTTP/1.1 431", b""}


def test_the_second_request_of_a_connection_has_the_same_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    async def two() -> bytes:
        async with a_server() as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(GOOD)
            first = await reader.readuntil(b"\r\n\r\n")
            monkeypatch.setattr(http_protocol, "HEAD_WITHIN", 0.05)
            writer.write(b"GET / HTTP/1.1\r\nhost")
            rest = await reader.read()
            writer.close()
        return first + rest

    answer = asyncio.run(two())
    assert answer.startswith(b"HTTP/1.1 204")
    assert b"HTTP/1.1 408" in answer
