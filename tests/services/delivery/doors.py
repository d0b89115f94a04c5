"""Everybody at once at every door of a server, each answer kept and judged."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from tests.factories import signature
from tests.live import Answer, LiveServer
from tests.servers import wait_until
from tests.services.delivery.conftest import ADDRESS, APP_SECRET, NUMBER_ID, PASSWORD, USERNAME, Installation

CSRF = "c" * 32
FORM = "application/x-www-form-urlencoded"
BROWSER = "text/html,application/xhtml+xml"


class Doors:
    """``with Doors(…)``: callers at every door, one after the other each, until the end.

    What carries an id of its own (webhook calls, messages) is repeated until it is taken, as providers and careful
    programs do; `taken` has the ids.
    """

    def __init__(self, installation: Installation, server: LiveServer) -> None:
        self._installation, self._server = installation, server
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self.answers: dict[str, Counter[int]] = defaultdict(Counter)
        self.wrong: list[tuple[str, int, bytes]] = []
        self.taken: dict[str, set[str]] = {"webhook": set(), "send": set()}
        self._cookie = self._logged_in()
        callers: tuple[tuple[str, Callable[[], object]], ...] = (
            *[("webhook", lambda: self._repeated("webhook", self._webhook))] * 4,
            *[("send", lambda: self._repeated("send", self._send))] * 3,
            ("ticket", lambda: self._ask("ticket", "POST", "/api/socket-ticket", token=True)),
            ("conversations", lambda: self._ask("conversations", "GET", "/api/conversations/", token=True)),
            ("login", self._log_in),
            ("admin", lambda: self._ask("admin", "GET", "/admin/messaging/message/", Cookie=self._cookie)),
            ("admin login", self._log_in_at_admin),
        )
        self._threads = [threading.Thread(target=self._go_on, args=caller, daemon=True) for caller in callers]

    def __enter__(self) -> Doors:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join(120)
        assert not any(thread.is_alive() for thread in self._threads)

    def wait_for(self, status: int, *doors: str, seconds: float = 120) -> None:
        """Until each of these doors has answered so once more than it has by now."""
        before = {door: self.answers[door][status] for door in doors}
        wait_until(
            lambda: all(self.answers[door][status] > before[door] for door in doors),
            f"{status} from {doors}: {dict(self.answers)}",
            seconds,
        )

    def _go_on(self, door: str, call: Callable[[], object]) -> None:
        while not self._ended.is_set():
            call()
            time.sleep(0.02)

    # --- the callers ---

    def _logged_in(self) -> str:
        answer = self._log_in()
        assert answer.status == 200, answer.body
        cookies = answer.headers.get_all("Set-Cookie")  # type: ignore[attr-defined]
        return next(cookie.partition(";")[0] for cookie in cookies if cookie.startswith("sessionid="))

    def _log_in(self) -> Answer:
        body = {"username": USERNAME, "password": PASSWORD}
        headers = {"Cookie": f"csrftoken={CSRF}", "X-CSRFToken": CSRF}
        return self._ask("login", "POST", "/api/session/", body, **headers)

    def _log_in_at_admin(self) -> Answer:
        form = {
            "username": USERNAME,
            "password": PASSWORD,
            "csrfmiddlewaretoken": CSRF,
            "next": "/healthz/live",
        }
        headers = {"Cookie": f"csrftoken={CSRF}", "Content-Type": FORM}
        return self._ask("admin login", "POST", "/admin/login/", urlencode(form).encode(), **headers)

    def _webhook(self, name: str) -> Answer:
        text = {"from": "447700900123", "id": name, "timestamp": str(int(time.time())), "type": "text"}
        value = {"metadata": {"phone_number_id": NUMBER_ID}, "messages": [{**text, "text": {"body": name}}]}
        document = {
            "object": "whatsapp_business_account",
            "entry": [{"changes": [{"field": "messages", "value": value}]}],
        }
        body = json.dumps(document).encode()
        path = f"/webhooks/whatsapp/{self._installation.inbox}/"
        return self._ask(
            "webhook", "POST", path, body, **{"X-Hub-Signature-256": signature(body, APP_SECRET)}
        )

    def _send(self, name: str) -> Answer:
        body = {"sender": ADDRESS, "receiver": "+447700900123", "content": name, "client_id": name}
        return self._ask("send", "POST", "/api/send-message/", body, token=True)

    def _repeated(self, door: str, call: Callable[[str], Answer]) -> None:
        name = str(uuid.uuid4())
        for _ in range(600):
            if call(name).status in {200, 201}:
                self.taken[door].add(name)
                return
            time.sleep(0.1)
        raise TimeoutError(f"{door} {name} was never taken")

    # --- judging ---

    def _ask(
        self, door: str, method: str, path: str, body: Any = None, *, token: bool = False, **headers: str
    ) -> Answer:
        accept = {"Accept": BROWSER} if door.startswith("admin") else {}
        answer = self._server.request(
            method,
            path,
            body,
            token=self._installation.token if token else "",
            headers={**accept, **headers},
            timeout=40,
        )
        with self._lock:
            self.answers[door][answer.status] += 1
            if not _is_right(door, answer):
                self.wrong.append((door, answer.status, answer.body[:300]))
        return answer


def _is_right(door: str, answer: Answer) -> bool:
    """Whether it is what the door says when all is well, or a 503 that says why and when to come back."""
    if answer.status != 503:
        return answer.status in {200, 201}
    if int(answer.headers.get("Retry-After", "0")) < 1:
        return False
    if door.startswith("admin"):
        return b"Not available at the moment" in answer.body
    return {"code", "detail", "errors"} <= answer.json.keys()
