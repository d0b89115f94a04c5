"""What `doctor` says of WebSockets at the public URL, by what stands there."""

from __future__ import annotations

import base64
import hashlib
import socketserver
import threading
from collections.abc import Callable, Iterator

import pytest

from messaging.management.websocket_handshake import refusal_of

Answer = Callable[[dict[str, str]], str]
# RFC 6455, section 1.3: what a server adds to the key that it is given.
MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def agreed(headers: dict[str, str]) -> str:
    digest = hashlib.sha1(f"{headers['sec-websocket-key']}{MAGIC}".encode(), usedforsecurity=False).digest()
    accept = base64.b64encode(digest).decode()
    assert (headers["upgrade"], headers["connection"]) == ("websocket", "Upgrade")
    return f"101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {accept}"


@pytest.fixture
def served() -> Iterator[Callable[[Answer], str]]:
    """``served(answer)``: the URL of a server that answers so; it gets the request's headers."""
    servers: list[socketserver.TCPServer] = []

    def serve(answer: Answer) -> str:
        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                lines = iter(lambda: self.rfile.readline().decode().strip(), "")
                pairs = (line.split(": ", 1) for line in lines if ": " in line)
                headers = {name.lower(): value for name, value in pairs}
                self.wfile.write(f"HTTP/1.1 {answer(headers)}\r\nContent-Length: 0\r\n\r\n".encode())

        server = socketserver.TCPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}/ws/console/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_who_agrees_refuses_nothing(served: Callable[[Answer], str]) -> None:
    assert refusal_of(served(agreed)) == ""


@pytest.mark.parametrize("status", ["200 OK", "400 Bad Request", "404 Not Found", "426 Upgrade Required"])
def test_a_proxy_that_passes_no_upgrade_on_is_named_by_its_answer(
    served: Callable[[Answer], str], status: str
) -> None:
    assert refusal_of(served(lambda _: status)) == f"answered {status[:3]}"


def test_an_answer_to_another_key_is_none(served: Callable[[Answer], str]) -> None:
    assert "another socket" in refusal_of(served(lambda headers: agreed(headers) + "x"))


def test_nobody_there_is_said() -> None:
    assert refusal_of("http://127.0.0.1:9/ws/console/").startswith("no answer")
