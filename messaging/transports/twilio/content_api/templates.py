"""Templates by their content SID: what is to be filled in, and what goes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from messaging.errors import ConsoleError
from messaging.limits import (
    LONGEST_TEMPLATE_CATEGORY,
    LONGEST_TEMPLATE_ID,
    LONGEST_TEMPLATE_LANGUAGE,
    LONGEST_TEMPLATE_NAME,
    LONGEST_TEMPLATE_STATUS,
)
from messaging.transports.catalogue import (
    UNSENDABLE_STATUSES,
    Blank,
    FilledTemplate,
    TemplateRow,
    end_of,
    no_spaces,
    one_line,
)
from messaging.transports.payload import clean, is_visible, mapping, sequence, text
from messaging.transports.twilio.content_api.blanks import MEDIA_KEY, TemplateVariable, template_variables
from messaging.transports.twilio.content_api.components import template_components
from messaging.transports.twilio.content_api.variables import VARIABLE, texts_in, unreadable_variables

LONGEST_VALUE = 1024
SENDABLE = {"APPROVED", "UNSUBMITTED"}
TOO_LATE = "WhatsApp has not approved it, so it goes only while the customer's 24 hours are open; choose an approved one."
LONGEST_SHOWN = 40
SHOWN = {"type": "type", "text": "text", "url": "url", "phone": "phone_number", "code": "code"}


def row(content: Any) -> TemplateRow:
    """Return one content resource with its approval as a row."""
    approval = mapping(content, "approval_requests")
    approval = mapping(approval, "whatsapp") or approval
    status = (text(approval, "status") or "unsubmitted").upper()
    parts = template_components(content)
    named = any(not name.isdigit() for name in mapping(content, "variables"))
    return TemplateRow(
        external_id=text(content, "sid")[:LONGEST_TEMPLATE_ID],
        name=(text(approval, "name") or text(content, "friendly_name"))[:LONGEST_TEMPLATE_NAME],
        language=text(content, "language")[:LONGEST_TEMPLATE_LANGUAGE],
        status=status[:LONGEST_TEMPLATE_STATUS],
        category=text(approval, "category").upper()[:LONGEST_TEMPLATE_CATEGORY],
        reason=text(approval, "rejection_reason") or _hint(status),
        parameter_format="NAMED" if named else "POSITIONAL",
        components=parts,
    )


def _hint(status: str) -> str:
    if status != "UNSUBMITTED":
        return ""
    return "Not submitted to WhatsApp: it goes only while the customer's 24 hours are open."


def unsendable(template: TemplateRow, *, window_open: bool = True) -> str:
    """Return why a template cannot be sent; empty when it can. An unsubmitted one is what Twilio refuses with
    63016 when the service window is closed."""
    unknown = next((one for one in template.components if text(one, "type") == "UNKNOWN"), None)
    if unknown is not None:
        return f"Templates of the type {text(unknown, 'name')} cannot be sent from here."
    if unreadable := unreadable_variables(*texts_in(template.components)):
        return f"{unreadable[0][:LONGEST_SHOWN]} in it cannot be filled in from here; rename it in Twilio."
    status = template.status.upper()
    if status in SENDABLE:
        return "" if window_open or status == "APPROVED" else TOO_LATE
    return UNSENDABLE_STATUSES.get(
        status, f"WhatsApp has not approved it; its state is {status.lower() or 'unknown'}."
    )


def blanks(template: TemplateRow) -> tuple[Blank, ...]:
    """Return what is to be filled in, in reading order. A variable that stands in two places is asked once."""
    return tuple(place.blank for place in template_variables(template))


def fill(template: TemplateRow, values: Mapping[str, str]) -> FilledTemplate:
    """Fill the blanks of a template; raises `ConsoleError` naming each blank that is missing, unknown or too
    long."""
    if why := unsendable(template):
        raise ConsoleError(f"This template cannot be sent. {why}", code="template_unsendable")
    asked = template_variables(template)
    _check(asked, values)
    given = {place.variable: clean(values[place.blank.key]) for place in asked}
    media = next((place.variable for place in asked if place.blank.key == MEDIA_KEY), "")
    variables = {name: value for name, value in given.items() if name != media}
    shown = _shown(template, variables)
    sent = {
        "name": template.name,
        "language": {"code": template.language},
        "content_sid": template.external_id,
        "variables": variables,
        **({"media_variable": media} if media else {}),
    }
    content = "\n".join(shown[place] for place in ("header", "body", "footer") if shown[place])
    payload = {"template": sent, "shown": shown, "category": template.category.upper()}
    return FilledTemplate(payload, content or template.name, given.get(media, ""))


def _check(asked: list[TemplateVariable], values: Mapping[str, str]) -> None:
    places = {place.blank.key: place for place in asked}
    errors = {key: "This template has no such blank." for key in values if key not in places}
    errors |= {key: why for key, place in places.items() if (why := _sentence(place, values.get(key)))}
    if errors:
        detail = " ".join(f"{key}: {sentence}" for key, sentence in errors.items())
        raise ConsoleError(detail, errors={key: [sentence] for key, sentence in errors.items()})


def _sentence(place: TemplateVariable, value: object) -> str:
    if value is None or value == "":
        return "This field is required."
    if not isinstance(value, str):
        return "This must be a text."
    if not is_visible(value):
        return "This may not be blank."
    if len(value) > LONGEST_VALUE:
        return f"This may be at most {LONGEST_VALUE:,} characters long; it is {len(value):,}."
    checks = [end_of(link, place.variable) for link in place.links]
    checks.append(one_line if place.blank.kind in {"text", "payload"} else no_spaces)
    return next((why for check in checks if (why := check(value))), "")


def _shown(template: TemplateRow, given: Mapping[str, str]) -> dict[str, Any]:
    """Return the parts as the customer reads them."""

    def filled(words: str) -> str:
        return VARIABLE.sub(lambda found: given.get(found[1], found[0]), words)

    parts = {text(one, "type"): one for one in reversed(template.components)}
    buttons = sequence(parts.get("BUTTONS"), "buttons")
    return {
        "header": filled(text(parts.get("HEADER"), "text")),
        "body": filled(text(parts.get("BODY"), "text")),
        "footer": filled(text(parts.get("FOOTER"), "text")),
        "buttons": [
            {ours: filled(text(one, theirs)) for ours, theirs in SHOWN.items() if text(one, theirs)}
            for one in buttons
        ],
    }
