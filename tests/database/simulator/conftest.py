"""A furnished fake Meta, a business that receives its webhooks, and clients for both of its sides."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import AsyncClient

from simulator import runtime
from simulator.models import SimulatedCustomer, SimulatedMessage, SimulatedNumber, SimulatedWebhook
from simulator.phone import snapshot
from simulator.sending.timing import Timing
from simulator.sending.worker import SimulatorWorker
from tests.database.simulator import furnish

TOKEN = "business token"
SECRET = "app secret"
VERIFY = "verify token"
GRAPH = "/simulator/graph/v26.0/106540000000001"
HOST = "127.0.0.1:8000"
NO_WAITING = Timing(sent=0, delivered=0, read=0, retry=0, timeout=60)


@pytest.fixture(autouse=True)
def only_the_simulator(settings: Any, tmp_path: Path) -> None:
    settings.ROOT_URLCONF = "tests.database.simulator.urlconf"
    settings.SIMULATOR_TIMING = {"sent": 0, "delivered": 0, "read": 0}
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def number(transactional_db: None) -> SimulatedNumber:
    return furnish.register_number(
        "106540000000001",
        waba_id="2040",
        display_number="+1 555-000-1111",
        verified_name="Corner Shop",
        access_token=TOKEN,
        app_secret=SECRET,
        verify_token=VERIFY,
        webhook_url="http://127.0.0.1:9/",
    )


@pytest.fixture
def ann(number: SimulatedNumber) -> SimulatedCustomer:
    customer = furnish.add_customer(number, "447700900123", "Ann Lée", username="annlee")
    return furnish.open_window(customer)


@pytest.fixture
async def database(number: SimulatedNumber) -> AsyncIterator[Callable[..., Any]]:
    """``await database(function, …)``: the ORM from an async test."""
    yield runtime.database.run
    await asyncio.to_thread(runtime.database.close)


class Graph:
    """A business that calls the fake Graph API."""

    def __init__(self) -> None:
        self._client = AsyncClient()
        self.token = TOKEN

    async def call(
        self, method: str, path: str, body: Any = None, token: str | None = TOKEN
    ) -> tuple[int, dict]:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        extra = {"headers": {"Authorization": f"Bearer {token}"}} if token is not None else {}
        answer = await self._client.generic(method, path, data, "application/json", **extra)
        return answer.status_code, json.loads(answer.content)

    async def kind(self, kind: str, part: Any, **changes: Any) -> tuple[int, dict]:
        """Send a message of that kind to Ann."""
        body = {"messaging_product": "whatsapp", "to": "+447700900123", "type": kind, kind: part}
        return await self.call("POST", f"{GRAPH}/messages", body | changes)

    async def upload(
        self, data: bytes, mime_type: str, token: str = TOKEN, **fields: str
    ) -> tuple[int, dict]:
        """``POST /<number>/media``"""
        file = SimpleUploadedFile("file", data, mime_type)
        form = {"messaging_product": "whatsapp", "type": mime_type, "file": file} | fields
        headers = {"Authorization": f"Bearer {token}"}
        answer = await self._client.post(f"{GRAPH}/media", form, headers=headers)
        return answer.status_code, json.loads(answer.content)

    async def fetch(self, url: str, token: str = TOKEN) -> tuple[int, bytes]:
        """A file by the URL that was told."""
        path = url.partition("testserver")[2] or url
        answer = await self._client.get(path, headers={"Authorization": f"Bearer {token}"})
        if not answer.streaming:
            return answer.status_code, answer.content
        return answer.status_code, b"".join([chunk async for chunk in answer.streaming_content])

    async def send(self, text: str = "Hello", to: str = "+447700900123", **changes: Any) -> tuple[int, dict]:
        body = {"messaging_product": "whatsapp", "to": to, "type": "text", "text": {"body": text}}
        return await self.call("POST", f"{GRAPH}/messages", body | changes)


@pytest.fixture
def graph(database: Callable[..., Any]) -> Graph:
    return Graph()


class Browser(AsyncClient):
    """A client that can come from another machine and name the host as it likes."""

    def __init__(self, host: str = HOST, peer: str = "127.0.0.1", **options: Any) -> None:
        super().__init__(**options)
        self._host = host
        self._peer = peer

    def _base_scope(self, **request: Any) -> dict[str, Any]:
        scope = super()._base_scope(**request, client=[self._peer, 5000])
        headers = [(name, value) for name, value in scope["headers"] if name != b"host"]
        return scope | {"headers": [*headers, (b"host", self._host.encode())]}


class Phone:
    """The phone page in a browser, on this machine if nothing else is said."""

    def __init__(self, browser: Browser | None = None, **headers: str) -> None:
        self.browser = browser or Browser()
        self._headers = headers

    async def get(self, path: str) -> tuple[int, dict]:
        answer = await self.browser.get(f"/simulator/api/{path}", headers=self._headers)
        return answer.status_code, json.loads(answer.content)

    async def post(self, path: str, body: Any) -> tuple[int, dict]:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = await self.browser.post(
            f"/simulator/api/{path}", data, "application/json", headers=self._headers
        )
        return answer.status_code, json.loads(answer.content) if "json" in answer["Content-Type"] else {}


@pytest.fixture
def webhooks(database: Callable[..., Any]) -> Callable[[], Any]:
    """``await webhooks()``: the values of everything that waits to be posted, oldest first."""

    async def read() -> list[dict[str, Any]]:
        rows = await database(lambda: list(SimulatedWebhook.objects.order_by("id")))
        return [json.loads(row.body)["entry"][0]["changes"][0]["value"] for row in rows]

    return read


@pytest.fixture
def shown(database: Callable[..., Any]) -> Callable[[str], Any]:
    """``await shown(wamid)``: the message as the phone page shows it."""

    async def read(wamid: str) -> dict[str, Any]:
        messages = SimulatedMessage.objects.select_related("media")
        return snapshot.message_shape(await database(messages.get, wamid=wamid))

    return read


@pytest.fixture
def phone(database: Callable[..., Any]) -> Phone:
    return Phone()


class Business:
    """Receives webhooks over real HTTP, answers as scripted, and checks every signature."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.handshakes: list[dict[str, str]] = []
        self.taken: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.posts: list[int] = []
        self.sizes: list[int] = []
        self.url = ""

    async def handshake(self, request: web.Request) -> web.Response:
        self.handshakes.append(dict(request.query))
        return web.Response(text=request.query["hub.challenge"])

    async def webhook(self, request: web.Request) -> web.Response:
        body = await request.read()
        digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        assert request.headers["X-Hub-Signature-256"] == f"sha256={digest}"
        status = self.answers.pop(0) if self.answers else 200
        self.posts.append(status)
        entries = json.loads(body)["entry"]
        self.sizes.append(len(entries))
        for entry in entries:
            [change] = entry["changes"]
            if status == 200:
                await self.taken.put(change["value"])
        return web.Response(status=status)

    async def next(self) -> dict[str, Any]:
        """The next update that was answered by 200."""
        return await asyncio.wait_for(self.taken.get(), 60)

    async def statuses(self, count: int) -> list[tuple[str, str]]:
        """The next ``count`` statuses as (wamid, status)."""
        seen = [(await self.next())["statuses"] for _ in range(count)]
        return [(status["id"], status["status"]) for [status] in seen]

    async def texts(self, count: int) -> list[str]:
        seen = [(await self.next())["messages"] for _ in range(count)]
        return [message["text"]["body"] for [message] in seen]


@pytest.fixture
async def business(number: SimulatedNumber, database: Callable[..., Any]) -> AsyncIterator[Business]:
    """Listening on loopback; its URL is the number's webhook."""
    receiver = Business()
    app = web.Application()
    app.add_routes([web.get("/hook", receiver.handshake), web.post("/hook", receiver.webhook)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    receiver.url = f"http://127.0.0.1:{port}/hook"
    await database(furnish.register_number, number.phone_number_id, webhook_url=receiver.url)
    yield receiver
    await runner.cleanup()


@pytest.fixture
async def meta(business: Business) -> AsyncIterator[SimulatorWorker]:
    """The fake Meta's machinery at full speed."""
    worker = SimulatorWorker(runtime.database, NO_WAITING)
    await worker.start()
    yield worker
    await worker.stop()


@pytest.fixture
def status_of(database: Callable[..., Any]) -> Callable[[str], Any]:
    """``await status_of(wamid)``"""

    async def read(wamid: str) -> str:
        message = await database(SimulatedMessage.objects.get, wamid=wamid)
        return message.status

    return read
