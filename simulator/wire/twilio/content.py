"""Content templates of the fake Twilio, and their approval by WhatsApp. No database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from simulator.models import SimulatedTemplate
from simulator.wire.texts import clean, storable
from simulator.wire.twilio import content_types
from simulator.wire.twilio.content_types import BLANK
from simulator.wire.twilio.errors import TwilioError

# What was not approved goes while the customer's window is open.
SENDABLE = ("APPROVED", "UNSUBMITTED", "PENDING")
CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")
NAME = re.compile(r"[a-z0-9_]{1,512}")
HOST = "https://content.twilio.com/v1/Content"


def resource(template: SimulatedTemplate) -> dict[str, Any]:
    """Return a content as ``v1/Content`` gives it."""
    made, url = template.content, f"{HOST}/{template.template_id}"
    at = template.created_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "sid": template.template_id,
        "account_sid": template.number.waba_id,
        "friendly_name": made.get("friendly_name") or template.name,
        "language": template.language,
        "variables": samples(template),
        "types": types_of(template),
        "url": url,
        "links": {
            "approval_fetch": f"{url}/ApprovalRequests",
            "approval_create": f"{url}/ApprovalRequests/whatsapp",
        },
        "date_created": at,
        "date_updated": at,
    }


def with_approval(template: SimulatedTemplate) -> dict[str, Any]:
    """Return the element of ``v1/ContentAndApprovals``."""
    return resource(template) | {"approval_requests": approval(template)}


def approval(template: SimulatedTemplate) -> dict[str, Any]:
    submitted = template.status != "UNSUBMITTED"
    return {
        "type": "whatsapp",
        "name": template.name if submitted else "",
        "category": template.category if submitted else "",
        "content_type": content_types.richest(types_of(template)),
        "status": template.status.lower(),
        "rejection_reason": template.reason,
        "allow_category_change": True,
    }


def types_of(template: SimulatedTemplate) -> dict[str, Any]:
    made: dict[str, Any] = template.content.get("types") or {}
    return made or content_types.of_components(_parts(template))


def samples(template: SimulatedTemplate) -> dict[str, str]:
    """Return the values that are sent where none is given."""
    made: dict[str, str] = template.content.get("variables") or {}
    return {name: f"example {name}" for name in _blanks(template)} | made


def draft(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a template that ``POST v1/Content`` asks for; raise `TwilioError`."""
    types, language, variables = asked.get("types"), asked.get("language"), asked.get("variables") or {}
    if not isinstance(types, Mapping) or not isinstance(language, str) or not language:
        raise TwilioError(20001, "language and types are required")
    if not isinstance(variables, Mapping) or not all(isinstance(one, str) for one in variables.values()):
        raise TwilioError(20001, "variables must be texts")
    made = {
        "friendly_name": str(asked.get("friendly_name") or ""),
        "types": dict(types),
        "variables": dict(variables),
    }
    return {
        "language": language[:16],
        "components": storable(content_types.components(types)),
        "content": storable(made),
    }


def check_approval(template: SimulatedTemplate, asked: Mapping[str, Any]) -> tuple[str, str]:
    """Return name and category with which a template is submitted; raise `TwilioError`."""
    name, category = asked.get("name"), asked.get("category")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise TwilioError(20001, "name: lower case letters, digits and underscores")
    if category not in CATEGORIES:
        raise TwilioError(20001, f"category: one of {', '.join(CATEGORIES)}")
    if template.status not in ("UNSUBMITTED", "REJECTED"):
        raise TwilioError(20001, "It was submitted already")
    if content_types.richest(types_of(template)) in content_types.IN_SESSION_ONLY:
        raise TwilioError(20001, "WhatsApp does not approve this type")
    return name, str(category)


def _parts(template: SimulatedTemplate) -> dict[str, Any]:
    return {component["type"].lower(): component for component in template.components}


def _blanks(template: SimulatedTemplate) -> list[str]:
    words = str(template.components)
    return sorted(set(BLANK.findall(words)))


def fill(template: SimulatedTemplate, given: Mapping[str, str]) -> dict[str, Any]:
    """``{"header", "body", "footer", "buttons", "media": url or ""}`` as the customer sees it.

    A variable without a value gets its sample, as at Twilio.
    """
    if template.status not in SENDABLE:
        raise TwilioError(63041 if template.status == "PAUSED" else 21655)
    if empty := [name for name, value in given.items() if not value.strip()]:
        raise TwilioError(21656, f"The ContentVariables {', '.join(empty)} are empty.")
    variables, parts = samples(template) | dict(given), _parts(template)
    header = parts.get("header", {})
    buttons = parts.get("buttons", {}).get("buttons", [])
    return {
        "header": _filled(header.get("text", ""), variables),
        "body": _filled(parts["body"]["text"], variables),
        "footer": _filled(parts.get("footer", {}).get("text", ""), variables),
        "buttons": [_shown_button(button, variables) for button in buttons],
        "media": _filled(header.get("media", ""), variables),
    }


def _shown_button(button: Mapping[str, Any], variables: Mapping[str, str]) -> dict[str, Any]:
    kind, text = button["type"].lower(), _filled(button["text"], variables)
    if kind == "quick_reply":
        return {"type": kind, "text": text, "payload": _filled(button.get("id", ""), variables) or text}
    shown = {
        name: _filled(button[name], variables) for name in ("url", "code", "phone_number") if name in button
    }
    return {"type": kind, "text": text, **shown}


def _filled(words: str, variables: Mapping[str, str]) -> str:
    return clean(BLANK.sub(lambda match: variables.get(match[1], match[0]), words))
