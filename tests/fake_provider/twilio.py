"""What the fake Twilio answers. All four hosts of Twilio are one here.

``api_base_url``, ``content_base_url`` and ``messaging_base_url`` are ``fake.url``.
"""

from __future__ import annotations

import base64
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from aiohttp import web

from tests.fake_provider.server import FakeProvider, Reply
from tests.servers import PATIENCE


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request, in the order of arrival. ``user`` and ``password`` of Basic auth; ``form`` or ``json``."""

    method: str
    path: str
    query: dict[str, str]
    user: str
    password: str = field(repr=False)
    form: dict[str, str] = field(default_factory=dict)
    json: Any = None
    headers: dict[str, str] = field(default_factory=dict, repr=False)


def refuse(code: int, status: int = 400, *, message: str = "", retry_after: float | None = None) -> Reply:
    """Twilio's error."""
    info = f"https://www.twilio.com/docs/errors/{code}"
    body = {"code": code, "message": message or f"reason {code}", "more_info": info, "status": status}
    return Reply(status, body, {} if retry_after is None else {"Retry-After": str(retry_after)})


Script = Callable[[Arrival], Reply | None]


class FakeTwilio(FakeProvider):
    """``with FakeTwilio(account, token) as fake:``. Thread-safe.

    ``fake.then(…)`` answers the next requests, else ``fake.script`` if it gives a reply, else the fake
    does what Twilio would: it takes messages and lists what a test has put into ``contents``, ``stored``,
    ``media`` and ``senders``.
    """

    def __init__(self, account: str, token: str) -> None:
        super().__init__()
        self.account, self.token = account, token
        self._numbers = itertools.count(1)
        self.forget()

    @property
    def base(self) -> str:
        return f"/2010-04-01/Accounts/{self.account}"

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_route("*", "/{path:.*}", self._take)

    # --- what a test says and asks -----------------------------------------------------------

    def forget(self) -> None:
        """As good as new, at the same address."""
        self.script: Script = lambda _: None
        self.page = 50
        self.contents: list[dict[str, Any]] = []
        self.stored: list[dict[str, Any]] = []
        self.heeds_dates = True  # False: what is listed is as old or new as it is
        self.media: dict[str, list[dict[str, Any]]] = {}
        self.senders: list[dict[str, Any]] = []
        self.files: dict[str, tuple[str, bytes]] = {}
        self.media_host = ""  # where a file's address leads to; empty: to this one
        self.replies.clear()
        self._arrivals: list[Arrival] = []

    @property
    def arrivals(self) -> list[Arrival]:
        with self.changed:
            return list(self._arrivals)

    @property
    def sent(self) -> list[dict[str, str]]:
        """The forms of the messages that came."""
        found = [one for one in self.arrivals if one.path.endswith("/Messages.json")]
        return [one.form for one in found if one.method == "POST"]

    def wait_for(self, count: int, seconds: float = PATIENCE) -> list[Arrival]:
        """Until so many requests have arrived."""
        self.wait(
            lambda: len(self._arrivals) >= count,
            lambda: f"{len(self._arrivals)} of {count} requests",
            seconds,
        )
        return self.arrivals

    # --- answering ---------------------------------------------------------------------------

    async def _take(self, request: web.Request) -> web.StreamResponse:
        arrival = await self._noted(request)
        reply = self.next_reply() or self.script(arrival) or self._usual(arrival)
        return await self.respond(request, reply)

    async def _noted(self, request: web.Request) -> Arrival:
        body = (await request.read()).decode()
        login = request.headers.get("Authorization", "")
        user, _, password = base64.b64decode(login.removeprefix("Basic ")).decode().partition(":")
        is_json = request.content_type == "application/json" and body
        arrival = Arrival(
            method=request.method,
            path=request.path,
            query=dict(request.query),
            user=user,
            password=password,
            form={} if is_json else dict(parse_qsl(body, keep_blank_values=True)),
            json=await request.json() if is_json else None,
            headers={name.lower(): value for name, value in request.headers.items()},
        )
        with self.changed:
            self._arrivals.append(arrival)
            self.changed.notify_all()
        return arrival

    def _usual(self, arrival: Arrival) -> Reply:
        if arrival.path.startswith("/files/"):
            return self._file(arrival)
        if (arrival.user, arrival.password) != (self.account, self.token):
            return refuse(20003, 401, message="Authenticate")
        if arrival.method == "POST":
            return self._post(arrival)
        return self._get(arrival)

    def _post(self, arrival: Arrival) -> Reply:
        if arrival.path == f"{self.base}/Messages.json":
            sid = f"SM{next(self._numbers):032x}"
            return Reply(
                201, {"sid": sid, "status": "queued", "to": arrival.form.get("To"), "error_code": None}
            )
        if arrival.path.endswith("/Indicators/Typing.json"):
            return Reply(200, {"success": True})
        return refuse(20404, 404)

    def _get(self, arrival: Arrival) -> Reply:
        lists = {
            f"{self.base}/Messages.json": ("messages", self._wanted(arrival)),
            "/v1/ContentAndApprovals": ("contents", self.contents),
            "/v2/Channels/Senders": ("senders", self.senders),
        }
        if arrival.path in lists:
            return Reply(200, self._page_of(arrival, *lists[arrival.path]))
        if arrival.path == f"{self.base}.json":
            return Reply(200, {"sid": self.account, "friendly_name": "Test", "status": "active"})
        if arrival.path.endswith("/Media.json"):
            return Reply(200, {"media_list": self.media.get(arrival.path.split("/")[-2], [])})
        return self._file(arrival)

    def _file(self, arrival: Arrival) -> Reply:
        name = arrival.path.rpartition("/")[2]
        if name not in self.files:
            return refuse(20404, 404)
        if arrival.path.startswith("/files/"):
            mime_type, body = self.files[name]
            return Reply(200, body, {"Content-Type": mime_type})
        return Reply(307, b"", {"Location": f"{self.media_host or self.url}/files/{name}"})

    def _wanted(self, arrival: Arrival) -> list[dict[str, Any]]:
        asked = arrival.query
        sides = [name for name in ("To", "From") if name in asked]
        found = [one for one in self.stored if all(one[name.lower()] == asked[name] for name in sides)]
        return [one for one in found if _in_time(one, asked)] if self.heeds_dates else found

    def _page_of(self, arrival: Arrival, key: str, items: list[Any]) -> dict[str, Any]:
        number = int(arrival.query.get("Page", "0"))
        begin = number * self.page
        more = begin + self.page < len(items)
        following = f"{arrival.path}?{urlencode({**arrival.query, 'Page': number + 1})}"
        if key == "messages":
            return {key: items[begin : begin + self.page], "next_page_uri": following if more else None}
        meta = {"key": key, "next_page_url": self.url + following if more else None}
        return {key: items[begin : begin + self.page], "meta": meta}


def _in_time(one: dict[str, Any], asked: dict[str, str]) -> bool:
    """By ``DateSent>`` and ``DateSent<``, which mean "from" and "until"."""
    sent = parsedate_to_datetime(one["date_sent"])
    begin, end = asked.get("DateSent>"), asked.get("DateSent<")
    late_enough = begin is None or sent >= datetime.fromisoformat(begin)
    return late_enough and (end is None or sent <= datetime.fromisoformat(end))


def resource(sid: str, sender: str, to: str, body: str, sent: Any, **more: Any) -> dict[str, Any]:
    """A message as the list of messages has it."""
    return {
        "sid": sid,
        "from": sender,
        "to": to,
        "body": body,
        "direction": "inbound",
        "status": "received",
        "num_media": "0",
        "date_sent": format_datetime(sent),
        "date_created": format_datetime(sent),
        "error_code": None,
        "error_message": None,
        **more,
    }
