"""Validation of the structured part of an outgoing message (docs/design/providers.md A11).

The vocabulary is Meta's for every transport, and so are the limits: the sender learns what is wrong
before anything is queued.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from messaging.limits import LONGEST_TEMPLATE_LANGUAGE, LONGEST_TEMPLATE_NAME
from messaging.transports.payload.interactive import check_interactive
from messaging.transports.payload.validation import PayloadErrors

LONGEST_NAME, LONGEST_PHONE, MOST_CARDS, MOST_ENTRIES = 1024, 64, 257, 50
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# The parts of a contact card, and their fields.
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
# A card without these shows nothing.
REQUIRED_FIELDS = frozenset(("formatted_name", "phone", "email", "url"))
EMPTY: tuple[object, ...] = (None, "", [], {})


def check_payload(kind: str, payload: object) -> dict[str, list[str]]:
    """Return sentences per place (``interactive.action.buttons.0.reply.title``) for a message of that kind;
    empty when nothing is wrong, or when the kind has no structured part."""
    check = _CHECKS.get(kind)
    if check is None:
        return {}
    if not isinstance(payload, Mapping):
        return {kind: ["This must be an object."]}
    errors = PayloadErrors()
    check(errors, payload)
    return errors.found


def _location(errors: PayloadErrors, payload: Mapping[str, Any]) -> None:
    location = errors.object(payload, "location")
    if not location:
        return
    errors.only(location, ("latitude", "longitude", "name", "address"), "location")
    errors.number(location, "latitude", "location", 90)
    errors.number(location, "longitude", "location", 180)
    errors.text(location, "name", "location", LONGEST_NAME, needed=False)
    errors.text(location, "address", "location", LONGEST_NAME, needed=False)


def _contacts(errors: PayloadErrors, payload: Mapping[str, Any]) -> None:
    for place, card in errors.objects(payload, "contacts", "", MOST_CARDS):
        _card(errors, card, place)


def _card(errors: PayloadErrors, card: Mapping[str, Any], place: str) -> None:
    errors.only(card, (*CARD_OBJECTS, *CARD_LISTS, "birthday"), place)
    for key, fields in CARD_OBJECTS.items():
        asked = key == "name" or card.get(key) not in EMPTY
        if asked and (part := errors.object(card, key, place)):
            _texts(errors, part, fields, f"{place}.{key}")
    for key, fields in CARD_LISTS.items():
        if card.get(key) not in EMPTY:
            for where, entry in errors.objects(card, key, place, MOST_ENTRIES):
                _texts(errors, entry, fields, where)
    if card.get("birthday") not in EMPTY and not _is_day(card["birthday"]):
        errors.add(f"{place}.birthday", "This must be a day: 1990-12-31.")


def _texts(errors: PayloadErrors, given: Mapping[str, Any], fields: tuple[str, ...], place: str) -> None:
    errors.only(given, fields, place)
    for field in fields:
        longest = LONGEST_PHONE if field in {"phone", "wa_id"} else LONGEST_NAME
        errors.text(given, field, place, longest, needed=field in REQUIRED_FIELDS)


def _is_day(value: object) -> bool:
    """Return whether it is ``1990-12-31``: Python itself reads ``19901231``, too, and Meta does not."""
    try:
        return isinstance(value, str) and bool(DAY.fullmatch(value) and date.fromisoformat(value))
    except ValueError:
        return False


def _template(errors: PayloadErrors, payload: Mapping[str, Any]) -> None:
    template = errors.object(payload, "template")
    if not template:
        return
    errors.text(template, "name", "template", LONGEST_TEMPLATE_NAME)
    language = errors.object(template, "language", "template")
    if language:
        errors.text(language, "code", "template.language", LONGEST_TEMPLATE_LANGUAGE)
    if template.get("components"):
        errors.objects(template, "components", "template", MOST_ENTRIES)


def _interactive(errors: PayloadErrors, payload: Mapping[str, Any]) -> None:
    if interactive := errors.object(payload, "interactive"):
        check_interactive(errors, interactive)


_CHECKS: Mapping[str, Callable[[PayloadErrors, Mapping[str, Any]], None]] = {
    "location": _location,
    "contacts": _contacts,
    "interactive": _interactive,
    "template": _template,
}
