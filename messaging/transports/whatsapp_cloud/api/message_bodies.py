"""The JSON of every outgoing message: one pure builder per kind.

What a person or a program put into ``payload`` goes out only after `check_payload` has found nothing
wrong with it, and only the keys that WhatsApp has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from messaging.errors import FailureClass, SendRefused
from messaging.limits import LONGEST_CAPTION, LONGEST_EMOJI, LONGEST_TEXT
from messaging.transports.base import Identity, OutgoingMessage
from messaging.transports.payload import (
    CARD_LISTS,
    CARD_OBJECTS,
    OutgoingMedia,
    check_payload,
    clean,
    is_one_emoji,
    is_visible,
    mapping,
    sequence,
    storable,
    text,
)
from messaging.transports.phone_numbers import is_parent_bsuid
from messaging.transports.whatsapp_cloud.errors import permanent_refusal

LONGEST_META_FILENAME = 240
LINK = re.compile(r"https?://\S", re.IGNORECASE)
CAPTIONED = {"image", "video", "document"}
# What hangs on another message anyway, and what Meta takes no quotation for.
UNQUOTED = {"reaction", "template"}
FIXED_ACTIONS = {
    "location_request_message": {"name": "send_location"},
    "request_contact_info": {"name": "request_contact_info"},
}
INTERACTIVE_PARTS = ("type", "header", "body", "footer", "action")


def message_body(message: OutgoingMessage) -> dict[str, Any]:
    """Build the JSON that Meta wants; raises `SendRefused` for what it could not take."""
    build = BUILDERS.get(message.kind)
    if build is None:
        title = f"Messages of the kind {message.kind} cannot be sent to WhatsApp"
        raise permanent_refusal("unsupported_kind", title, "Send it as text.")
    content = build(message)
    quoted = message.reply_to and message.kind not in UNQUOTED
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **recipient(message.to, needs_phone=_needs_phone(message)),
        **({"context": {"message_id": clean(message.reply_to or "")}} if quoted else {}),
        "biz_opaque_callback_data": clean(message.client_id),
        "type": message.kind,
        message.kind: content,
    }


# --- who ---------------------------------------------------------------------------------------


def recipient(to: tuple[Identity, ...], *, needs_phone: bool = False) -> dict[str, str]:
    """Return the first of the addresses. A phone with the plus: without it Meta puts the country code of
    *our* number in front."""
    ways = [one for one in to if one.kind in {"phone", "bsuid"} and not is_parent_bsuid(one.value)]
    first = next((one for one in ways if one.kind == "phone" or not needs_phone), None)
    if first:
        return {"to": f"+{first.value}"} if first.kind == "phone" else {"recipient": first.value}
    if ways:
        raise permanent_refusal(
            "131062",
            "This message needs the customer's phone number",
            "Ask the customer for the phone number.",
            "WhatsApp sends one-time codes to phone numbers only.",
        )
    raise permanent_refusal(
        "no_address",
        "This customer has no WhatsApp address",
        "Add a phone number to the customer; a name alone cannot be reached.",
    )


def _needs_phone(message: OutgoingMessage) -> bool:
    return message.kind == "template" and text(message.payload, "category").upper() == "AUTHENTICATION"


# --- what --------------------------------------------------------------------------------------


def _text(message: OutgoingMessage) -> dict[str, Any]:
    body = clean(message.content)
    if not is_visible(body):
        raise permanent_refusal("empty", "The message is empty", "Write something first.")
    _must_fit(body, LONGEST_TEXT, "message")
    preview = LINK.search(body) and message.payload.get("preview_url") is not False
    return {"body": body, "preview_url": True} if preview else {"body": body}


def _file(message: OutgoingMessage) -> dict[str, Any]:
    """Name the file by the id of its upload, never by a link: links fail silently."""
    media = _uploaded(message)
    caption = clean(message.content) if message.kind in CAPTIONED else ""
    _must_fit(caption, LONGEST_CAPTION, "caption")
    return {
        "id": clean(media.remote_id),
        **({"caption": caption} if caption.strip() else {}),
        **({"filename": _filename(media)} if message.kind == "document" else {}),
        **({"voice": True} if message.kind == "audio" and media.voice else {}),
    }


def _uploaded(message: OutgoingMessage) -> OutgoingMedia:
    if message.media is None:
        raise permanent_refusal("no_file", "The message has no file", "Attach the file again.")
    if not message.media.remote_id:
        raise SendRefused(
            "not_uploaded",
            "The file has not been given to WhatsApp yet",
            failure=FailureClass.RETRY,
            action="Send it again in a few minutes.",
        )
    return message.media


def _filename(media: OutgoingMedia) -> str:
    return clean(media.filename).strip()[-LONGEST_META_FILENAME:] or "document"


def _location(message: OutgoingMessage) -> dict[str, Any]:
    found = mapping(_checked(message), "location")
    names = ("latitude", "longitude", "name", "address")
    return {name: found[name] for name in names if found.get(name) not in (None, "")}


def _contacts(message: OutgoingMessage) -> list[Any]:
    return [_card(card) for card in sequence(_checked(message), "contacts")]


def _card(given: dict[str, Any]) -> dict[str, Any]:
    """Build a contact card. Meta refuses one whose name has nothing but the formatted one."""
    name, org = (_filled(given.get(key), CARD_OBJECTS[key]) for key in ("name", "org"))
    if name.keys() == {"formatted_name"}:
        name["first_name"] = name["formatted_name"]
    lists = {key: _entries(given, key, fields) for key, fields in CARD_LISTS.items()}
    card = {"name": name, **lists, "org": org, "birthday": given.get("birthday")}
    return {key: value for key, value in card.items() if value}


def _entries(given: dict[str, Any], key: str, fields: tuple[str, ...]) -> list[dict[str, Any]]:
    return [entry for one in sequence(given, key) if (entry := _filled(one, fields))]


def _filled(given: Any, fields: tuple[str, ...]) -> dict[str, Any]:
    """Return those of the fields that say something; of what is no object none."""
    return {field: given[field] for field in fields if given.get(field)} if isinstance(given, dict) else {}


def _interactive(message: OutgoingMessage) -> dict[str, Any]:
    given = mapping(_checked(message), "interactive")
    parts = {name: given[name] for name in INTERACTIVE_PARTS if given.get(name)}
    parts["action"] = FIXED_ACTIONS.get(parts["type"]) or dict(mapping(given, "action"))
    if parts["type"] == "cta_url":
        parts["action"]["name"] = "cta_url"
    return _with_header_file(parts, message)


def _with_header_file(parts: dict[str, Any], message: OutgoingMessage) -> dict[str, Any]:
    kind = text(parts.get("header"), "type")
    if kind in ("", "text"):
        return parts
    return {**parts, "header": {"type": kind, kind: _header_file(kind, message)}}


def _header_file(kind: str, message: OutgoingMessage) -> dict[str, Any]:
    media = _uploaded(message)
    name = {"filename": _filename(media)} if kind == "document" else {}
    return {"id": clean(media.remote_id), **name}


def _reaction(message: OutgoingMessage) -> dict[str, Any]:
    emoji = clean(message.content)
    if not message.reply_to:
        title = "The message to react to is not known to WhatsApp yet"
        raise permanent_refusal("no_target", title, "Try it again once the message has been sent.")
    if emoji and not (is_one_emoji(emoji) and len(emoji) <= LONGEST_EMOJI):
        raise permanent_refusal("not_an_emoji", "A reaction is exactly one emoji", "Choose an emoji.")
    return {"message_id": clean(message.reply_to), "emoji": emoji}


def _template(message: OutgoingMessage) -> dict[str, Any]:
    found = mapping(_checked(message), "template")
    components = [_with_media(part, message) for part in sequence(found, "components")]
    return {
        "name": found["name"],
        "language": {"code": found["language"]["code"]},
        **({"components": components} if components else {}),
    }


def _with_media(component: Any, message: OutgoingMessage) -> Any:
    """Fill in the header's file, which is known only when the message is sent: uploads are forgotten after a
    month."""
    if text(component, "type") != "header":
        return component
    filled = [_with_id(parameter, message) for parameter in sequence(component, "parameters")]
    return {**component, "parameters": filled}


def _with_id(parameter: Any, message: OutgoingMessage) -> Any:
    kind = text(parameter, "type")
    if kind not in ("image", "video", "document"):
        return parameter
    return {"type": kind, kind: _header_file(kind, message)}


def _checked(message: OutgoingMessage) -> Mapping[str, Any]:
    """Return the payload, when nothing is wrong with it."""
    payload: dict[str, Any] = storable(dict(message.payload))
    if wrong := check_payload(message.kind, payload):
        detail = " ".join(f"{place}: {sentences[0]}" for place, sentences in wrong.items())
        title = "The message is not as WhatsApp wants it"
        raise permanent_refusal("invalid_payload", title, "Correct it and send it again.", detail)
    return payload


def _must_fit(body: str, longest: int, what: str) -> None:
    if len(body) > longest:
        title = f"The {what} is too long: WhatsApp takes {longest:,} characters"
        raise permanent_refusal("too_long", title, "Send it in parts.")


BUILDERS: Mapping[str, Callable[[OutgoingMessage], Any]] = {
    "text": _text,
    "image": _file,
    "video": _file,
    "audio": _file,
    "document": _file,
    "sticker": _file,
    "location": _location,
    "contacts": _contacts,
    "interactive": _interactive,
    "reaction": _reaction,
    "template": _template,
}
