"""What permessage-deflate costs and saves: `python -m benchmarks.compression [SOCKETS]`; about a minute.

A server of its own, with `serve`'s options, shows the same feed events to every socket, in turn without and with
compression. Per event and socket: bytes on the wire and CPU of the server; per socket: memory that the server
has gained. Read the ratios of one run.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import statistics
import struct
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import websockets

from benchmarks.processes import cpu_seconds, megabytes

EVENTS, ROUNDS = 100, 3
EXAMPLES = Path(__file__).parent.parent / "tests" / "contract"
BYTES_RECEIVED = 128  # where Linux counts them in what TCP_INFO returns


class Cost(NamedTuple):
    """Bytes and microseconds of one event on one socket, kB of one socket."""

    wire: float
    cpu: float
    memory: float


def events() -> list[str]:
    """Return frames like a console's, one after the other, each with a text of its own."""
    examples = [json.dumps(json.loads(path.read_text())) for path in sorted(EXAMPLES.glob("ev.*.json"))]
    return [examples[n % len(examples)].replace("Zoe", f"Zoe {n * 7919}") for n in range(EVENTS)]


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Show all events to a socket whenever it says something, as the product does."""
    from messaging.feed import Item
    from messaging.realtime.frame_writer import FrameWriter

    if not EVENTS_SHOWN:
        EVENTS_SHOWN.extend(Item(seq, "k", text) for seq, text in enumerate(TEXTS))
    writer = FrameWriter.of(scope)
    await receive()
    await send({"type": "websocket.accept"})
    while (await receive())["type"] == "websocket.receive":
        for event in EVENTS_SHOWN:
            if writer is None or not writer.event(event):
                await send({"type": "websocket.send", "text": event.text})


TEXTS = events()
EVENTS_SHOWN: list[Any] = []


def serve(descriptor: int, *, deflate: bool) -> None:
    """Run the server: the whole of the child process."""
    import django
    import uvicorn

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from messaging.management.commands.serve import UVICORN_OPTIONS

    options = {**UVICORN_OPTIONS, "http": "httptools", "lifespan": "off", "ws_per_message_deflate": deflate}
    uvicorn.run(application, fd=descriptor, **options)


@contextlib.contextmanager
def server(*, deflate: bool) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Start one; it listens before it is there, so nobody has to wait for it."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listening:
        descriptor = listening.fileno()
        command = [
            sys.executable,
            "-m",
            "benchmarks.compression",
            "serve",
            str(descriptor),
            str(int(deflate)),
        ]
        with subprocess.Popen(command, pass_fds=[descriptor]) as process:
            try:
                yield process, f"ws://127.0.0.1:{listening.getsockname()[1]}/"
            finally:
                process.terminate()


async def measure(sockets: int, *, deflate: bool) -> Cost:
    """Return what it costs; the first round, in which everything is new, only counts for memory."""
    with server(deflate=deflate) as (process, url):
        async with opened(url, 1, deflate=deflate) as first:
            await show(first)
            before = megabytes(process.pid)
            async with opened(url, sockets, deflate=deflate) as connections:
                await show(connections)
                began, received = cpu_seconds([process.pid]), wire(connections)
                for _ in range(ROUNDS):
                    await show(connections)
                each = sockets * EVENTS * ROUNDS
                wired, spent = wire(connections) - received, cpu_seconds([process.pid]) - began
                memory = megabytes(process.pid) - before
    return Cost(wired / each, spent * 1e6 / each, memory * 1024 / sockets)


@contextlib.asynccontextmanager
async def opened(url: str, count: int, *, deflate: bool) -> AsyncIterator[list[Any]]:
    """Open `count` sockets as browsers do, which always offer compression."""
    async with contextlib.AsyncExitStack() as stack:
        connect = [websockets.connect(url, compression="deflate", open_timeout=60) for _ in range(count)]
        connections = [await stack.enter_async_context(one) for one in connect]
        assert all(bool(one.protocol.extensions) == deflate for one in connections)
        yield connections


async def show(connections: list[Any]) -> None:
    """Let every socket be shown all events, and wait until it was."""
    for connection in connections:
        await connection.send("more")
    await asyncio.gather(*(_read(connection) for connection in connections))


async def _read(connection: Any) -> None:
    for text in TEXTS:
        assert await connection.recv() == text


def wire(connections: list[Any]) -> int:
    """Return the bytes that these sockets have received, as the kernel counts them."""
    return sum(map(_received, connections))


def _received(connection: Any) -> int:
    known = connection.transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
    return int(struct.unpack_from("Q", known, BYTES_RECEIVED)[0])


def main(sockets: int) -> None:
    """Alternate three times and print medians."""
    found: dict[bool, list[Cost]] = {False: [], True: []}
    for deflate in (False, True) * 3:
        found[deflate].append(asyncio.run(measure(sockets, deflate=deflate)))
    plain, deflated = (
        Cost(*map(statistics.median, zip(*found[kind], strict=True))) for kind in (False, True)
    )
    print(f"{sockets} sockets, events of {statistics.mean(map(len, TEXTS)):.0f} characters in the mean")
    print(f"{'':22}{'without':>10}{'with':>10}{'ratio':>8}")
    names = ("bytes of an event", "µs CPU of an event", "kB of a socket")
    for name, one, other in zip(names, plain, deflated, strict=True):
        print(f"{name:22}{one:10.1f}{other:10.1f}{other / one:8.2f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(int(sys.argv[2]), deflate=bool(int(sys.argv[3])))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 200)
