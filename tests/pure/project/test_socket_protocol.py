"""uvicorn's WebSocket with frames of the application's own, between those of the server's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory

from messaging.management.socket_protocol import EXTENSION, FrameSocket
from messaging.realtime import frame_writer
from messaging.realtime.frames import deflated, plain

LONG = '{"op":"ev","pad":"' + "abcdefgh" * 60 + '"}'


class Sockets:
    """An application; `open` returns the client's end, the server's `send`, and what it offers for frames."""

    def __init__(self) -> None:
        self.url = ""
        self._opened: asyncio.Queue[tuple[Callable[..., Any], dict[str, Any]]] = asyncio.Queue()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()
        offer = scope["extensions"][EXTENSION]
        assert not offer["write"](plain("too early"))
        await send({"type": "websocket.accept"})
        self._opened.put_nowait((send, offer))
        while (await receive())["type"] == "websocket.receive":
            pass

    async def open(self, **options: Any) -> tuple[ClientConnection, Callable[..., Any], dict[str, Any]]:
        client = await connect(self.url, **options)
        return client, *(await self._opened.get())


@asynccontextmanager
async def served(*, deflate: bool = True) -> AsyncIterator[Sockets]:
    app = Sockets()
    config = uvicorn.Config(
        app, ws=FrameSocket, lifespan="off", log_config=None, ws_per_message_deflate=deflate
    )
    config.load()
    state = uvicorn.Server(config).server_state
    listening = await asyncio.get_running_loop().create_server(
        lambda: config.http_protocol_class(config=config, server_state=state, app_state={}), "127.0.0.1", 0
    )
    async with listening:
        app.url = f"ws://127.0.0.1:{listening.sockets[0].getsockname()[1]}/"
        yield app
        listening.close()
        for one in tuple(state.connections):
            one.shutdown()


async def texts(client: ClientConnection, count: int) -> list[str]:
    async with asyncio.timeout(60):
        return [str(await client.recv()) for _ in range(count)]


def test_the_application_and_the_server_mean_the_same() -> None:
    assert EXTENSION == frame_writer.EXTENSION


@pytest.mark.parametrize("compression", ["deflate", None])
async def test_frames_and_the_servers_own_texts_come_in_order(compression: Any) -> None:
    async with served() as sockets:
        client, send, offer = await sockets.open(compression=compression)
        frame = deflated if offer["deflate"] else plain
        assert offer["deflate"] == (12 if compression else 0)
        assert offer["write"](frame(LONG) + plain("short"))
        await send({"type": "websocket.send", "text": LONG + "!"})
        assert offer["write"](frame(LONG + "?"))
        assert await texts(client, 4) == [LONG, "short", LONG + "!", LONG + "?"]
        await (await client.ping())  # nothing is left over
        await client.close()


async def test_a_client_with_a_small_memory_says_so() -> None:
    async with served() as sockets:
        small = ClientPerMessageDeflateFactory(server_max_window_bits=9)
        client, send, offer = await sockets.open(compression=None, extensions=[small])
        assert offer["deflate"] == 9
        await send({"type": "websocket.send", "text": LONG})
        assert offer["write"](plain(LONG))
        assert await texts(client, 2) == [LONG, LONG]
        await client.close()


async def test_compression_that_is_off_is_not_offered() -> None:
    async with served(deflate=False) as sockets:
        client, _, offer = await sockets.open(compression="deflate")
        assert offer["deflate"] == 0
        await client.close()


async def test_nothing_is_written_to_a_client_that_does_not_read() -> None:
    """Its buffer is as bounded as with the server's own texts; what was written arrives whole."""
    async with served() as sockets:
        client, send, offer = await sockets.open(compression=None, max_queue=1)
        burst, written = plain("x" * 1000) * 60, 0
        while offer["write"](burst):
            written += 60
            assert written < 500_000
            await asyncio.sleep(0)
        waiting = asyncio.create_task(send({"type": "websocket.send", "text": "last"}))
        await asyncio.sleep(0)
        assert not waiting.done()
        assert (await texts(client, written + 1))[-1] == "last"
        assert offer["write"](burst)
        await texts(client, 60)
        await client.close()


async def test_nothing_is_written_after_the_end() -> None:
    async with served() as sockets:
        client, send, offer = await sockets.open()
        await send({"type": "websocket.close", "code": 4408})
        assert not offer["write"](plain("late"))
        with pytest.raises(ConnectionClosed):
            await client.recv()
        assert client.close_code == 4408
        client, _, offer = await sockets.open()
        await client.close()
        assert not offer["write"](plain("late"))
