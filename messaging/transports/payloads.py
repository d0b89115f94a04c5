"""What may be wrong with the structured part of a message that is to be sent (providers.md A11).

The vocabulary is Meta's for every transport, and so are the limits: whoever sends has been told what is
wrong before anything is queued.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from messaging.transports.complaints import Complaints
from messaging.transports.interactive import check_interactive

LONGEST_NAME, LONGEST_PHONE, MOST_CARDS, MOST_ENTRIES = 1024, 64, 257, 50
LONGEST_TEMPLATE_NAME, LONGEST_LANGUAGE = 512, 16
# Lists inside a card, and which key of an entry must be there.
CARD_LISTS = {"phones": "phone", "emails": "email", "urls": "url"}


def check_payload(kind: str, payload: object) -> dict[str, list[str]]:
    """Sentences per place (``interactive.action.buttons.0.reply.title``) for a message of that kind;
    empty when nothing is wrong, or when the kind has no structured part."""
    check = _CHECKS.get(kind)
    if check is None:
        return {}
    if not isinstance(payload, Mapping):
        return {kind: ["This must be an object."]}
    complaints = Complaints()
    check(complaints, payload)
    return complaints.found


def _location(complaints: Complaints, payload: Mapping[str, Any]) -> None:
    location = complaints.object(payload, "location")
    if not location:
        return
    complaints.number(location, "latitude", "location", 90)
    complaints.number(location, "longitude", "location", 180)
    complaints.text(location, "name", "location", LONGEST_NAME, needed=False)
    complaints.text(location, "address", "location", LONGEST_NAME, needed=False)


def _contacts(complaints: Complaints, payload: Mapping[str, Any]) -> None:
    for place, card in complaints.objects(payload, "contacts", "", MOST_CARDS):
        name = complaints.object(card, "name", place)
        if name:
            complaints.text(name, "formatted_name", f"{place}.name", LONGEST_NAME)
        for key, needed in CARD_LISTS.items():
            if card.get(key):
                _entries(complaints, card, key, needed, place)


def _entries(complaints: Complaints, card: Mapping[str, Any], key: str, needed: str, place: str) -> None:
    longest = LONGEST_PHONE if key == "phones" else LONGEST_NAME
    for where, entry in complaints.objects(card, key, place, MOST_ENTRIES):
        complaints.text(entry, needed, where, longest)


def _template(complaints: Complaints, payload: Mapping[str, Any]) -> None:
    template = complaints.object(payload, "template")
    if not template:
        return
    complaints.text(template, "name", "template", LONGEST_TEMPLATE_NAME)
    language = complaints.object(template, "language", "template")
    if language:
        complaints.text(language, "code", "template.language", LONGEST_LANGUAGE)
    if template.get("components"):
        complaints.objects(template, "components", "template", MOST_ENTRIES)


def _interactive(complaints: Complaints, payload: Mapping[str, Any]) -> None:
    if interactive := complaints.object(payload, "interactive"):
        check_interactive(complaints, interactive)


_CHECKS: Mapping[str, Callable[[Complaints, Mapping[str, Any]], None]] = {
    "location": _location,
    "contacts": _contacts,
    "interactive": _interactive,
    "template": _template,
}
