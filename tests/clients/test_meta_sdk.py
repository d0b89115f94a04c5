"""Meta's own SDK for Node (``whatsapp``) at the simulator as at the Graph API."""

from __future__ import annotations

from typing import Any

from tests.clients.node import Library
from tests.clients.simulated import Number

ANN = "447700900123"


def accepted(answer: dict[str, Any]) -> str:
    """The id of the message."""
    assert answer["status"] == 200, answer
    return str(answer["body"]["messages"][0]["id"])


def test_every_kind_is_on_the_customers_phone(meta: Number, meta_sdk: Library) -> None:
    ann = meta.customer(ANN)
    wamid = accepted(meta_sdk("messages.text", {"body": "Hello Ann", "preview_url": False}, ANN))
    reply = {"type": "reply", "reply": {"id": "yes", "title": "Yes"}}
    buttons = {"type": "button", "body": {"text": "Well?"}, "action": {"buttons": [reply]}}
    parameters = [{"type": "text", "text": "Ann"}, {"type": "text", "text": "42"}]
    for call, part in [
        ("image", {"link": "https://example.org/a.png", "caption": "Look"}),
        ("video", {"link": "https://example.org/a.mp4"}),
        ("audio", {"link": "https://example.org/a.ogg"}),
        ("document", {"link": "https://example.org/a.pdf", "filename": "a.pdf"}),
        ("sticker", {"link": "https://example.org/a.webp"}),
        ("location", {"latitude": 51.5, "longitude": -0.12}),
        ("contacts", [{"name": {"formatted_name": "Kim", "first_name": "Kim"}}]),
        ("interactive", buttons),
        ("template", {
            "name": "order_update",
            "language": {"code": "en"},
            "components": [{"type": "body", "parameters": parameters}],
        }),
    ]:  # fmt: skip
        accepted(meta_sdk(f"messages.{call}", part, ANN))
    accepted(meta_sdk("messages.text", {"body": "Quoting"}, ANN, wamid))
    lines = meta.chat(ann)[1:]
    assert [line["kind"] for line in lines] == [
        *("text", "image", "video", "audio", "document", "sticker"),
        *("location", "contacts", "interactive", "template", "text"),
    ]
    assert lines[-1]["reply_to"]["body"] == "Hello Ann"


def test_reading(meta: Number, meta_sdk: Library) -> None:
    ann = meta.customer(ANN)
    read = {"status": "read", "message_id": meta.chat(ann)[0]["wamid"]}
    assert meta_sdk("messages.status", read) == {"status": 200, "body": {"success": True}}
    assert meta.chat(ann)[0]["status"] == "read"


def test_the_pin_of_two_step_verification(meta_sdk: Library) -> None:
    """It posts to the number itself, with a slash at the end."""
    assert meta_sdk("twoStepVerification.setPin", 123456) == {"status": 200, "body": {"success": True}}
    refused = meta_sdk("twoStepVerification.setPin", 12)
    assert (refused["status"], refused["body"]["error"]["code"]) == (400, 100)


def test_refusals(meta: Number, meta_sdk: Library) -> None:
    refused = meta_sdk("messages.text", {"body": "Hello"}, meta.display)
    assert (refused["status"], refused["body"]["error"]["code"]) == (400, 131021)
    stranger = meta_sdk.use(meta, access_token="wrong")("messages.text", {"body": "Hello"}, ANN)
    assert (stranger["status"], stranger["body"]["error"]["code"]) == (401, 190)
