"""Text that the simulator stores and shows, and how phone numbers and user ids look. No database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

MAX_TEXT = 4096  # characters of a message
BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")


def clean(text: str) -> str:
    """Return text that every database can store: no NUL, no half of a surrogate pair."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


def storable(value: Any) -> Any:
    """Return the same JSON with every text in it `clean`."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(key): storable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [storable(each) for each in value]
    return value


def digits_of(number: str) -> str:
    """Return the ASCII digits of a phone number in any of its usual spellings."""
    return "".join(character for character in number if character in "0123456789")


# As phones put it in their list of chats.
SIGNS = {"image": "📷", "video": "🎬", "audio": "🎤", "document": "📄", "contacts": "👤", "order": "🛒"}
NAMES = {"image": "Photo", "reaction": "Reaction taken back"}


def readable_line(kind: str, words: str) -> str:
    """Return the line that stands for a message of another kind than text."""
    shown = words.strip() or NAMES.get(kind, kind.capitalize())
    return clean(f"{SIGNS.get(kind, '')} {shown}".strip())[:MAX_TEXT]
