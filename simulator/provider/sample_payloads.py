"""What a customer can say besides text: the parts that go out, made from what the page asked for. Sync."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from messaging.errors import Conflict, ConsoleError
from simulator.models import SimulatedCustomer, SimulatedMedia, SimulatedMessage
from simulator.provider import files
from simulator.provider.customer_actions import Utterance
from simulator.sending import webhook_formatters
from simulator.wire.meta import kinds
from simulator.wire.twilio import forms

UNSUPPORTED_ERROR = {
    "code": 131051,
    "title": "Message type unknown",
    "message": "Message type unknown",
    "error_data": {"details": "Message type is currently not supported."},
}
REFERRAL = {
    "source_url": "https://fb.me/simulated",
    "source_id": "120210000000000001",
    "source_type": "ad",
    "headline": "Lamps for long evenings",
    "body": "Write to us for a free consultation.",
    "media_type": "image",
    "image_url": "https://example.org/ad.jpg",
    "ctwa_clid": "Aff-simulated",
}
# What goes out when the page only names the kind.
PARTS: dict[str, Any] = {
    "location": {
        "latitude": 51.4545,
        "longitude": -2.5879,
        "name": "Harbourside",
        "address": "Bristol BS1 5DB, United Kingdom",
    },
    "contacts": [
        {
            "name": {"formatted_name": "Robin Ashworth", "first_name": "Robin", "last_name": "Ashworth"},
            "phones": [{"phone": "+44 7700 900555", "wa_id": "447700900555", "type": "CELL"}],
            "emails": [{"email": "robin@example.org", "type": "WORK"}],
        }
    ],
    "order": {
        "catalog_id": "194836987003835",
        "text": "Could you gift-wrap it?",
        "product_items": [
            {"product_retailer_id": "LINDEN-SAGE", "quantity": 2, "item_price": 89.5, "currency": "GBP"},
            {"product_retailer_id": "FERN-SHADE", "quantity": 1, "item_price": 24, "currency": "GBP"},
        ],
    },
    "unsupported": {"type": "poll_creation"},
    "interactive": {
        "type": "nfm_reply",
        "nfm_reply": {
            "name": "flow",
            "body": "Sent",
            "response_json": json.dumps({"flow_token": "simulated", "room": "kitchen", "budget": "200"}),
        },
    },
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the page asked for. ``file``: type, name and bytes of an upload or a sample."""

    kind: str
    part: Any = None
    text: str = ""
    reply_to: str = ""
    forwarded: bool = False
    referral: bool = False
    voice: bool = False
    media: SimulatedMedia | None = None
    base: str = field(default="", repr=False)


def utterance(customer: SimulatedCustomer, wish: Wish) -> Utterance:
    """What is said; raises `ConsoleError` for parts that do not fit their kind."""
    extra: dict[str, Any] = {"referral": REFERRAL} if wish.referral else {}
    if wish.forwarded:
        extra["context"] = {"forwarded": True}
    if wish.kind == "text":
        return Utterance("text", {"body": wish.text}, wish.text, wish.reply_to, extra=extra)
    if wish.kind in kinds.MEDIA:
        return _file(customer, wish, extra)
    part = wish.part or PARTS.get(wish.kind)
    if wish.kind == "unsupported":
        extra["errors"] = [UNSUPPORTED_ERROR]
    if wish.kind == "contacts" and webhook_formatters.is_twilio(customer.number):
        extra["card"] = _card(customer, part, wish.base)
    try:
        line = LINES[wish.kind](part)
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ConsoleError.field("payload", f"That is no {wish.kind}.") from error
    return Utterance(wish.kind, part, line, wish.reply_to, extra=extra)


def _file(customer: SimulatedCustomer, wish: Wish, extra: Mapping[str, Any]) -> Utterance:
    media = wish.media
    if media is None:
        raise ConsoleError.field("file", "There is no file.")
    part: dict[str, Any] = {
        "mime_type": files.announced_type(media),
        "sha256": base64.b64encode(bytes.fromhex(files.announced_sha256(media))).decode(),
        "id": media.media_id,
        "url": media_url(media, wish.base),
        **({"caption": wish.text} if wish.text else {}),
        **({"filename": media.filename} if wish.kind == "document" else {}),
        **({"voice": wish.voice} if wish.kind == "audio" else {}),
        **({"animated": False} if wish.kind == "sticker" else {}),
    }
    line = kinds.line(wish.kind, wish.text or (media.filename if wish.kind == "document" else ""))
    return Utterance(wish.kind, part, line, wish.reply_to, media, extra)


