"""Messages of customers other than plain text, with sample payloads where the page gives none. Sync."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from messaging.errors import Conflict, ConsoleError
from simulator.models import SimulatedCustomer, SimulatedMedia, SimulatedMessage
from simulator.provider import files
from simulator.provider.customer_actions import CustomerDraft
from simulator.sending import is_twilio
from simulator.wire import readable_line
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
SAMPLES: dict[str, Any] = {
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
class DraftRequest:
    """A message as the page asked for it; ``media``: an upload or a sample."""

    kind: str
    part: Any = None
    text: str = ""
    reply_to: str = ""
    forwarded: bool = False
    referral: bool = False
    voice: bool = False
    media: SimulatedMedia | None = None
    base: str = field(default="", repr=False)


def build_draft(customer: SimulatedCustomer, request: DraftRequest) -> CustomerDraft:
    """Build the message; raise `ConsoleError` for a payload that does not fit its kind."""
    extra: dict[str, Any] = {"referral": REFERRAL} if request.referral else {}
    if request.forwarded:
        extra["context"] = {"forwarded": True}
    if request.kind == "text":
        return CustomerDraft("text", {"body": request.text}, request.text, request.reply_to, extra=extra)
    if request.kind in kinds.MEDIA:
        return _file_draft(customer, request, extra)
    part, media = request.part or SAMPLES.get(request.kind), None
    if request.kind == "unsupported":
        extra["errors"] = [UNSUPPORTED_ERROR]
    if request.kind == "contacts" and is_twilio(customer.number):
        media = _card_file(customer, part)
        extra["card"] = {"url": media_url(media, request.base), "mime_type": media.mime_type}
    try:
        line = READABLE[request.kind](part)
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ConsoleError.field("payload", f"That is no {request.kind}.") from error
    return CustomerDraft(request.kind, part, line, request.reply_to, media, extra)


def _file_draft(
    customer: SimulatedCustomer, request: DraftRequest, extra: Mapping[str, Any]
) -> CustomerDraft:
    media = request.media
    if media is None:
        raise ConsoleError.field("file", "There is no file.")
    part: dict[str, Any] = {
        "mime_type": files.announced_type(media),
        "sha256": base64.b64encode(bytes.fromhex(files.announced_sha256(media))).decode(),
        "id": media.media_id,
        "url": media_url(media, request.base),
        **({"caption": request.text} if request.text else {}),
        **({"filename": media.filename} if request.kind == "document" else {}),
        **({"voice": request.voice} if request.kind == "audio" else {}),
        **({"animated": False} if request.kind == "sticker" else {}),
    }
    line = readable_line(request.kind, request.text or (media.filename if request.kind == "document" else ""))
    return CustomerDraft(request.kind, part, line, request.reply_to, media, extra)


def media_url(media: SimulatedMedia, base: str) -> str:
    """Return the URL of a customer's file: valid for some minutes at Meta, for ever at Twilio."""
    number = media.number
    if is_twilio(number):
        message = forms.message_sid(media.media_id)
        path = f"/simulator/twilio/2010-04-01/Accounts/{number.waba_id}/Messages/{message}/Media"
        return f"{base}{path}/{media.media_id}"
    return f"{base}/simulator/media/{media.media_id}?{files.signed_query(media)}"


def _card_file(customer: SimulatedCustomer, cards: Any) -> SimulatedMedia:
    """Save contact cards as the file that Twilio makes of them."""
    return files.save_file(customer.number, forms.vcard(cards), "text/vcard", "contact.vcf")


READABLE: dict[str, Callable[[Any], str]] = {
    "location": lambda part: readable_line("location", f"📍 {part.get('name') or 'a place'}"),
    "contacts": lambda part: readable_line(
        "contacts", ", ".join(card["name"]["formatted_name"] for card in part)
    ),
    "order": lambda part: readable_line("order", f"{len(part['product_items'])} products"),
    "unsupported": lambda part: readable_line("unsupported", part["type"]),
    "interactive": lambda part: readable_line("interactive", part["nfm_reply"]["body"]),
}
KINDS = ("text", *kinds.MEDIA, *READABLE)


def build_tap(message: SimulatedMessage, button: object, row: object) -> CustomerDraft:
    """Build the answer to an interactive message or a template.

    The ``button``-th button, the ``row`` of that id, or (without either) the place or the number that was asked for.
    Raise `Conflict` when there is none.
    """
    if message.kind == "template":
        return _template_tap(message, button)
    action = message.payload.get("action", {})
    kind = message.payload.get("type")
    if kind == "button":
        reply = _at_index(action["buttons"], button)["reply"]
        return _interactive_reply(message, "button_reply", {"id": reply["id"], "title": reply["title"]})
    if kind == "list":
        rows = [each for section in action["sections"] for each in section["rows"]]
        return _interactive_reply(
            message, "list_reply", _at_index([each for each in rows if each["id"] == row], 0)
        )
    if kind == "location_request_message":
        return CustomerDraft("location", SAMPLES["location"], "📍 Harbourside", message.wamid)
    if kind == "request_contact_info":
        return _own_card(message)
    raise Conflict("There is nothing to tap on this message.")


def _template_tap(message: SimulatedMessage, button: object) -> CustomerDraft:
    buttons = message.payload.get("shown", {}).get("buttons", [])
    chosen = _at_index(buttons, button)
    if chosen["type"] != "quick_reply":
        raise Conflict("This button does not answer.")
    part = {"payload": chosen["payload"], "text": chosen["text"]}
    return CustomerDraft("button", part, chosen["text"], message.wamid)


def _interactive_reply(message: SimulatedMessage, kind: str, reply: Mapping[str, Any]) -> CustomerDraft:
    return CustomerDraft("interactive", {"type": kind, kind: dict(reply)}, reply["title"], message.wamid)


def _own_card(message: SimulatedMessage) -> CustomerDraft:
    customer = message.customer
    phone = {"phone": f"+{customer.wa_id}", "wa_id": customer.wa_id, "type": "CELL"}
    card = {
        "name": {"formatted_name": customer.name, "first_name": customer.name},
        "phones": [phone] if customer.wa_id else [],
        "origin": "contact_request",
    }
    return CustomerDraft("contacts", [card], readable_line("contacts", customer.name), message.wamid)


def _at_index(things: list[Any], place: object) -> Any:
    if type(place) is not int or not 0 <= place < len(things):
        raise Conflict("There is no such button.")
    return things[place]
