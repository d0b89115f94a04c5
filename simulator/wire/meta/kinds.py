"""The shape of each kind of message but interactive ones, and its readable line. No database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from simulator.wire.meta import checks
from simulator.wire.meta.errors import bad_parameter, missing
from simulator.wire.texts import MAX_TEXT, readable_line, storable

MAX_CAPTION = 1024
MAX_CONTACTS = 257
MEDIA = ("image", "video", "audio", "document", "sticker")
CAPTIONED = frozenset({"image", "video", "document"})
MEDIA_KEYS = {"id", "link", "provider"}
EXTRA_KEYS = {
    "image": {"caption"},
    "video": {"caption"},
    "document": {"caption", "filename"},
    "audio": {"voice"},
    "sticker": set[str](),
}


def read(kind: str, part: Any) -> tuple[Any, str]:
    """Check the part of this kind; return it with a readable line, or raise `GraphError`."""
    if kind in MEDIA:
        return _media(kind, part)
    return READERS[kind](part)


def _text(part: Any) -> tuple[Any, str]:
    if not isinstance(part, Mapping) or not part:
        raise missing("text")
    checks.known_keys(part, "text", ("body", "preview_url"))
    body = checks.text(part, "body", "text", MAX_TEXT)
    checks.boolean(part, "preview_url", "text")
    return {**part, "body": body}, body


def _media(kind: str, part: Any) -> tuple[Any, str]:
    fields = checks.mapping(part, kind)
    checks.known_keys(fields, kind, MEDIA_KEYS | EXTRA_KEYS[kind])
    named = [key for key in ("id", "link") if fields.get(key)]
    if len(named) != 1:
        raise missing(f"{kind}['id']")
    checks.text(fields, named[0], kind, 2000)
    caption = checks.text(fields, "caption", kind, MAX_CAPTION, needed=False)
    filename = checks.text(fields, "filename", kind, 240, needed=False)
    checks.boolean(fields, "voice", kind)
    return storable(fields), readable_line(kind, caption or filename)


def _location(part: Any) -> tuple[Any, str]:
    fields = checks.mapping(part, "location")
    checks.known_keys(fields, "location", ("latitude", "longitude", "name", "address"))
    latitude = checks.number(fields, "latitude", "location", 90)
    longitude = checks.number(fields, "longitude", "location", 180)
    name = checks.text(fields, "name", "location", 1000, needed=False)
    checks.text(fields, "address", "location", 1000, needed=False)
    return storable(fields), readable_line("location", f"📍 {name or f'{latitude:g}, {longitude:g}'}")


def _contacts(part: Any) -> tuple[Any, str]:
    cards = checks.sequence(part, "contacts", MAX_CONTACTS)
    names = [_card(card, f"contacts[{index}]") for index, card in enumerate(cards)]
    return storable(cards), readable_line("contacts", ", ".join(names))


def _card(card: Any, label: str) -> str:
    """Return the name on the card; besides the whole name Meta demands a part of it."""
    fields = checks.mapping(card, label)
    name = checks.mapping(fields.get("name"), f"{label}['name']")
    shown = checks.text(name, "formatted_name", f"{label}['name']", 512)
    if not any(name.get(key) for key in ("first_name", "last_name", "middle_name", "suffix", "prefix")):
        raise bad_parameter(f"Param {label}['name'] needs formatted_name and at least one other name field.")
    if "phones" in fields:
        for index, phone in enumerate(checks.sequence(fields["phones"], f"{label}['phones']", 50)):
            checks.mapping(phone, f"{label}['phones'][{index}]")
    return shown


def _reaction(part: Any) -> tuple[Any, str]:
    fields = checks.mapping(part, "reaction")
    checks.known_keys(fields, "reaction", ("message_id", "emoji"))
    checks.text(fields, "message_id", "reaction", 191)
    emoji = checks.text(fields, "emoji", "reaction", 64, needed=False)
    return storable(fields), readable_line("reaction", emoji)


def _template(part: Any) -> tuple[Any, str]:
    fields = checks.mapping(part, "template")
    checks.known_keys(fields, "template", ("name", "language", "components", "namespace"))
    name = checks.text(fields, "name", "template", 512)
    language = checks.mapping(fields.get("language"), "template['language']")
    code = checks.text(language, "code", "template['language']", 16)
    if not isinstance(fields.get("components", []), list):
        raise bad_parameter("Param template['components'] must be an array.")
    return storable(fields), readable_line("template", f"{name} ({code})")


READERS: dict[str, Callable[[Any], tuple[Any, str]]] = {
    "text": _text,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "template": _template,
}
