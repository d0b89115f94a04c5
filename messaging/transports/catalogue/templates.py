"""Templates: what is to be filled in, whether one can go, and the filled one, all from the synced schema.

Nothing is known of a template but its components, so a shape that the provider adds tomorrow is shown
and reported as unsendable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from messaging.errors import ConsoleError
from messaging.transports.catalogue.capabilities import Blank, FilledTemplate, TemplateRow
from messaging.transports.catalogue.template_buttons import read_button
from messaging.transports.catalogue.template_parts import (
    LONGEST_BODY,
    LONGEST_HEADER,
    PLACEHOLDER,
    FileHeader,
    LocationHeader,
    Part,
    Slot,
    TextPart,
    UnknownPart,
)
from messaging.transports.payload import clean, is_visible, mapping, sequence, text

SENDABLE = frozenset(("APPROVED", "FLAGGED", "REINSTATED"))
UNSENDABLE_STATUSES = {
    "PENDING": "WhatsApp has not approved it yet.",
    "IN_APPEAL": "WhatsApp has not approved it yet.",
    "REJECTED": "WhatsApp has refused it.",
    "PAUSED": "WhatsApp has paused it because customers disliked it.",
    "DISABLED": "WhatsApp has switched it off.",
    "DELETED": "It has been deleted.",
    "PENDING_DELETION": "It is being deleted.",
    "LOCKED": "WhatsApp has locked it.",
    "ARCHIVED": "It has been archived.",
    "LIMIT_EXCEEDED": "The account has more templates than WhatsApp allows.",
}
# What an authentication template says where the sync leaves its text out.
CODE_TEXT = "{{1}} is your verification code."
MEDIA_HEADERS = frozenset(("IMAGE", "VIDEO", "DOCUMENT"))


def blanks(template: TemplateRow) -> tuple[Blank, ...]:
    """Return what is to be filled in, in reading order."""
    return tuple(slot.blank for slot in _slots(parts_of(template)))


def unsendable(template: TemplateRow, *, window_open: bool = True) -> str:
    """Return why a template cannot be sent, as a sentence; empty when it can. What Meta takes, it takes at any
    time, so ``window_open`` makes no difference."""
    status = template.status.upper()
    if status not in SENDABLE:
        return UNSENDABLE_STATUSES.get(status, f"WhatsApp says that its state is {status or 'unknown'}.")
    problems = [part.problem for part in parts_of(template) if part.problem]
    return problems[0] if problems else ""


def fill(template: TemplateRow, values: Mapping[str, str]) -> FilledTemplate:
    """Fill the blanks of a template; raises `ConsoleError` with sentences per key of ``values``."""
    if why := unsendable(template):
        raise ConsoleError(f"This template cannot be sent. {why}", code="template_unsendable")
    parts = parts_of(template)
    given = _checked_values(parts, values)
    shown = show(parts, given)
    _check_lengths(parts, shown)
    components = [found for part in parts if (found := part.component(given))]
    sent: dict[str, Any] = {"name": template.name, "language": {"code": template.language}}
    if components:
        sent["components"] = components
    payload = {"template": sent, "shown": shown, "category": template.category.upper()}
    return FilledTemplate(payload, _content(shown) or template.name, given.get("header.media", ""))


def show(parts: tuple[Part, ...], values: Mapping[str, str]) -> dict[str, Any]:
    """Return what a bubble shows: ``header``, ``body`` and ``footer`` are texts (empty when there is none),
    each of ``buttons`` is ``{"type", "text"}`` with the ``url``, ``phone`` or ``code`` that it has."""
    shown: dict[str, Any] = {"header": "", "body": "", "footer": "", "buttons": []}
    for part in parts:
        found = part.show(values)
        buttons = [*shown["buttons"], *found.get("buttons", [])]
        shown |= found | {"buttons": buttons}
    return shown


def _content(shown: Mapping[str, Any]) -> str:
    return "\n".join(line for place in ("header", "body", "footer") if (line := shown[place]))


# --- reading the schema ------------------------------------------------------------------------


def parts_of(template: TemplateRow) -> tuple[Part, ...]:
    """Take a template apart, in reading order."""
    order = {"HEADER": 0, "BODY": 1, "FOOTER": 2, "BUTTONS": 3}
    components = sorted(template.components or (), key=lambda one: order.get(text(one, "type").upper(), 4))
    return tuple(part for component in components for part in _read(component, template))


def _read(component: Any, template: TemplateRow) -> Iterator[Part]:
    kind = text(component, "type").upper()
    code = template.category.upper() == "AUTHENTICATION"
    if kind == "HEADER":
        yield _header(component, template)
    elif kind == "BODY":
        yield _code(component) if code else _text("body", component, template)
    elif kind == "FOOTER":
        yield _footer(component)
    elif kind == "BUTTONS":
        buttons = enumerate(sequence(component, "buttons"))
        yield from (read_button(button, index, code=code) for index, button in buttons)
    else:
        what = kind.replace("_", " ").lower() or "without a type"
        yield UnknownPart(f"It has a part that the console cannot send ({what}).", {})


def _header(component: Any, template: TemplateRow) -> Part:
    kind = text(component, "format").upper() or "TEXT"
    if kind == "TEXT":
        return _text("header", component, template)
    if kind in MEDIA_HEADERS:
        handles = sequence(mapping(component, "example"), "header_handle")
        return FileHeader(kind.lower(), next((one for one in handles if isinstance(one, str)), ""))
    if kind == "LOCATION":
        return LocationHeader()
    return UnknownPart(f"It has a header that the console cannot send ({kind.lower()}).", {})


def _text(place: str, component: Any, template: TemplateRow) -> TextPart:
    words = text(component, "text")
    names = tuple(dict.fromkeys(PLACEHOLDER.findall(words)))
    named = template.parameter_format.upper() == "NAMED" or any(not name.isdigit() for name in names)
    return TextPart(place, words, names, _examples(place, mapping(component, "example"), names), named)


def _code(component: Any) -> TextPart:
    examples = {"1": "123456"}
    return TextPart("body", text(component, "text") or CODE_TEXT, ("1",), examples, code=True)


def _footer(component: Any) -> TextPart:
    minutes = text(component, "code_expiration_minutes")
    implied = f"This code expires in {minutes} minutes." if minutes else ""
    return TextPart("footer", text(component, "text") or implied)


def _examples(place: str, example: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    """Return the provider's example of each placeholder: by name, or by number counted from 1."""
    named = sequence(example, f"{place}_text_named_params")
    found = {text(one, "param_name"): text(one, "example") for one in named}
    rows = sequence(example, f"{place}_text")
    row = rows[0] if rows and isinstance(rows[0], list) else rows
    counted = {str(number): one for number, one in enumerate(row, 1) if isinstance(one, str)}
    return {name: clean(found.get(name) or counted.get(name, "")) for name in names}


