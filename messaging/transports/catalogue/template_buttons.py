"""The buttons of templates, each kind with the value that it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from messaging.limits import LONGEST_URL
from messaging.transports.catalogue.capabilities import Blank
from messaging.transports.catalogue.template_links import end_of, open_part
from messaging.transports.catalogue.template_parts import (
    LONGEST_COUPON,
    LONGEST_PAYLOAD,
    PLACEHOLDER,
    Check,
    Part,
    Slot,
    UnknownPart,
    Values,
    no_spaces,
    one_line,
)
from messaging.transports.payload import sequence, text

# The token of a flow for which none is given: Meta's own default.
NO_FLOW_TOKEN = "unused"  # noqa: S105 (no secret)
# The code of an authentication template goes into its text and into its button.
CODE = "body.1"
COPY_CODE_LABEL = "Copy code"


@dataclass(frozen=True, slots=True)
class Button:
    """One button. ``sub_type`` and ``parameter``: how its value is sent to Meta; ``key``: whose value it is
    (another's than its own for codes); ``default``: the value when it is left empty."""

    kind: str
    index: int
    label: str
    sub_type: str = ""
    parameter: Callable[[str], dict[str, Any]] = lambda _: {}
    own: tuple[Slot, ...] = ()
    key: str = ""
    default: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def slots(self) -> tuple[Slot, ...]:
        return self.own

    def component(self, values: Values) -> dict[str, Any] | None:
        value = values.get(self.key, "") or self.default
        if not self.sub_type or not value:
            return None
        return {
            "type": "button",
            "sub_type": self.sub_type,
            "index": str(self.index),
            "parameters": [self.parameter(value)],
        }

    def show(self, values: Values) -> dict[str, Any]:
        more = dict(self.more)
        if "url" in more:
            suffix = values.get(self.key, "")
            more["url"] = PLACEHOLDER.sub(lambda found: suffix or found[0], more["url"])
        elif self.kind == "COPY_CODE":
            more["code"] = values.get(self.key, "")
        return {"buttons": [{"type": self.kind, "text": self.label, **more}]}


def read_button(given: Any, index: int, *, code: bool) -> Part:
    """Read one element of ``buttons``. ``code``: it belongs to an authentication template and carries the
    code."""
    kind = text(given, "type").upper()
    if kind == "OTP" or (code and kind == "URL"):
        label = text(given, "text") or COPY_CODE_LABEL
        return Button("OTP", index, label, "url", _text, key=CODE)
    reader = _READERS.get(kind)
    if reader is None:
        label = text(given, "text") or kind.replace("_", " ").capitalize()
        problem = f"It has a button of a kind that the console cannot send ({kind or 'without a type'})."
        return UnknownPart(problem, {"buttons": [{"type": kind, "text": label}]})
    return reader(given, index)


def _slot(index: int, label: str, kind: str, longest: int, check: Check, **more: Any) -> tuple[Slot, ...]:
    return (Slot(Blank(f"button.{index}", label, kind, **more), longest, check),)


def _text(value: str) -> dict[str, Any]:
    return {"type": "text", "text": value}


def _quick_reply(given: Any, index: int) -> Part:
    label = text(given, "text")
    slots = _slot(index, f"Hidden value of “{label}”", "payload", LONGEST_PAYLOAD, one_line, required=False)
    build = lambda value: {"type": "payload", "payload": value}  # noqa: E731
    return Button("QUICK_REPLY", index, label, "quick_reply", build, slots, f"button.{index}")


def _url(given: Any, index: int) -> Part:
    label, url = text(given, "text"), text(given, "url")
    blank = PLACEHOLDER.search(url)
    if not blank:
        return Button("URL", index, label, more={"url": url})
    example = next((one for one in sequence(given, "example") if isinstance(one, str)), "")
    part, check = open_part(url, blank[1], example), end_of(url, blank[1])
    longest = max(LONGEST_URL - len(url), 1)
    slots = _slot(index, f"End of the link “{label}”", "url_suffix", longest, check, example=part)
    return Button("URL", index, label, "url", _text, slots, f"button.{index}", more={"url": url})


def _phone(given: Any, index: int) -> Part:
    return Button("PHONE_NUMBER", index, text(given, "text"), more={"phone": text(given, "phone_number")})


def _copy_code(given: Any, index: int) -> Part:
    example = next((one for one in sequence(given, "example") if isinstance(one, str)), "")
    label = text(given, "text") or COPY_CODE_LABEL
    slots = _slot(index, "Code to copy", "coupon", LONGEST_COUPON, no_spaces, example=example)
    build = lambda value: {"type": "coupon_code", "coupon_code": value}  # noqa: E731
    return Button("COPY_CODE", index, label, "copy_code", build, slots, f"button.{index}")


def _flow(given: Any, index: int) -> Part:
    label = text(given, "text")
    slots = _slot(
        index, f"Token of the form “{label}”", "payload", LONGEST_PAYLOAD, no_spaces, required=False
    )
    build = lambda value: {"type": "action", "action": {"flow_token": value}}  # noqa: E731
    return Button("FLOW", index, label, "flow", build, slots, f"button.{index}", NO_FLOW_TOKEN)


_READERS: Mapping[str, Callable[[Any, int], Part]] = {
    "QUICK_REPLY": _quick_reply,
    "URL": _url,
    "PHONE_NUMBER": _phone,
    "COPY_CODE": _copy_code,
    "FLOW": _flow,
}
