"""Steady load: customers, programs and the provider's receipts, each repeating until it is accepted."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import random
import time
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, Self

import aiohttp

from benchmarks.chaos.ledger import Entry, Ledger
from benchmarks.chaos.site import APP_SECRET, Site

WEBHOOK_SECONDS, SEND_SECONDS = 15.0, 40.0
LONGEST_PAUSE = 1.0  # a real provider waits longer; convergence is to be the product's, not ours
WAITING = 20  # turns that one customer may be behind before more are not offered
RECEIPT_SENDERS = 6
Refused = (aiohttp.ClientError, TimeoutError, OSError)
Try = Callable[[str], Coroutine[Any, Any, tuple[int, str]]]


@dataclass(frozen=True, slots=True)
class Pace:
    """Messages a second; `copies`: the share that is posted or asked for once more."""

    inbound: float = 8.0
    outbound: float = 4.0
    customers: int = 12
    copies: float = 0.15

    def times(self, factor: float) -> Pace:
        """The same mix, so many times as fast."""
        return replace(self, inbound=self.inbound * factor, outbound=self.outbound * factor)

    def __str__(self) -> str:
        return f"{self.inbound:g} in, {self.outbound:g} out"


class Load:
    """``async with Load(…) as load:`` runs it; `finish` ends it when everything that was begun is answered."""

    def __init__(self, site: Site, ledger: Ledger, pace: Pace, rng: random.Random) -> None:
        self.site, self.ledger, self.pace, self.rng = site, ledger, pace, rng
        self._tasks: list[asyncio.Task[Any]] = []
        self._once: set[asyncio.Task[Any]] = set()
        self._receipts: asyncio.Queue[tuple[str, str, str]] = asyncio.Queue()
        self._offering: list[asyncio.Task[Any]] = []
        self._loop = asyncio.get_running_loop()

    async def __aenter__(self) -> Self:
        self.session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        phones = [f"4477009{number:05}" for number in range(self.pace.customers)]
        inbound = [asyncio.Queue[None](WAITING) for _ in phones]
        outbound = [asyncio.Queue[None](WAITING) for _ in phones]
        for phone, to_write, to_answer in zip(phones, inbound, outbound, strict=True):
            spoken = asyncio.Event()
            self._run(self._write(phone, to_write, spoken))
            self._run(self._answer(phone, to_answer, spoken))
        for _ in range(RECEIPT_SENDERS):
            self._run(self._report())
        for rate, queues in ((self.pace.inbound, inbound), (self.pace.outbound, outbound)):
            self._offering.append(asyncio.create_task(self._offer(rate, queues)))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stop()
        await self.session.close()

    async def _stop(self) -> None:
        tasks = [*self._offering, *self._tasks, *self._once]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def finish(self, patience: float) -> None:
        """Offer nothing more, wait until everything is answered, and end; what is not answered by then stays open."""
        for task in self._offering:
            task.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while self.ledger.open or self._once or self._receipts.qsize():  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
                await self._receipts.join()
        await self._stop()

    def taken(self, client_id: str, wamid: str, to: str) -> None:
        """From the provider's thread: it has this message, and will report on it."""
        self._loop.call_soon_threadsafe(self._receipts.put_nowait, (client_id, wamid, to))

    async def post_copy(self, body: bytes) -> None:
        """Post what was posted before, until it is accepted."""
        await self._until_taken("copy", lambda url: self._post(url, body))

    # --- who wants something ------------------------------------------------------------------

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work))

    async def _offer(self, rate: float, queues: list[asyncio.Queue[None]]) -> None:
        due = time.monotonic()
        while rate:
            due += self.rng.expovariate(rate)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            try:
                self.rng.choice(queues).put_nowait(None)
            except asyncio.QueueFull:
                self.ledger.not_offered += 1

    async def _write(self, phone: str, turns: asyncio.Queue[None], spoken: asyncio.Event) -> None:
        place = 0
        while True:
            if place:
                await turns.get()
            place += 1
            wamid = f"wamid.{self.site.number_id}.{phone}.{place}"
            entry = self.ledger.begin(Entry(wamid, phone, place, f"{phone} writes {place}"), outbound=False)
            body = self.written(entry)
            await self._until_taken("webhook", lambda url, body=body: self._post(url, body), entry)
            spoken.set()
            if self.rng.random() < self.pace.copies:
                self._repeat("copy", lambda url, body=body: self._post(url, body))

    async def _answer(self, phone: str, turns: asyncio.Queue[None], spoken: asyncio.Event) -> None:
        place = 0
        await spoken.wait()
        while True:
            await turns.get()
            place += 1
            key = str(uuid.UUID(int=self.rng.getrandbits(128), version=4))
            entry = self.ledger.begin(Entry(key, phone, place, f"answer {place} to {phone}"), outbound=True)
            await self._until_taken("send", lambda url, entry=entry: self._send(url, entry), entry)
            if self.rng.random() < self.pace.copies:
                self._repeat("repeated send", lambda url, entry=entry: self._send(url, entry))

    async def _report(self) -> None:
        while True:
            client_id, wamid, to = await self._receipts.get()
            await asyncio.sleep(self.rng.random() * 0.3)
            names = ["delivered", "read"]
            if self.rng.random() < 0.2:
                names.reverse()
            for name in names:
                body = self.reported(client_id, wamid, to, name)
                await self._until_taken("receipt", lambda url, body=body: self._post(url, body))
                self.ledger.add_receipt(client_id, name)
                if self.rng.random() < self.pace.copies:
                    self._repeat("copy", lambda url, body=body: self._post(url, body))
            self._receipts.task_done()

    def _repeat(self, what: str, attempt: Try) -> None:
        """At once beside the next one: the first answer got lost on its way."""
        task = asyncio.create_task(self._until_taken(what, attempt))
        self._once.add(task)
        task.add_done_callback(self._once.discard)

    # --- how it is asked for ------------------------------------------------------------------

    async def _until_taken(self, what: str, attempt: Try, entry: Entry | None = None) -> None:
        while True:
            server = await self.site.server()
            try:
                status, text = await attempt(server.url)
            except Refused as failure:
                self.ledger.answered(what, type(failure).__name__)
                await asyncio.sleep(0.1 + self.rng.random() * 0.3)
                continue
            self.ledger.answered(what, status)
            if 200 <= status < 300:
                break
            if status not in {429, 503}:
                self.ledger.note_wrong(f"{what} {status}: {' '.join(text.split())[:150]}")
            if 400 <= status < 500 and status != 429:
                if entry is not None:
                    self.ledger.end(entry, refused=f"{status} {text[:200]}")
                return
            await asyncio.sleep(0.2 + self.rng.random() * (LONGEST_PAUSE - 0.2))
        if entry is not None:
            self.ledger.end(entry)

    async def _post(self, url: str, body: bytes) -> tuple[int, str]:
        signature = hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}"}
        limit = aiohttp.ClientTimeout(total=WEBHOOK_SECONDS)
        path = f"{url}/webhooks/whatsapp/{self.site.inbox}/"
        async with self.session.post(path, data=body, headers=headers, timeout=limit) as answer:
            return answer.status, await answer.text()

    async def _send(self, url: str, entry: Entry) -> tuple[int, str]:
        wanted = {
            "sender": self.site.address,
            "receiver": f"+{entry.phone}",
            "content": entry.content,
            "client_id": entry.key,
        }
        headers = {"Authorization": f"Token {self.site.tokens[0]}"}
        limit = aiohttp.ClientTimeout(total=SEND_SECONDS)
        path = f"{url}/api/send-message/"
        async with self.session.post(path, json=wanted, headers=headers, timeout=limit) as answer:
            return answer.status, await answer.text()

    def written(self, entry: Entry) -> bytes:
        """Meta's body of a customer's text."""
        item = {
            "from": entry.phone,
            "id": entry.key,
            "timestamp": str(int(time.time())),
            "type": "text",
            "text": {"body": entry.content},
        }
        contact = {"profile": {"name": f"Customer {entry.phone[-3:]}"}, "wa_id": entry.phone}
        return self._body(contacts=[contact], messages=[item])

    def reported(self, client_id: str, wamid: str, to: str, name: str) -> bytes:
        """Meta's body of a receipt."""
        now = str(int(time.time()))
        item = {"id": wamid, "status": name, "timestamp": now, "recipient_id": to}
        return self._body(statuses=[{**item, "biz_opaque_callback_data": client_id}])

    def _body(self, **parts: Any) -> bytes:
        metadata = {"display_phone_number": self.site.address, "phone_number_id": self.site.number_id}
        value = {"messaging_product": "whatsapp", "metadata": metadata, **parts}
        entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
        return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
