"""A running simulator, seen by a business that has an account there: numbers of its own, customers, webhooks."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.live import LiveServer

CSRF = "c" * 32
PATIENCE = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Webhook:
    """A post to the business, exactly as it came."""

    headers: dict[str, str]
    body: bytes


class Receiver:
    """The business's end of webhooks: passes the handshake and keeps every post."""

    def __init__(self) -> None:
        self.posts: queue.Queue[Webhook] = queue.Queue()
        self.answer = ("text/plain", "")  # content type and text that the next post is answered with
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/webhook"

    def next(self) -> Webhook:
        return self.posts.get(timeout=PATIENCE)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            self._answer(asked.get("hub.challenge", [""])[0].encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            (content_type, text), receiver.answer = receiver.answer, ("text/plain", "")
            receiver.posts.put(Webhook({name.lower(): value for name, value in self.headers.items()}, body))
            self._answer(text.encode(), content_type)

        def _answer(self, body: bytes, content_type: str = "text/plain") -> None:
            self.send_response(200)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()
    receiver.start()
    try:
        yield receiver
    finally:
        receiver.stop()


@dataclass
class Number:
    """A business number at the simulator with the account around it; ``settings`` are its secrets."""

    server: LiveServer
    id: int
    display: str
    settings: dict[str, str] = field(repr=False)

    def play(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """What a person does on the phone page: a request of docs/simulator.md."""
        return play(self.server, path, body)

    def customer(self, wa_id: str, name: str = "Ann Lee", *, wrote: bool = True) -> int:
        """The id of a customer of this number; one who wrote may be answered with free text."""
        made = self.play("customers", {"name": name, "wa_id": wa_id, "number": self.id})
        if wrote:
            self.play(f"customers/{made['id']}/messages", {"text": "Hello"})
        return int(made["id"])

    def chat(self, customer: int) -> list[dict[str, Any]]:
        """What is on that customer's phone, the oldest first."""
        answer = self.server.request("GET", f"/simulator/api/state?customer={customer}&messages=50")
        assert answer.status == 200, (answer.status, answer.body)
        return list(answer.json["messages"])

    def template(self, name: str) -> int:
        """The id by which the phone page knows a template of this number."""
        answer = self.server.request("GET", "/simulator/api/state")
        [number] = [one for one in answer.json["numbers"] if one["id"] == self.id]
        return next(int(one["id"]) for one in number["templates"] if one["name"] == name)

    def webhooks_to(self, receiver: Receiver) -> None:
        self.play(f"numbers/{self.id}/webhook", {"url": receiver.url})


def play(server: LiveServer, path: str, body: dict[str, Any]) -> dict[str, Any]:
    headers = {"Cookie": f"csrftoken={CSRF}", "X-CSRFToken": CSRF}
    answer = server.request("POST", f"/simulator/api/{path}", body, headers=headers)
    assert answer.status < 300, (answer.status, answer.body)
    return dict(answer.json)


def register(server: LiveServer, provider: str, display: str) -> Number:
    made = play(server, "numbers", {"provider": provider, "name": "Corner Shop", "number": display})
    return Number(server, made["id"], display, made["settings"])
