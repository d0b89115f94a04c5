"""Templates as a business may create them, checked as Meta does before its review. No database."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.wire.meta import bodies, checks
from simulator.wire.meta.errors import bad_parameter, bad_template, missing
from simulator.wire.meta.templates import BLANK, FILES, LONGEST_BODY
from simulator.wire.texts import storable

NAME = re.compile(r"[a-z0-9_]{1,512}")
LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Za-z]{2,4})?")
CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")
FORMATS = ("POSITIONAL", "NAMED")
COMPONENTS = ("HEADER", "BODY", "FOOTER", "BUTTONS")
HEADERS = ("TEXT", "LOCATION", *FILES)
BUTTONS = ("QUICK_REPLY", "URL", "PHONE_NUMBER", "COPY_CODE", "OTP", "FLOW", "VOICE_CALL", "CATALOG", "MPM")
MOST_BUTTONS, LONGEST_BUTTON, LONGEST_LINE = 10, 25, 60
# What Meta writes itself, for who sends codes.
CODE_BODY = "*{{1}}* is your verification code."
ADVICE = " For your security, do not share this code."

# Meta's subcodes of error 100, each with its own sentence.
IN_USE, INCOMPLETE, AT_THE_EDGE = 2388024, 2388043, 2388299
NESTED = frozenset({"example", "buttons", "otp_type", "cards", "components"})


@dataclass(frozen=True, slots=True)
class TemplateDraft:
    """A template as it goes to the review."""

    name: str
    language: str
    category: str
    parameter_format: str
    components: list[dict[str, Any]]


def read(given: Mapping[str, Any]) -> TemplateDraft:
    """Read the parameters of a new template; raise `GraphError`."""
    for name in ("name", "language", "category"):
        if not given.get(name):
            raise missing(name)
    name, language = str(given["name"]), str(given["language"])
    if not NAME.fullmatch(name):
        raise bad_template(
            0, "Invalid template name", "Names may have lower-case letters, digits and underscores only."
        )
    if not LANGUAGE.fullmatch(language):
        raise bad_parameter("Param language must be one of {AF, SQ, AR, EN, EN_US, …}.")
    category = read_category(given)
    return TemplateDraft(
        name,
        language,
        category,
        _one_of(given, "parameter_format", FORMATS),
        read_components(given, category),
    )


def read_category(given: Mapping[str, Any]) -> str:
    return _one_of(given, "category", CATEGORIES)


def read_components(given: Mapping[str, Any], category: str) -> list[dict[str, Any]]:
    """Read ``components``; raise `GraphError` where one is missing something or is too long."""
    parts = checks.sequence(bodies.structured(given.get("components"), NESTED), "components", 10)
    components = [_component(part, place, category) for place, part in enumerate(parts)]
    kinds = [each["type"] for each in components]
    if "BODY" not in kinds or len(set(kinds)) != len(kinds):
        raise bad_parameter("Param components must have one BODY, and no type twice.")
    return components


def sample_of(component: Mapping[str, Any]) -> dict[str, Any]:
    """Return the ``example`` of a component that has variables but none of its own; empty for all others."""
    kind, form = str(component.get("type", "")).upper(), str(component.get("format", "TEXT")).upper()
    if "example" in component or kind not in ("HEADER", "BODY"):
        return {}
    if kind == "HEADER" and form in FILES:
        return {"example": {"header_handle": ["https://example.org/sample"]}}
    blanks = list(dict.fromkeys(BLANK.findall(str(component.get("text", "")))))
    if not blanks:
        return {}
    if not all(blank.isdigit() for blank in blanks):
        named = [{"param_name": blank, "example": f"sample {blank}"} for blank in blanks]
        return {"example": {f"{kind.lower()}_text_named_params": named}}
    samples = [f"sample {blank}" for blank in blanks]
    return {"example": {"header_text": samples} if kind == "HEADER" else {"body_text": [samples]}}


def _one_of(given: Mapping[str, Any], name: str, words: Sequence[str]) -> str:
    word = str(given.get(name) or words[0]).upper()
    if word not in words:
        raise bad_parameter(f"Param {name} must be one of {{{', '.join(words)}}}.")
    return word


def _component(part: Any, place: int, category: str) -> dict[str, Any]:
    label = f"components[{place}]"
    fields = dict(checks.mapping(part, label))
    kind = str(fields.get("type", "")).upper()
    if kind not in COMPONENTS:
        raise bad_parameter(f"Param {label}['type'] must be one of {{{', '.join(COMPONENTS)}}}.")
    fields["type"] = kind
    READERS[kind](fields, label, category)
    cleaned: dict[str, Any] = storable(fields)
    return cleaned


def _header(fields: dict[str, Any], label: str, _: str) -> None:
    form = str(fields.get("format", "TEXT")).upper()
    if form not in HEADERS:
        raise bad_parameter(f"Param {label}['format'] must be one of {{{', '.join(HEADERS)}}}.")
    fields["format"] = form
    if form == "TEXT":
        _text(fields, label, LONGEST_LINE, most_blanks=1)
    elif form in FILES and not dict(fields.get("example") or {}).get("header_handle"):
        raise _incomplete("HEADER")


def _body(fields: dict[str, Any], label: str, category: str) -> None:
    if category == "AUTHENTICATION" and "text" not in fields:
        advised = fields.get("add_security_recommendation") in (True, "true")
        fields |= {"text": CODE_BODY + ADVICE * advised, "example": {"body_text": [["123456"]]}}
    text = _text(fields, label, LONGEST_BODY, most_blanks=100)
    if category != "AUTHENTICATION" and (text.startswith("{{") or text.endswith("}}")):
        raise bad_template(
            AT_THE_EDGE,
            "Leading or trailing parameters",
            "Variables can't be at the start or end of the template.",
        )


def _footer(fields: dict[str, Any], label: str, category: str) -> None:
    if category == "AUTHENTICATION" and "text" not in fields:
        minutes = fields.get("code_expiration_minutes") or 10
        fields["text"] = f"This code expires in {minutes} minutes."
    checks.text(fields, "text", label, LONGEST_LINE)


def _buttons(fields: dict[str, Any], label: str, _: str) -> None:
    for place, button in enumerate(
        checks.sequence(fields.get("buttons"), f"{label}['buttons']", MOST_BUTTONS)
    ):
        name = f"{label}['buttons'][{place}]"
        kind = str(checks.mapping(button, name).get("type", "")).upper()
        if kind not in BUTTONS:
            raise bad_parameter(f"Param {name}['type'] must be one of {{{', '.join(BUTTONS)}}}.")
        checks.text(button, "text", name, LONGEST_BUTTON, needed=kind not in ("COPY_CODE", "OTP"))
        if kind == "URL" and BLANK.search(str(button.get("url", ""))) and not button.get("example"):
            raise _incomplete("BUTTONS")


def _text(fields: Mapping[str, Any], label: str, longest: int, *, most_blanks: int) -> str:
    """Return the text of a component; its blanks need an example each."""
    text = checks.text(fields, "text", label, longest)
    blanks = list(dict.fromkeys(BLANK.findall(text)))
    if len(blanks) > most_blanks:
        raise bad_parameter(f"Param {label}['text'] may have {most_blanks} variable.")
    if blanks and not fields.get("example"):
        raise _incomplete(str(fields["type"]))
    numbered = [blank for blank in blanks if blank.isdigit()]
    if numbered and sorted(numbered, key=int) != [str(place + 1) for place in range(len(blanks))]:
        raise bad_parameter(f"Param {label}['text']: variables must be numbered from 1 without a gap.")
    return text


def _incomplete(kind: str) -> Exception:
    return bad_template(
        INCOMPLETE,
        'Message template "components" param is missing expected field(s)',
        f"component of type {kind} is missing expected field(s) (example)",
    )


READERS = {"HEADER": _header, "BODY": _body, "FOOTER": _footer, "BUTTONS": _buttons}
