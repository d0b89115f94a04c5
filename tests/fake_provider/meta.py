"""What the fake Meta does with messages, and the webhooks that it posts."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fake_provider.meta_objects import Objects
from tests.fake_provider.server import FakeProvider, Reply
from tests.servers import PATIENCE


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
    path: str = ""
    headers: dict[str, str] = field(default_factory=dict, repr=False)


ACCEPT = Reply()


def refuse(code: int, status: int = 400, *, retry_after: float | None = None, details: str = "") -> Reply:
    """Meta's error envelope."""
    error = {
        "message": f"(#{code}) refused",
        "type": "OAuthException",
        "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": details or f"reason {code}"},
        "fbtrace_id": "Az9",
    }
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return Reply(status, {"error": error}, headers)


Script = Callable[[Arrival], Reply]


class FakeMeta(FakeProvider):
    """``with FakeMeta() as meta:``; ``meta.url`` is a graph_base_url, also with ``/graph`` behind it. Thread-safe.

    ``meta.script`` answers messages that no ``meta.then(…)`` was queued for; the default accepts all.
    Files, templates and the rest are in ``meta.objects``; their kinds of request are those of `Call`.
    """

    def __init__(self, *, delay: float = 0.0) -> None:
        super().__init__(delay=delay)
        self.script: Script = lambda _: ACCEPT
        self._arrivals: list[Arrival] = []
        self._accepted: list[tuple[Arrival, str]] = []
        self._in_hand: Counter[str] = Counter()
        self.overlaps: list[str] = []
        self.objects = Objects(self)

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/{prefix:(graph/)?}{version:v[^/]+}/{number_id}/messages", self._take)
        self.objects.add_routes(router)

    # --- what a test says and asks -----------------------------------------------------------

    @property
    def arrivals(self) -> list[Arrival]:
        with self.changed:
            return list(self._arrivals)

    @property
    def accepted(self) -> list[tuple[Arrival, str]]:
        """What was answered with 200, and the id that it got."""
        with self.changed:
            return list(self._accepted)

    def texts(self, to: str | None = None) -> list[str]:
        """In order of arrival, of everybody or of one recipient."""
        return [one.text for one in self.arrivals if to is None or one.to == to]

    def wait_for(self, count: int, seconds: float = PATIENCE) -> list[Arrival]:
        """Until so many requests have arrived."""
        self._wait(lambda: len(self._arrivals) >= count, f"{count} requests", seconds)
        return self.arrivals

    def wait_accepted(self, count: int, seconds: float = PATIENCE) -> list[tuple[Arrival, str]]:
        """Until so many were answered with 200."""
        self._wait(lambda: len(self._accepted) >= count, f"{count} accepted", seconds)
        return self.accepted

    def _wait(self, true: Callable[[], bool], what: str, seconds: float) -> None:
        self.wait(
            true,
            lambda: f"not {what}, {len(self._arrivals)} came, {len(self._accepted)} were accepted",
            seconds,
        )

    @property
    def body(self) -> dict[str, Any]:
        """The body of the only message that came."""
        (arrival,) = self.arrivals
        return arrival.body

    # --- answering ---------------------------------------------------------------------------

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        if body.get("status") == "read":
            return await self.objects.read(request, body)
        to = body.get("to") or body.get("recipient", "")
        arrival = Arrival(
            at=time.monotonic(),
            number_id=request.match_info["number_id"],
            to=to,
            text=body.get("text", {}).get("body", ""),
            client_id=body.get("biz_opaque_callback_data", ""),
            token=request.headers.get("Authorization", ""),
            body=body,
            path=request.path,
            headers=dict(request.headers),
        )
        self._note(arrival)
        try:
            return await self._answer(request, arrival)
        finally:
            with self.changed:
                self._in_hand[to] -= 1

    def _note(self, arrival: Arrival) -> None:
        with self.changed:
            self._in_hand[arrival.to] += 1
            if self._in_hand[arrival.to] > 1:
                self.overlaps.append(arrival.to)
            self._arrivals.append(arrival)
            self.changed.notify_all()

    async def _answer(self, request: web.Request, arrival: Arrival) -> web.StreamResponse:
        reply = self.next_reply() or self.script(arrival)
        return await self.respond(request, reply, lambda: self._accept(arrival))

    def _accept(self, arrival: Arrival) -> web.Response:
        with self.changed:
            wamid = f"wamid.{self.port}.{len(self._accepted) + 1}"
            self._accepted.append((arrival, wamid))
            self.changed.notify_all()
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
    """Post a signed webhook to the console; the status of the answer."""
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
