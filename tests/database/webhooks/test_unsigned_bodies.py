"""Whoever has no secret is answered before their body is read."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from messaging.models import Inbox, InboxNotice
from support_console import limits
from support_console.asgi import bounded

pytestmark = pytest.mark.django_db(transaction=True)


class Client:
    """A POST of whose body nothing ever comes, and whose client `leaves` when somebody waits for it."""

    def __init__(self, *, leaves: bool) -> None:
        self.leaves = leaves
        self.asked = False
        self.sent: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        self.asked = True
        if not self.leaves:
            await asyncio.get_running_loop().create_future()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    @property
    def answer(self) -> Any:
        return json.loads(b"".join(message.get("body", b"") for message in self.sent[1:]))


class Flooding(Client):
    """One whose body never ends."""

    async def receive(self) -> dict[str, Any]:
        await asyncio.sleep(0)
        return {"type": "http.request", "body": b"x" * 2000, "more_body": True}


async def post(path: str, *headers: tuple[bytes, bytes], client: Client | None = None) -> Client:
    client = client or Client(leaves=bool(headers))
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "http_version": "1.1",
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "headers": [(b"host", b"testserver"), (b"content-length", b"4000000"), *headers],
    }
    await bounded(scope, client.receive, client.send)
    return client


@pytest.mark.parametrize("path", ["/webhooks/whatsapp/{}/", "/webhooks/whatsapp/{}", "/api/webhook/"])
async def test_an_unsigned_body_is_refused_before_it_is_read(inbox: Inbox, path: str) -> None:
    client = await post(path.format(inbox.pk))
    assert (client.sent[0]["status"], client.answer["code"]) == (401, "bad_signature")
    assert dict(client.sent[0]["headers"])[b"connection"] == b"close"


async def test_it_takes_no_room_from_those_that_are_signed(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hundred such clients kept providers out with "too many bodies at once"."""
    monkeypatch.setattr(limits, "MOST_IN_FLIGHT", 1000)
    path = f"/webhooks/whatsapp/{inbox.pk}/"
    client = await post(path, client=Flooding(leaves=False))
    assert client.sent[0]["status"] == 401


async def test_it_is_noticed_as_before(inbox: Inbox) -> None:
    await post(f"/webhooks/whatsapp/{inbox.pk}/")
    assert await InboxNotice.objects.filter(inbox=inbox).acount() == 1


async def test_a_signed_body_is_waited_for(inbox: Inbox) -> None:
    client = await post(f"/webhooks/whatsapp/{inbox.pk}/", (b"x-hub-signature-256", b"sha256=00"))
    assert client.asked
    assert not client.sent
