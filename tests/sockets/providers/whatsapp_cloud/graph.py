"""How the client is asked to talk to a fake Graph API, and a raw server for what no fake would answer."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct

import pytest

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