# --- looking at the values ---------------------------------------------------------------------


def _slots(parts: tuple[Part, ...]) -> list[Slot]:
    return [slot for part in parts for slot in part.slots]


def _checked_values(parts: tuple[Part, ...], values: Mapping[str, str]) -> dict[str, str]:
    slots = {slot.blank.key: slot for slot in _slots(parts)}
    errors = {
        key: sentence for key, slot in slots.items() if (sentence := _value_error(slot, values.get(key)))
    }
    errors |= {key: "This template has no such blank." for key in values if key not in slots}
    if errors:
        detail = " ".join(f"{key}: {sentence}" for key, sentence in errors.items())
        raise ConsoleError(detail, errors={key: [sentence] for key, sentence in errors.items()})
    return {key: clean(value) for key, value in values.items() if value}


def _value_error(slot: Slot, value: object) -> str:
    if value is None or value == "":
        return "This field is required." if slot.blank.required else ""
    if not isinstance(value, str):
        return "This must be a text."
    if not is_visible(value):
        return "This may not be blank."
    if len(value) > slot.longest:
        return f"This may be at most {slot.longest:,} characters long; it is {len(value):,}."
    return slot.check(value)


def _check_lengths(parts: tuple[Part, ...], shown: Mapping[str, Any]) -> None:
    """Check the filled texts: WhatsApp counts them, too. A body that stands alone may be longer."""
    longest = {} if "location" in shown else {"header": LONGEST_HEADER}
    longest |= {} if len(parts) == 1 else {"body": LONGEST_BODY}
    for slot in _slots(parts):
        place = slot.blank.key.partition(".")[0]
        most, found = longest.get(place), len(shown.get(place, ""))
        if most and found > most:
            sentence = f"With this the {place} has {found:,} characters; {most:,} fit."
            raise ConsoleError.field(slot.blank.key, sentence)
