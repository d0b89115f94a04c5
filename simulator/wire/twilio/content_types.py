"""Twilio's content types, from and to the parts in which Meta writes a template. No database."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from simulator.wire.twilio.errors import TwilioError

BLANK = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
# Of several, the richest is what a phone shows. A list is for a customer who just wrote: it is not approved.
SHOWN = (
    "whatsapp/card",
    "twilio/card",
    "twilio/list-picker",
    "twilio/call-to-action",
    "twilio/quick-reply",
    "twilio/media",
    "twilio/text",
)
IN_SESSION_ONLY = ("twilio/list-picker",)
Parts = list[dict[str, Any]]


def richest(types: Mapping[str, Any]) -> str:
    """Return the type that is shown; raise `TwilioError` for a content that has none."""
    found = next((name for name in SHOWN if isinstance(types.get(name), Mapping)), "")
    if not found:
        raise TwilioError(20001, f"types: one of {', '.join(SHOWN)}")
    return found


def components(types: Mapping[str, Any]) -> Parts:
    """Return the parts of what is shown."""
    kind = richest(types)
    content = types[kind]
    body = content.get("title") if kind == "twilio/card" else content.get("body")
    if not isinstance(body, str) or not body:
        raise TwilioError(20001, f"{kind}: the text is missing")
    parts = [*_header(content), {"type": "BODY", "text": body}]
    if footer := content.get("footer") or content.get("subtitle"):
        parts.append({"type": "FOOTER", "text": str(footer)})
    if buttons := list(BUTTONS.get(kind, _actions)(content)):
        parts.append({"type": "BUTTONS", "buttons": buttons})
    return parts


def _header(content: Mapping[str, Any]) -> Parts:
    if files := content.get("media"):
        return [{"type": "HEADER", "format": "IMAGE", "media": str(files[0])}]
    text = content.get("header_text")
    return [{"type": "HEADER", "format": "TEXT", "text": str(text)}] if text else []


def _actions(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for action in content.get("actions") or ():
        named = {"url": "url", "phone": "phone_number", "code": "code", "id": "id"}
        values = {ours: action[theirs] for theirs, ours in named.items() if action.get(theirs)}
        kind = str(action.get("type") or "QUICK_REPLY").upper()
        yield {"type": kind, "text": str(action.get("title", "")), **values}


def _list(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield {"type": "LIST", "text": str(content.get("button", "")), "rows": content.get("items") or []}


BUTTONS: Mapping[str, Callable[[Mapping[str, Any]], Iterator[dict[str, Any]]]] = {"twilio/list-picker": _list}


def of_components(parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the types of a template that was written in Meta's form."""
    body = {"body": parts["body"]["text"]}
    buttons = parts.get("buttons", {}).get("buttons", [])
    file = parts.get("header", {}).get("media")
    if file:
        return {"twilio/media": body | {"media": [file]}}
    if not buttons:
        return {"twilio/text": body}
    if all(button["type"] == "QUICK_REPLY" for button in buttons):
        actions = [{"id": button["text"], "title": button["text"]} for button in buttons]
        return {"twilio/quick-reply": body | {"actions": actions}}
    return {"twilio/call-to-action": body | {"actions": [_action(button) for button in buttons]}}


def _action(button: Mapping[str, Any]) -> dict[str, Any]:
    reported = {"type": button["type"], "title": button["text"]}
    return reported | {
        name: button[key] for name, key in (("url", "url"), ("phone", "phone_number")) if key in button
    }
