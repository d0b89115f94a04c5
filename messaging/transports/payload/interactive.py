"""The limits of interactive messages: buttons, lists, links, questions for a place or a number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from messaging.limits import LONGEST_TEXT, LONGEST_URL
from messaging.transports.payload.validation import PayloadErrors

LONGEST_BODY, LONGEST_SMALL = 1024, 60
LONGEST_LABEL, LONGEST_ROW_TITLE, LONGEST_DESCRIPTION = 20, 24, 72
LONGEST_BUTTON_ID, LONGEST_ROW_ID = 256, 200
MOST_BUTTONS, MOST_SECTIONS, MOST_ROWS = 3, 10, 10
WEB_URL = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)
FILES = frozenset(("image", "video", "document"))
# What may stand above the text.
HEADERS: Mapping[str, frozenset[str]] = {
    "button": FILES | {"text"},
    "list": frozenset(("text",)),
    "cta_url": FILES | {"text"},
}
PLACE = "interactive"


def check_interactive(errors: PayloadErrors, interactive: Mapping[str, Any]) -> None:
    """Note all that is wrong, each at its place below ``interactive``."""
    kind = interactive.get("type")
    check = _ACTIONS.get(kind) if isinstance(kind, str) else None
    if check is None:
        errors.add(f"{PLACE}.type", f"This must be one of: {', '.join(_ACTIONS)}.")
        return
    _around(errors, interactive, str(kind))
    check(errors, interactive)


def _around(errors: PayloadErrors, interactive: Mapping[str, Any], kind: str) -> None:
    errors.only(interactive, ("type", "header", "body", "footer", "action"), PLACE)
    body = errors.object(interactive, "body", PLACE)
    if body:
        errors.only(body, ("text",), f"{PLACE}.body")
        longest = LONGEST_TEXT if kind == "list" else LONGEST_BODY
        errors.text(body, "text", f"{PLACE}.body", longest)
    _header(errors, interactive, HEADERS.get(kind, frozenset()))
    if not interactive.get("footer"):
        return
    if kind not in HEADERS:
        errors.add(f"{PLACE}.footer", "Messages of this type have no footer.")
    elif footer := errors.object(interactive, "footer", PLACE):
        errors.only(footer, ("text",), f"{PLACE}.footer")
        errors.text(footer, "text", f"{PLACE}.footer", LONGEST_SMALL)


def _header(errors: PayloadErrors, interactive: Mapping[str, Any], allowed: frozenset[str]) -> None:
    if not interactive.get("header"):
        return
    header, place = errors.object(interactive, "header", PLACE), f"{PLACE}.header"
    kind = header.get("type")
    if not allowed:
        errors.add(place, "Messages of this type have no header.")
    elif not isinstance(kind, str) or kind not in allowed:
        errors.add(f"{place}.type", f"This must be one of: {', '.join(sorted(allowed))}.")
    elif kind == "text":
        errors.only(header, ("type", "text"), place)
        errors.text(header, "text", place, LONGEST_SMALL)
    else:
        # The file itself is the message's `media`.
        errors.only(header, ("type",), place)


def _buttons(errors: PayloadErrors, interactive: Mapping[str, Any]) -> None:
    action, place = errors.object(interactive, "action", PLACE), f"{PLACE}.action"
    if not action:
        return
    errors.only(action, ("buttons",), place)
    ids, titles = [], []
    for where, button in errors.objects(action, "buttons", place, MOST_BUTTONS):
        errors.only(button, ("type", "reply"), where)
        if button.get("type") != "reply":
            errors.add(f"{where}.type", "This must be reply.")
        reply = errors.object(button, "reply", where)
        if reply:
            errors.only(reply, ("id", "title"), f"{where}.reply")
            ids.append(errors.text(reply, "id", f"{where}.reply", LONGEST_BUTTON_ID))
            titles.append(errors.text(reply, "title", f"{where}.reply", LONGEST_LABEL))
    errors.require_distinct(ids, f"{place}.buttons", "id")
    errors.require_distinct(titles, f"{place}.buttons", "title")


def _list(errors: PayloadErrors, interactive: Mapping[str, Any]) -> None:
    action, place = errors.object(interactive, "action", PLACE), f"{PLACE}.action"
    if not action:
        return
    errors.only(action, ("button", "sections"), place)
    errors.text(action, "button", place, LONGEST_LABEL)
    sections = list(errors.objects(action, "sections", place, MOST_SECTIONS))
    ids: list[str] = []
    for where, section in sections:
        errors.only(section, ("title", "rows"), where)
        errors.text(section, "title", where, LONGEST_ROW_TITLE, needed=len(sections) > 1)
        ids += _rows(errors, section, where)
    errors.require_distinct(ids, f"{place}.sections", "row id")
    if len(ids) > MOST_ROWS:
        sentence = f"There may be at most {MOST_ROWS} rows in all sections together; there are {len(ids)}."
        errors.add(f"{place}.sections", sentence)


def _rows(errors: PayloadErrors, section: Mapping[str, Any], where: str) -> list[str]:
    """Return the ids of a section's rows, empty ones where they are missing."""
    ids = []
    for place, row in errors.objects(section, "rows", where, MOST_ROWS):
        errors.only(row, ("id", "title", "description"), place)
        ids.append(errors.text(row, "id", place, LONGEST_ROW_ID))
        errors.text(row, "title", place, LONGEST_ROW_TITLE)
        errors.text(row, "description", place, LONGEST_DESCRIPTION, needed=False)
    return ids


def _link(errors: PayloadErrors, interactive: Mapping[str, Any]) -> None:
    place = f"{PLACE}.action"
    action = errors.object(interactive, "action", PLACE)
    parameters = errors.object(action, "parameters", place) if action else {}
    errors.only(action, ("name", "parameters"), place)
    if not parameters:
        return
    errors.only(parameters, ("display_text", "url"), f"{place}.parameters")
    errors.text(parameters, "display_text", f"{place}.parameters", LONGEST_LABEL)
    url = errors.text(parameters, "url", f"{place}.parameters", LONGEST_URL)
    if url and not WEB_URL.fullmatch(url):
        errors.add(f"{place}.parameters.url", "This must be a web address: https://…")


def _no_action(errors: PayloadErrors, interactive: Mapping[str, Any]) -> None:
    """Accept an action by its name: there is only one, and the message's body gets it when it is built."""
    if interactive.get("action"):
        errors.only(errors.object(interactive, "action", PLACE), ("name",), f"{PLACE}.action")


_ACTIONS: Mapping[str, Callable[[PayloadErrors, Mapping[str, Any]], None]] = {
    "button": _buttons,
    "list": _list,
    "cta_url": _link,
    "location_request_message": _no_action,
    "request_contact_info": _no_action,
}