def media_url(media: SimulatedMedia, base: str) -> str:
    """Where the business may fetch a customer's file: for some minutes at Meta, for ever at Twilio."""
    number = media.number
    if webhook_formatters.is_twilio(number):
        message = f"MM{media.media_id[2:]}"
        path = f"/simulator/twilio/2010-04-01/Accounts/{number.waba_id}/Messages/{message}/Media"
        return f"{base}{path}/{media.media_id}"
    return f"{base}/simulator/media/{media.media_id}?{files.signed_query(media)}"


def _card(customer: SimulatedCustomer, cards: Any, base: str) -> dict[str, str]:
    """Twilio makes a file of contact cards."""
    media = files.keep(customer.number, forms.vcard(cards), "text/vcard", "contact.vcf")
    return {"url": media_url(media, base), "mime_type": media.mime_type}


LINES: dict[str, Callable[[Any], str]] = {
    "location": lambda part: kinds.line("location", f"📍 {part.get('name') or 'a place'}"),
    "contacts": lambda part: kinds.line(
        "contacts", ", ".join(card["name"]["formatted_name"] for card in part)
    ),
    "order": lambda part: kinds.line("order", f"{len(part['product_items'])} products"),
    "unsupported": lambda part: kinds.line("unsupported", part["type"]),
    "interactive": lambda part: kinds.line("interactive", part["nfm_reply"]["body"]),
}
SAYABLE = ("text", *kinds.MEDIA, *LINES)


def tapped(message: SimulatedMessage, button: object, row: object) -> Utterance:
    """The answer to an interactive message or a template: the ``button``-th button, the ``row`` of that id,
    or (without either) the place or the number that was asked for; raises `Conflict` when there is none."""
    if message.kind == "template":
        return _quick_reply(message, button)
    action = message.payload.get("action", {})
    kind = message.payload.get("type")
    if kind == "button":
        reply = _at(action["buttons"], button)["reply"]
        return _answer(message, "button_reply", {"id": reply["id"], "title": reply["title"]})
    if kind == "list":
        rows = [each for section in action["sections"] for each in section["rows"]]
        return _answer(message, "list_reply", _at([each for each in rows if each["id"] == row], 0))
    if kind == "location_request_message":
        return Utterance("location", PARTS["location"], "📍 Harbourside", message.wamid)
    if kind == "request_contact_info":
        return _own_card(message)
    raise Conflict("There is nothing to tap on this message.")


def _quick_reply(message: SimulatedMessage, button: object) -> Utterance:
    buttons = message.payload.get("shown", {}).get("buttons", [])
    chosen = _at(buttons, button)
    if chosen["type"] != "quick_reply":
        raise Conflict("This button does not answer.")
    part = {"payload": chosen["payload"], "text": chosen["text"]}
    return Utterance("button", part, chosen["text"], message.wamid)


def _answer(message: SimulatedMessage, kind: str, reply: Mapping[str, Any]) -> Utterance:
    return Utterance("interactive", {"type": kind, kind: dict(reply)}, reply["title"], message.wamid)


def _own_card(message: SimulatedMessage) -> Utterance:
    customer = message.customer
    phone = {"phone": f"+{customer.wa_id}", "wa_id": customer.wa_id, "type": "CELL"}
    card = {
        "name": {"formatted_name": customer.name, "first_name": customer.name},
        "phones": [phone] if customer.wa_id else [],
        "origin": "contact_request",
    }
    return Utterance("contacts", [card], kinds.line("contacts", customer.name), message.wamid)


def _at(things: list[Any], place: object) -> Any:
    if type(place) is not int or not 0 <= place < len(things):
        raise Conflict("There is no such button.")
    return things[place]
