"""An inbox at a fake Twilio, and what is sent through it."""

from __future__ import annotations

import io
from typing import Any

import pytest

from messaging.errors import SendRefused
from messaging.transports.base import Accepted, Identity, OutgoingMedia, OutgoingMessage
from messaging.transports.http.client import Limits
from messaging.transports.twilio import Twilio
from tests.payloads import twilio

PHONE = Identity("phone", "447700900123")
BSUID = Identity("bsuid", "GB.1349120865530274")
CLIENT_ID = "5b1c9f8e-0000-4000-8000-000000000001"


def config(url: str = "http://127.0.0.1:9", **more: str) -> dict[str, str]:
    return {
        "address": twilio.NUMBER,
        "account_sid": twilio.ACCOUNT,
        "auth_token": twilio.TOKEN,
        "public_url": "https://console.example.com",
        "api_base_url": url,
        "content_base_url": url,
        "messaging_base_url": url,
        **more,
    }


def outgoing(content: str = "Hello", kind: str = "text", **more: Any) -> OutgoingMessage:
    return OutgoingMessage(
        **{"client_id": CLIENT_ID, "kind": kind, "content": content, "to": (PHONE,), **more}
    )


def a_file(kind: Any = "image", url: str = "https://console.example.com/media/t/a.png") -> OutgoingMedia:
    return OutgoingMedia(kind, "image/png", "a.png", 3, lambda: io.BytesIO(b"abc"), public_url=url)


async def send(http, url, message=None, *, limits: Limits | None = None, **settings: str) -> Accepted:
    return await Twilio(limits).send(http, config(url, **settings), message or outgoing())


async def refused(http, url, message=None, **more: Any) -> SendRefused:
    with pytest.raises(SendRefused) as caught:
        await send(http, url, message, **more)
    return caught.value
