"""Twilio's content types in the form in which Meta writes templates.

A type that we do not know is shown as far as it has a text, with a part ``UNKNOWN`` that says so. A part
``OTHER`` holds the variables of texts that no other part has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from messaging.transports.payload import mapping, sequence, storable, text
from messaging.transports.twilio.content_api.variables import (
    VARIABLE,
    button_variables,
    texts_in,
    unreadable_variables,
    variables_in,
)

IMAGES, VIDEOS = ("jpg", "jpeg", "png", "webp", "gif"), ("mp4", "3gp", "3gpp")
Parts = list[dict[str, Any]]
# Of several, Twilio sends the richest that the channel can show.
RICHEST_FIRST = (
    "whatsapp/card",
    "twilio/card",
    "twilio/list-picker",
    "twilio/call-to-action",
    "twilio/quick-reply",
    "twilio/media",
    "twilio/text",
)


def template_components(content: Any) -> Parts:
    """Return the parts of one content resource in Meta's form."""
    types = mapping(content, "types")
    examples = mapping(content, "variables")
    unknown = sorted(name for name in types if name not in _READERS)
    if unknown or not types:
        body = next((words for one in types if (words := text(types[one], "body"))), "")
        return [{"type": "BODY", "text": body}, {"type": "UNKNOWN", "name": (unknown or ["nothing"])[0]}]
    kind = next(name for name in RICHEST_FIRST if name in types)
    parts = _READERS[kind](types[kind], examples)
    return [_with_example(part, examples) for part in [*parts, *_others(types, parts)]]


def _others(types: Mapping[str, Any], parts: Parts) -> Parts:
    """Return the variables of other types, which Twilio sends where the first cannot be shown, and of parts
    that we do not know: not asked for, they would go out as Twilio's sample."""
    written, read = list(texts_in(storable(dict(types)))), list(texts_in(parts))
    have = {*variables_in(*read), *unreadable_variables(*read)}
    left = [f"{{{{{name}}}}}" for name in variables_in(*written) if name not in have]
    left += [found for found in unreadable_variables(*written) if found not in have]
    return [{"type": "OTHER", "text": " ".join(left)}] if left else []


def _with_example(part: dict[str, Any], examples: Mapping[str, Any]) -> dict[str, Any]:
    named = [
        {"param_name": name, "example": text(examples, name)}
        for name in variables_in(text(part, "text"), text(part, "media"))
    ]
    key = f"{part['type'].lower()}_text_named_params"
    return {**part, "example": {key: named}} if named else part


def _text(content: Any, _: Mapping[str, Any]) -> Parts:
    return [{"type": "BODY", "text": text(content, "body")}]


def _media(content: Any, examples: Mapping[str, Any]) -> Parts:
    return [*_header_file(content, examples), *_text(content, examples)]


def _quick_reply(content: Any, examples: Mapping[str, Any]) -> Parts:
    return [*_text(content, examples), *_buttons(content, examples, "QUICK_REPLY")]


def _call_to_action(content: Any, examples: Mapping[str, Any]) -> Parts:
    return [*_text(content, examples), *_buttons(content, examples, "URL")]


def _list_picker(content: Any, examples: Mapping[str, Any]) -> Parts:
    rows = [
        {"id": text(row, "id"), "title": text(row, "item"), "description": text(row, "description")}
        for row in sequence(content, "items")
    ]
    button = {"type": "LIST", "text": text(content, "button"), "rows": rows}
    return [*_text(content, examples), {"type": "BUTTONS", "buttons": [_with_samples(button, examples)]}]


def _card(content: Any, examples: Mapping[str, Any]) -> Parts:
    footer = text(content, "subtitle")
    return [
        *_header_file(content, examples),
        {"type": "BODY", "text": text(content, "title")},
        *([{"type": "FOOTER", "text": footer}] if footer else []),
        *_buttons(content, examples, "QUICK_REPLY"),
    ]


def _whatsapp_card(content: Any, examples: Mapping[str, Any]) -> Parts:
    header, footer = text(content, "header_text"), text(content, "footer")
    return [
        *([{"type": "HEADER", "format": "TEXT", "text": header}] if header else []),
        *_header_file(content, examples),
        {"type": "BODY", "text": text(content, "body")},
        *([{"type": "FOOTER", "text": footer}] if footer else []),
        *_buttons(content, examples, "QUICK_REPLY"),
    ]


def _header_file(content: Any, examples: Mapping[str, Any]) -> Parts:
    address = next((one for one in sequence(content, "media") if isinstance(one, str) and one), "")
    if not address:
        return []
    shown = VARIABLE.sub(lambda found: text(examples, found[1]), address)
    return [{"type": "HEADER", "format": _format(shown), "media": address}]


def _format(address: str) -> str:
    """Tell the kind of file by the end of its name: Twilio does not say."""
    ending = address.partition("?")[0].rpartition(".")[2].lower()
    if ending in VIDEOS:
        return "VIDEO"
    plain_path = "/" in ending or not ending
    return "IMAGE" if ending in IMAGES or plain_path else "DOCUMENT"


def _buttons(content: Any, examples: Mapping[str, Any], usual: str) -> Parts:
    found = [_button(action, examples, usual) for action in sequence(content, "actions")]
    return [{"type": "BUTTONS", "buttons": found}] if found else []


def _button(action: Any, examples: Mapping[str, Any], usual: str) -> dict[str, Any]:
    values = {
        "url": text(action, "url"),
        "phone_number": text(action, "phone"),
        "code": text(action, "code"),
        "id": text(action, "id"),
    }
    button: dict[str, Any] = {"type": (text(action, "type") or usual).upper(), "text": text(action, "title")}
    return _with_samples(button | {name: value for name, value in values.items() if value}, examples)


def _with_samples(button: dict[str, Any], examples: Mapping[str, Any]) -> dict[str, Any]:
    samples = [text(examples, name) for name in button_variables(button)]
    return {**button, "example": samples} if samples else button


_READERS: Mapping[str, Callable[[Any, Mapping[str, Any]], Parts]] = {
    "twilio/text": _text,
    "twilio/media": _media,
    "twilio/quick-reply": _quick_reply,
    "twilio/call-to-action": _call_to_action,
    "twilio/list-picker": _list_picker,
    "twilio/card": _card,
    "whatsapp/card": _whatsapp_card,
}
