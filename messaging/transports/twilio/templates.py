"""Templates by their content SID: what is to be filled in, and what goes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from messaging.errors import DeskError
from messaging.transports.offers import Blank, FilledTemplate, TemplateRow
from messaging.transports.reading import clean, mapping, sequence, text
from messaging.transports.template_parts import no_spaces, one_line
from messaging.transports.templates import WHY_NOT
from messaging.transports.twilio.components import VARIABLE, components, variables_in

LONGEST_VALUE = 1024
LONGEST_NAME, LONGEST_LANGUAGE, LONGEST_SID, LONGEST_STATUS = 512, 16, 64, 24
SENDABLE = {"APPROVED", "UNSUBMITTED"}
TOO_LATE = "WhatsApp has not approved it, so it goes only while the customer's 24 hours are open; choose an approved one."
MEDIA_KEY = "header.media"
BUTTON_PARTS = ("url", "code", "id", "phone_number")
SHOWN = {"type": "type", "text": "text", "url": "url", "phone": "phone_number", "code": "code"}
KINDS = {"URL": "url_suffix", "COPY_CODE": "coupon", "QUICK_REPLY": "payload"}


def row(content: Any) -> TemplateRow:
    """One content resource with its approval."""
    approval = mapping(content, "approval_requests")
    approval = mapping(approval, "whatsapp") or approval
    status = (text(approval, "status") or "unsubmitted").upper()
    parts = components(content)
    named = any(not name.isdigit() for name in mapping(content, "variables"))
    return TemplateRow(
        external_id=text(content, "sid")[:LONGEST_SID],
        name=(text(approval, "name") or text(content, "friendly_name"))[:LONGEST_NAME],
        language=text(content, "language")[:LONGEST_LANGUAGE],
        status=status[:LONGEST_STATUS],
        category=text(approval, "category").upper()[:32],
        reason=text(approval, "rejection_reason") or _hint(status),
        parameter_format="NAMED" if named else "POSITIONAL",
        components=parts,
    )


def _hint(status: str) -> str:
    if status != "UNSUBMITTED":
        return ""
    return "Not submitted to WhatsApp: it goes only while the customer's 24 hours are open."


def unsendable(template: TemplateRow, *, window_open: bool = True) -> str:
    """Why it cannot be sent; empty when it can. An unsubmitted one is what Twilio refuses with 63016 when the
    window is closed."""
    unknown = next((one for one in template.components if text(one, "type") == "UNKNOWN"), None)
    if unknown is not None:
        return f"Templates of the type {text(unknown, 'name')} cannot be sent from here."
    status = template.status.upper()
    if status in SENDABLE:
        return "" if window_open or status == "APPROVED" else TOO_LATE
    return WHY_NOT.get(status, f"WhatsApp has not approved it; its state is {status.lower() or 'unknown'}.")


@dataclass(frozen=True, slots=True)
class Place:
    """A variable of Twilio's, and the blank that stands for it."""

    variable: str
    blank: Blank


def blanks(template: TemplateRow) -> tuple[Blank, ...]:
    """What is to be filled in, in reading order. A variable that stands in two places is asked once."""
    return tuple(place.blank for place in _places(template))


def fill(template: TemplateRow, values: Mapping[str, str]) -> FilledTemplate:
    """Ready to be sent; raises `DeskError` naming each blank that is missing, unknown or too long."""
    if why := unsendable(template):
        raise DeskError(f"This template cannot be sent. {why}", code="template_unsendable")
    places = _places(template)
    _check(places, values)
    given = {place.variable: clean(values[place.blank.key]) for place in places}
    media = next((place.variable for place in places if place.blank.key == MEDIA_KEY), "")
    shown = _shown(template, given)
    sent = {
        "name": template.name,
        "language": {"code": template.language},
        "content_sid": template.external_id,
        "variables": {name: value for name, value in given.items() if name != media},
        **({"media_variable": media} if media else {}),
    }
    content = "\n".join(shown[place] for place in ("header", "body", "footer") if shown[place])
    payload = {"template": sent, "shown": shown, "category": template.category.upper()}
    return FilledTemplate(payload, content or template.name, given.get(media, ""))


def _check(places: list[Place], values: Mapping[str, str]) -> None:
    kinds = {place.blank.key: place.blank.kind for place in places}
    errors = {key: "This template has no such blank." for key in values if key not in kinds}
    errors |= {key: said for key, kind in kinds.items() if (said := _sentence(kind, values.get(key)))}
    if errors:
        detail = " ".join(f"{key}: {sentence}" for key, sentence in errors.items())
        raise DeskError(detail, errors={key: [sentence] for key, sentence in errors.items()})


def _sentence(kind: str, value: object) -> str:
    if value is None or value == "":
        return "This field is required."
    if not isinstance(value, str):
        return "This must be a text."
    if not value.strip():
        return "This may not be blank."
    if len(value) > LONGEST_VALUE:
        return f"This may be at most {LONGEST_VALUE:,} characters long; it is {len(value):,}."
    return one_line(value) if kind in {"text", "payload"} else no_spaces(value)


def _places(template: TemplateRow) -> list[Place]:
    """Every variable once, where it is met first."""
    found: dict[str, Place] = {}
    for component in template.components:
        for place in _in_component(component):
            found.setdefault(place.variable, place)
    return list(found.values())


def _in_component(component: Any) -> Iterator[Place]:
    kind = text(component, "type").lower()
    if kind == "buttons":
        for index, button in enumerate(sequence(component, "buttons")):
            yield from _in_button(index, button)
        return
    yield from _in_media(component)
    examples = _examples(component)
    for name in variables_in(text(component, "text")):
        label = f"{kind.capitalize()}: {name}"
        yield Place(name, Blank(f"{kind}.{name}", label, example=examples.get(name, "")))


def _in_media(component: Any) -> Iterator[Place]:
    """The file itself where the whole address is a variable, else the open part of the address."""
    address, examples = text(component, "media"), _examples(component)
    if whole := VARIABLE.fullmatch(address):
        kind = text(component, "format").lower()
        yield Place(whole[1], Blank(MEDIA_KEY, f"Header: {kind}", kind, examples.get(whole[1], "")))
        return
    for name in variables_in(address):
        blank = Blank(f"header.{name}", "Header: end of the file's address", example=examples.get(name, ""))
        yield Place(name, blank)


def _in_button(index: int, button: Any) -> Iterator[Place]:
    names = variables_in(" ".join(text(button, part) for part in BUTTON_PARTS))
    examples = dict(zip(names, sequence(button, "example"), strict=False))
    kind = KINDS.get(text(button, "type"), "text")
    for name in names:
        key = f"button.{index}" if name == names[0] else f"button.{index}.{name}"
        label = f"Button “{text(button, 'text')}”"
        yield Place(name, Blank(key, label, kind, text(examples, name)))


def _examples(component: Any) -> dict[str, str]:
    example = mapping(component, "example")
    named = [one for key in example for one in sequence(example, key)]
    return {text(one, "param_name"): text(one, "example") for one in named}


def _shown(template: TemplateRow, given: Mapping[str, str]) -> dict[str, Any]:
    """The parts as the customer reads them."""

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
