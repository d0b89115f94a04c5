"""Consoles: sockets that follow an inbox as ours or the ordinary way has it, and note when they are shown what."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Sequence
from typing import Any, Self

from benchmarks.comparison.load.http import HttpConnection, get
from benchmarks.comparison.load.sockets import Refused, Socket
from benchmarks.comparison.load.webhooks import MARK

PATH = "/ws/console/"
ACK_EVENTS = 50
LIVE_WITHIN = 60.0
NUMBER = re.compile(rb'{"op":"ev","i":\d+,"s":(\d+)')
FOUND = re.compile(MARK.encode() + rb"(\d+)")
OnMark = Callable[[int], None]


class Screen:
    """A console of ours: subscribes, acknowledges, and knows the event that brings a new message. `holes`: how often
    an event was not the next one."""

    def __init__(self, plan: dict[str, Any], cookie: str, on_mark: OnMark) -> None:
        self.address, self.inbox, self.cookie = plan["address"], plan["target"]["inbox"], cookie
        self.on_mark = on_mark
        self.events = self.holes = 0
        self.last: int | None = None
        self.live = asyncio.Event()

    async def open(self, since: int | None = None) -> Self:
        """Follow the inbox from `since`, or from now on. Raises `ConnectionError`."""
        self.socket = await Socket.open(self.address, PATH, self.cookie, self.on_text)
        await self._follow(since)
        live = asyncio.create_task(self.live.wait())
        await asyncio.wait(
            {live, self.socket.closed}, timeout=LIVE_WITHIN, return_when=asyncio.FIRST_COMPLETED
        )
        if not live.done():
            live.cancel()
            raise Refused("closed or silent before it was live")
        return self

    async def _follow(self, since: int | None) -> None:
        self.last = since
        cursor = {} if since is None else {"since": since}
        self.socket.send(json.dumps({"op": "sub", "inbox": self.inbox, **cursor}).encode())

    def on_text(self, text: bytes) -> None:
        if text.startswith(b'{"op":"ev"'):
            self._show(text)
        elif text.startswith(b'{"op":"live"'):
            self.live.set()
        elif text.startswith(b'{"op":"skip"'):
            self.last = int(json.loads(text)["to"])

    def _show(self, text: bytes) -> None:
        self.events += 1
        number = NUMBER.match(text)
        assert number is not None, f"an event without a number: {text[:80]!r}"
        before, self.last = self.last, int(number[1])
        self.holes += before is not None and self.last != before + 1
        if self.events % ACK_EVENTS == 0:
            self.socket.send(json.dumps({"op": "ack", "i": self.inbox, "s": self.last}).encode())
        if b"message.created" in text and (mark := FOUND.search(text)):
            self.on_mark(int(mark[1]))

    def close(self) -> None:
        self.socket.abort()


class StockScreen(Screen):
    """One of the ordinary way: it is in its group once it is accepted, and reads by REST what it missed."""

    async def _follow(self, since: int | None) -> None:
        if since is not None:
            await self._read(since)
        self.live.set()

    async def _read(self, since: int) -> None:
        http = await HttpConnection.open(*self.address)
        path = f"/api/messages/?inbox={self.inbox}&after={since}&page_size=100"
        status, body = await http.send(get(path, f"Cookie: {self.cookie}"))
        http.close()
        if status != 200:
            raise Refused(f"the list answered {status}")
        self.events += len(json.loads(body)["results"])

    def on_text(self, text: bytes) -> None:
        self.events += 1
        if mark := FOUND.search(text):
            self.on_mark(int(mark[1]))


# The raw application shows everything to everybody, too.
KINDS = {"ours": Screen, "stock": StockScreen, "raw": StockScreen}


def screens(plan: dict[str, Any], on_mark: OnMark = lambda _: None) -> list[Screen]:
    """As many as the plan has `sockets`, each of another agent."""
    kind, cookies = KINDS[plan["target"]["name"]], plan["target"]["cookies"]
    return [kind(plan, cookies[number % len(cookies)], on_mark) for number in range(plan["sockets"])]


async def opened(found: Sequence[Screen], at_once: int = 32) -> None:
    """Open all, so many at a time."""
    turns = asyncio.Semaphore(at_once)

    async def one(screen: Screen) -> None:
        async with turns:
            await screen.open()

    await asyncio.gather(*map(one, found))
