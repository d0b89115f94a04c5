"""Templates filled with what a business sent, and Meta's errors about them. No database.

Shapes of docs/design/providers.md A11: components of a send are matched with those of the approved template.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from simulator.wire.meta.errors import GraphError, graph_error
from simulator.wire.texts import clean

BLANK = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
FILES = ("IMAGE", "VIDEO", "DOCUMENT")
LONGEST_BODY = 1024
# States from which a template may be sent, and how the others refuse (docs/design/providers.md A14).
SENDABLE = frozenset({"APPROVED", "REINSTATED", "FLAGGED", "UNARCHIVED"})
STATUS_ERRORS = {"PAUSED": 132015, "DISABLED": 132016}


def check_status(status: str, name: str, language: str) -> None:
    """Raise `GraphError` unless a template with this status may be sent."""
    if status in SENDABLE:
        return
    raise graph_error(
        STATUS_ERRORS.get(status, 132001), f"template name ({name}) does not exist in {language}"
    )


def fill(components: Sequence[Mapping[str, Any]], given: Sequence[Any]) -> dict[str, Any]:
    """``{"header", "body", "footer", "buttons": [{"type", "text", …}], "media": part or None}`` as the
    customer sees it; raises `GraphError` (132000, 132012, 132005)."""
    sent = [part for part in given if isinstance(part, Mapping)]
    shown: dict[str, Any] = {"header": "", "body": "", "footer": "", "buttons": [], "media": None}
    for component in components:
        kind = component["type"].upper()
        if kind == "HEADER":
            shown |= _header(component, _sent_component(sent, "header"))
        elif kind == "BODY":
            shown["body"] = _filled(
                component.get("text", ""), _parameters(_sent_component(sent, "body")), "body"
            )
        elif kind == "FOOTER":
            shown["footer"] = component.get("text", "")
        elif kind == "BUTTONS":
            shown["buttons"] = [
                _button(button, place, sent) for place, button in enumerate(component["buttons"])
            ]
    if len(shown["body"]) > LONGEST_BODY:
        raise graph_error(132005, "body: the translated text is too long")
    _check_no_surplus(sent, {component["type"].lower() for component in components})
    return shown


def _check_no_surplus(sent: Sequence[Mapping[str, Any]], kinds: set[str]) -> None:
    for part in sent:
        kind = str(part.get("type", "")).lower()
        if (f"{kind}s" if kind == "button" else kind) not in kinds:
            raise graph_error(132000, f"{kind}: the template has no such component")


def _sent_component(sent: Sequence[Mapping[str, Any]], kind: str) -> Mapping[str, Any]:
    return next((part for part in sent if str(part.get("type", "")).lower() == kind), {})


def _parameters(part: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    given = part.get("parameters", [])
    if not isinstance(given, list) or not all(isinstance(each, Mapping) for each in given):
        raise graph_error(132012, "parameters must be an array of objects")
    return given


def _header(component: Mapping[str, Any], part: Mapping[str, Any]) -> dict[str, Any]:
    form = str(component.get("format", "TEXT")).upper()
    given = _parameters(part)
    if form not in FILES:
        return {"header": _filled(component.get("text", ""), given, "header")}
    if len(given) != 1:
        raise _mismatch("header", len(given), 1)
    kind = form.lower()
    file = given[0].get(kind)
    if given[0].get("type") != kind or not isinstance(file, Mapping):
        raise graph_error(
            132012, f"header: Format mismatch, expected {form}, received {given[0].get('type')}"
        )
    return {"media": {"kind": kind, **file}}


def _filled(text: str, given: Sequence[Mapping[str, Any]], where: str) -> str:
    """Return the text with its blanks filled, by name where they have names."""
    blanks = list(dict.fromkeys(BLANK.findall(text)))
    if len(given) != len(blanks):
        raise _mismatch(where, len(given), len(blanks))
    values = dict(zip(_names(blanks, given, where), map(_value, given), strict=True))
    return clean(BLANK.sub(lambda match: values[match[1]], text))


def _names(blanks: list[str], given: Sequence[Mapping[str, Any]], where: str) -> list[str]:
    if all(blank.isdigit() for blank in blanks):
        return sorted(blanks, key=int)
    names = [str(each.get("parameter_name", "")) for each in given]
    if sorted(names) != sorted(blanks):
        raise graph_error(132012, f"{where}: Parameter name is missing or empty")
    return names


def _value(parameter: Mapping[str, Any]) -> str:
    kind = parameter.get("type")
    if kind in {"currency", "date_time"}:
        return str(dict(parameter.get(str(kind)) or {}).get("fallback_value", ""))
    text = parameter.get("text")
    if kind != "text" or not isinstance(text, str) or not text.strip():
        raise graph_error(132012, "Parameter of type text is missing text value")
    if re.search(r"[\n\t]| {5}", text):
        raise graph_error(
            132012, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces"
        )
    return text


def _button(button: Mapping[str, Any], place: int, sent: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    kind, text = button["type"].upper(), button.get("text", "")
    given = _parameters(_of_button(sent, place))
    if kind == "QUICK_REPLY":
        payload = str(given[0].get("payload", "")) if given else ""
        return {"type": "quick_reply", "text": text, "payload": payload or text}
    if kind == "URL":
        return {
            "type": "url",
            "text": text,
            "url": _filled(button.get("url", ""), given, f"buttons[{place}]"),
        }
    if kind in {"COPY_CODE", "OTP"}:
        return {"type": "copy_code", "text": text or "Copy code", "code": _code(given, place)}
    return {"type": kind.lower(), "text": text, "phone_number": button.get("phone_number", "")}


def _of_button(sent: Sequence[Mapping[str, Any]], place: int) -> Mapping[str, Any]:
    return next(
        (part for part in sent if part.get("type") == "button" and str(part.get("index")) == str(place)), {}
    )


def _code(given: Sequence[Mapping[str, Any]], place: int) -> str:
    if len(given) != 1:
        raise _mismatch(f"buttons[{place}]", len(given), 1)
    return str(given[0].get("coupon_code") or given[0].get("text") or "")


def _mismatch(where: str, given: int, expected: int) -> GraphError:
    return graph_error(
        132000,
        f"{where}: number of localizable_params ({given}) does not match the expected number of params ({expected})",
    )
