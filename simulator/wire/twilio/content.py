"""Content templates of the fake Twilio, made of templates in Meta's form. No database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from simulator.models import SimulatedTemplate
from simulator.wire.texts import clean
from simulator.wire.twilio.errors import TwilioError

BLANK = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
SENDABLE = ("APPROVED", "UNSUBMITTED")


def resource(template: SimulatedTemplate) -> dict[str, Any]:
    """Return the element of ``contents``, with its approval by WhatsApp."""
    parts = _parts(template)
    return {
        "sid": template.template_id,
        "friendly_name": template.name,
        "language": template.language,
        "variables": {name: f"example {name}" for name in _blanks(template)},
        "types": _types(parts),
        "approval_requests": {
            "name": template.name,
            "category": template.category,
            "content_type": next(iter(_types(parts))),
            "status": template.status.lower(),
            "rejection_reason": template.reason,
        },
    }


def _parts(template: SimulatedTemplate) -> dict[str, Any]:
    return {component["type"].lower(): component for component in template.components}


def _blanks(template: SimulatedTemplate) -> list[str]:
    words = str(template.components)
    return sorted(set(BLANK.findall(words)))


def _types(parts: Mapping[str, Any]) -> dict[str, Any]:
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


def fill(template: SimulatedTemplate, variables: Mapping[str, str]) -> dict[str, Any]:
    """``{"header", "body", "footer", "buttons", "media": url or ""}`` as the customer sees it."""
    if template.status not in SENDABLE:
        raise TwilioError(63041 if template.status == "PAUSED" else 21655)
    missing = [name for name in _blanks(template) if not variables.get(name, "").strip()]
    if missing:
        raise TwilioError(21656, f"The ContentVariables lack {', '.join(missing)}.")
    parts = _parts(template)
    header = parts.get("header", {})
    return {
        "header": _filled(header.get("text", ""), variables),
        "body": _filled(parts["body"]["text"], variables),
        "footer": _filled(parts.get("footer", {}).get("text", ""), variables),
        "buttons": [
            _shown_button(button, variables) for button in parts.get("buttons", {}).get("buttons", [])
        ],
        "media": _filled(header.get("media", ""), variables),
    }


def _shown_button(button: Mapping[str, Any], variables: Mapping[str, str]) -> dict[str, Any]:
    kind, text = button["type"].lower(), button["text"]
    if kind == "quick_reply":
        return {"type": kind, "text": text, "payload": text}
    return {"type": kind, "text": text, "url": _filled(button.get("url", ""), variables)}


def _filled(words: str, variables: Mapping[str, str]) -> str:
    return clean(BLANK.sub(lambda match: variables[match[1]], words))
