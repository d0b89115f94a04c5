"""One readable line for what we send that is no text: for lists, quotes, and consoles that know the kind not yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from messaging.models import Attachment
from messaging.transports.payload import mapping, sequence, text


def structured_summary(kind: str, payload: Mapping[str, Any]) -> str:
    """``📍 The Old Mill``, ``👤 Ann Lee and 2 more``, the question above the buttons."""
    return _SUMMARIES[kind](dict(payload))


def media_summary(kind: str, attachment: Attachment, caption: str) -> str:
    """Return the caption, else what the file is."""
    if caption.strip():
        return caption
    if kind == Attachment.Kind.DOCUMENT:
        return f"📄 {attachment.filename or 'Document'}"
    if kind == Attachment.Kind.AUDIO and attachment.voice:
        return "🎤 Voice message"
    return {"image": "📷 Image", "video": "🎬 Video", "audio": "🎵 Audio", "sticker": "💟 Sticker"}[kind]


def _location(payload: dict[str, Any]) -> str:
    place = mapping(payload, "location")
    named = text(place, "name").strip() or text(place, "address").strip()
    return f"📍 {named or '{}, {}'.format(place.get('latitude'), place.get('longitude'))}"


def _contacts(payload: dict[str, Any]) -> str:
    cards = sequence(payload, "contacts")
    name = text(mapping(cards[0], "name"), "formatted_name").strip() if cards else ""
    more = f" and {len(cards) - 1} more" if len(cards) > 1 else ""
    return f"👤 {name or 'Contact'}{more}"


def _interactive(payload: dict[str, Any]) -> str:
    asked = mapping(payload, "interactive")
    return text(mapping(asked, "body"), "text").strip() or "Interactive message"


_SUMMARIES: Mapping[str, Callable[[dict[str, Any]], str]] = {
    "location": _location,
    "contacts": _contacts,
    "interactive": _interactive,
}
