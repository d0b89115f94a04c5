"""A fake Graph API on loopback, and how the client is asked to talk to it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct

import pytest
from aiohttp import web

from messaging.errors import SendRefused
from messaging.transports.base import Accepted, Identity, OutgoingMessage
from messaging.transports.whatsapp_cloud import WhatsAppCloud

ANN, ANN_BSUID = Identity("phone", "447700900123"), Identity("bsuid", "GB.1349120865530274")
TOKEN = "EAAG-secret-token"
ACCEPTED = {
    "messaging_product": "whatsapp",
    "contacts": [{"input": "+447700900123", "wa_id": "447700900123"}],
    "messages": [{"id": "wamid.OUT1"}],
}


def outgoing(content="Hello", to=(ANN,), **more) -> OutgoingMessage:
    return OutgoingMessage(client_id="0b6d7c1e", kind="text", content=content, to=to, **more)


def config(base_url: str, **more: str) -> dict[str, str]:
    return {"phone_number_id": "106540000000001", "access_token": TOKEN, "graph_base_url": base_url} | more


class Graph:
    """A fake Graph API that answers as it was told and remembers what it was asked."""

    def __init__(self) -> None:
        self.requests: list[tuple[web.Request, dict]] = []
        self.answer: web.StreamResponse | None = None
        self.slowness = 0.0
        self.asked = asyncio.Event()
        self.url = ""

    def will_answer(self, status: int, document=None, text: str | None = None, **headers: str) -> None:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        body = json.dumps(document) if text is None else text
        self.answer = web.Response(status=status, text=body, headers=names, content_type="text/html")

    def will_refuse(self, status: int, code: int, details: str = "", **headers: str) -> None:
        error = {
            "message": f"(#{code}) No",
            "code": code,
            "error_data": {"details": details},
            "fbtrace_id": "Az9",
        }
        self.will_answer(status, {"error": error}, **headers)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append((request, json.loads(await request.read())))
        self.asked.set()
        await asyncio.sleep(self.slowness)
        return self.answer or web.json_response(ACCEPTED)

    @property
    def body(self) -> dict:
        ((_, body),) = self.requests
        return body


@contextlib.asynccontextmanager
async def raw_server(talk):
    """A TCP server for answers that no HTTP library would give; yields its URL."""
    done = asyncio.Event()

    async def serve(reader, writer):
        try:
            await talk(reader, writer, done)
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        done.set()
        server.close()
        await server.wait_closed()


def reset(writer) -> None:
    """Close with RST instead of FIN."""
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.close()


async def read_request(reader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    return await reader.readexactly(int(length.split(b":")[1]))


async def send(http, url, message=None, *, limits=None, **settings) -> Accepted:
    return await WhatsAppCloud(limits).send(http, config(url, **settings), message or outgoing())


async def refused(http, url, message=None, **more) -> SendRefused:
    with pytest.raises(SendRefused) as caught:
        await send(http, url, message, **more)
    return caught.value
