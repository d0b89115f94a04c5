"""A Graph API on a loopback port that remembers what came and answers what a test wants.
Nothing of the desk is used here: what it signs and answers is written from Meta's documentation.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import threading
import time
import urllib.request
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

from tests.fake_meta_objects import Objects, answer

LARGEST = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request, in the order of arrival. ``at`` is monotonic seconds."""

    at: float
    number_id: str
    to: str
    text: str
    client_id: str
    token: str
    body: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer. ``reset``: break the connection; ``hold``: answer only when the event is set;
    ``delay``: seconds before the answer."""

    status: int = 200
    body: dict[str, Any] | str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    reset: bool = False
    hold: threading.Event | None = None


ACCEPT = Reply()
RESET = Reply(reset=True)


def refuse(code: int, status: int = 400, *, retry_after: float | None = None, details: str = "") -> Reply:
    """Meta's error envelope."""
    error = {
        "message": f"(#{code}) refused",
        "type": "OAuthException",
        "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": details or f"reason {code}"},
        "fbtrace_id": "A1",
    }
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return Reply(status, {"error": error}, headers)


Script = Callable[[Arrival], Reply]


class FakeMeta:
    """``with FakeMeta() as meta:``; ``meta.url`` is a graph_base_url. Thread-safe.

    ``meta.script`` answers messages that no ``meta.then(…)`` was queued for; the default accepts all.
    Files, templates and the rest are in ``meta.objects``.
    """

    def __init__(self, *, delay: float = 0.0) -> None:
        self.delay = delay
        self.script: Script = lambda _: ACCEPT
        self.port = 0
        self._queued: deque[Reply] = deque()
        self._arrivals: list[Arrival] = []
        self._accepted: list[tuple[Arrival, str]] = []
        self._in_hand: Counter[str] = Counter()
        self.overlaps: list[str] = []
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fake meta", daemon=True)
        self._runner: web.AppRunner | None = None
        self.objects = Objects(lambda: self.url)

    # --- life --------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _serve(self) -> None:
        app = web.Application(client_max_size=LARGEST)
        app.router.add_post("/{version}/{number_id}/messages", self._take)
        self.objects.add_routes(app.router)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def _end(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    # --- what a test says and asks -----------------------------------------------------------

    def then(self, *replies: Reply) -> None:
        """Answer the next requests with these, in order."""
        self._queued.extend(replies)

    @property
    def arrivals(self) -> list[Arrival]:
        with self._changed:
            return list(self._arrivals)

    @property
    def accepted(self) -> list[tuple[Arrival, str]]:
        """What was answered with 200, and the id that it got."""
        with self._changed:
            return list(self._accepted)

    def texts(self, to: str | None = None) -> list[str]:
        """In order of arrival, of everybody or of one recipient."""
        return [one.text for one in self.arrivals if to is None or one.to == to]

    def wait_for(self, count: int, seconds: float = 20) -> list[Arrival]:
        """Until so many requests have arrived."""
        self._wait(lambda: len(self._arrivals) >= count, f"{count} requests", seconds)
        return self.arrivals

    def wait_accepted(self, count: int, seconds: float = 20) -> list[tuple[Arrival, str]]:
        """Until so many were answered with 200."""
        self._wait(lambda: len(self._accepted) >= count, f"{count} accepted", seconds)
        return self.accepted

    def _wait(self, true: Callable[[], bool], what: str, seconds: float) -> None:
        with self._changed:
            if not self._changed.wait_for(true, seconds):
                so_far = f"{len(self._arrivals)} came, {len(self._accepted)} were accepted"
                raise TimeoutError(f"not {what} after {seconds} s: {so_far}")

    # --- answering ---------------------------------------------------------------------------

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        if body.get("status") == "read":
            return self.objects.read(request, body)
        to = body.get("to") or body.get("recipient", "")
        arrival = Arrival(
            at=time.monotonic(),
            number_id=request.match_info["number_id"],
            to=to,
            text=body.get("text", {}).get("body", ""),
            client_id=body.get("biz_opaque_callback_data", ""),
            token=request.headers.get("Authorization", ""),
            body=body,
        )
        self._note(arrival)
        try:
            return await self._answer(request, arrival)
        finally:
            with self._changed:
                self._in_hand[to] -= 1

    def _note(self, arrival: Arrival) -> None:
        with self._changed:
            self._in_hand[arrival.to] += 1
            if self._in_hand[arrival.to] > 1:
                self.overlaps.append(arrival.to)
            self._arrivals.append(arrival)
            self._changed.notify_all()

    async def _answer(self, request: web.Request, arrival: Arrival) -> web.StreamResponse:
        reply = self._queued.popleft() if self._queued else self.script(arrival)
        await asyncio.sleep(reply.delay or self.delay)
        if reply.hold is not None:
            await asyncio.to_thread(reply.hold.wait, 60)
        if reply.reset:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if reply.status == 200 and reply.body is None:
            return self._accept(arrival)
        return answer(reply.status, reply.body, reply.headers)

    def _accept(self, arrival: Arrival) -> web.Response:
        with self._changed:
            wamid = f"wamid.{self.port}.{len(self._accepted) + 1}"
            self._accepted.append((arrival, wamid))
            self._changed.notify_all()
        contact = {"input": arrival.to, "wa_id": arrival.to.lstrip("+")}
        return web.json_response(
            {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": wamid}]}
        )


# --- webhooks of Meta ------------------------------------------------------------------------


def status(arrival: Arrival, wamid: str, name: str, **more: Any) -> dict[str, Any]:
    """One element of ``statuses``."""
    return {
        "id": wamid,
        "status": name,
        "timestamp": str(int(time.time())),
        "recipient_id": arrival.to.lstrip("+"),
        "biz_opaque_callback_data": arrival.client_id,
        **more,
    }


def post_statuses(url: str, app_secret: str, number_id: str, statuses: list[dict[str, Any]]) -> int:
    """Post a signed webhook to the desk; the status of the answer."""
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550001111", "phone_number_id": number_id},
        "statuses": statuses,
    }
    change = {"field": "messages", "value": value}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]})
    signature = hmac.new(app_secret.encode(), body.encode(), hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}"}
    request = urllib.request.Request(url, body.encode(), headers, method="POST")
    with urllib.request.urlopen(request, timeout=20) as answer:
        return int(answer.status)
