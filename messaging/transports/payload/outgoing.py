"""What may be wrong with the structured part of a message that is to be sent (docs/design/providers.md A11).

The vocabulary is Meta's for every transport, and so are the limits: whoever sends has been told what is
wrong before anything is queued.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from messaging.transports.payload.interactive import check_interactive
from messaging.transports.payload.validation import PayloadErrors

LONGEST_NAME, LONGEST_PHONE, MOST_CARDS, MOST_ENTRIES = 1024, 64, 257, 50
LONGEST_TEMPLATE_NAME, LONGEST_LANGUAGE = 512, 16
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# What a card has inside, and what these have.
CARD_OBJECTS: Mapping[str, tuple[str, ...]] = {
    "name": ("formatted_name", "first_name", "last_name", "middle_name", "prefix", "suffix"),
    "org": ("company", "department", "title"),
}
CARD_LISTS: Mapping[str, tuple[str, ...]] = {
    "phones": ("phone", "type", "wa_id"),
    "emails": ("email", "type"),
    "urls": ("url", "type"),
    "addresses": ("street", "city", "state", "zip", "country", "country_code", "type"),
}
# Without these it is nothing.
REQUIRED_FIELDS = frozenset(("formatted_name", "phone", "email", "url"))
EMPTY: tuple[object, ...] = (None, "", [], {})


def check_payload(kind: str, payload: object) -> dict[str, list[str]]:
    """Sentences per place (``interactive.action.buttons.0.reply.title``) for a message of that kind;
    empty when nothing is wrong, or when the kind has no structured part."""
    check = _CHECKS.get(kind)
    if check is None:
        return {}
    if not isinstance(payload, Mapping):
        return {kind: ["This must be an object."]}
    complaints = PayloadErrors()
    check(complaints, payload)
    return complaints.found


def _location(complaints: PayloadErrors, payload: Mapping[str, Any]) -> None:
    location = complaints.object(payload, "location")
    if not location:
        return
    complaints.number(location, "latitude", "location", 90)
    complaints.number(location, "longitude", "location", 180)
    complaints.text(location, "name", "location", LONGEST_NAME, needed=False)
    complaints.text(location, "address", "location", LONGEST_NAME, needed=False)


def _contacts(complaints: PayloadErrors, payload: Mapping[str, Any]) -> None:
    for place, card in complaints.objects(payload, "contacts", "", MOST_CARDS):
        _card(complaints, card, place)


def _card(complaints: PayloadErrors, card: Mapping[str, Any], place: str) -> None:
    for key, fields in CARD_OBJECTS.items():
        asked = key == "name" or card.get(key) not in EMPTY
        if asked and (part := complaints.object(card, key, place)):
            _texts(complaints, part, fields, f"{place}.{key}")
    for key, fields in CARD_LISTS.items():
        if card.get(key) not in EMPTY:
            for where, entry in complaints.objects(card, key, place, MOST_ENTRIES):
                _texts(complaints, entry, fields, where)
    if card.get("birthday") not in EMPTY and not _is_day(card["birthday"]):
        complaints.say(f"{place}.birthday", "This must be a day: 1990-12-31.")


def _texts(complaints: PayloadErrors, given: Mapping[str, Any], fields: tuple[str, ...], place: str) -> None:
    for field in fields:
        longest = LONGEST_PHONE if field in {"phone", "wa_id"} else LONGEST_NAME
        complaints.text(given, field, place, longest, needed=field in REQUIRED_FIELDS)


def _is_day(value: object) -> bool:
    """Python itself reads ``19901231``, too, and Meta does not."""
    try:
        return isinstance(value, str) and bool(DAY.fullmatch(value) and date.fromisoformat(value))
    except ValueError:
        return False


def _template(complaints: PayloadErrors, payload: Mapping[str, Any]) -> None:
    template = complaints.object(payload, "template")
    if not template:
        return
    complaints.text(template, "name", "template", LONGEST_TEMPLATE_NAME)
    language = complaints.object(template, "language", "template")
    if language:
        complaints.text(language, "code", "template.language", LONGEST_LANGUAGE)
    if template.get("components"):
        complaints.objects(template, "components", "template", MOST_ENTRIES)


def _interactive(complaints: PayloadErrors, payload: Mapping[str, Any]) -> None:
    if interactive := complaints.object(payload, "interactive"):
        check_interactive(complaints, interactive)


_CHECKS: Mapping[str, Callable[[PayloadErrors, Mapping[str, Any]], None]] = {
    "location": _location,
    "contacts": _contacts,
    "interactive": _interactive,
    "template": _template,
}
