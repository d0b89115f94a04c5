"""The templates of the demo's account: approved ones of several shapes, one paused, one refused."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from simulator.models import SimulatedNumber, SimulatedTemplate


@dataclass(frozen=True, slots=True)
class DemoTemplate:
    """One template, as Meta describes it."""

    name: str
    category: str
    components: Sequence[dict[str, Any]]
    language: str = "en_GB"
    status: str = "APPROVED"
    quality: str = "GREEN"
    reason: str = ""
    parameter_format: str = "POSITIONAL"

    @property
    def template_id(self) -> str:
        digest = hashlib.sha256(f"{self.name} {self.language}".encode()).digest()
        return str(int.from_bytes(digest[:6], "big") + 10**15)


def _body(text: str, *examples: str) -> dict[str, Any]:
    return {
        "type": "BODY",
        "text": text,
        **({"example": {"body_text": [list(examples)]}} if examples else {}),
    }


def _named(text: str, **examples: str) -> dict[str, Any]:
    params = [{"param_name": name, "example": example} for name, example in examples.items()]
    return {"type": "BODY", "text": text, "example": {"body_text_named_params": params}}


def _buttons(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"type": "BUTTONS", "buttons": list(buttons)}


def _quick(text: str) -> dict[str, Any]:
    return {"type": "QUICK_REPLY", "text": text}


FOOTER = {"type": "FOOTER", "text": "Maple & Oak, Bristol"}
TRACK = {
    "type": "URL",
    "text": "Track it",
    "url": "https://example.org/track/{{1}}",
    "example": ["https://example.org/track/MO-48377"],
}
TEMPLATES: tuple[DemoTemplate, ...] = (
    DemoTemplate(
        "order_update",
        "UTILITY",
        (
            _body("Hello {{1}}, your order {{2}} {{3}}.", "Amelia", "MO-48377", "has left our workshop"),
            FOOTER,
        ),
    ),
    DemoTemplate(
        "order_ready",
        "UTILITY",
        (
            {"type": "HEADER", "format": "TEXT", "text": "Ready to collect"},
            _body("Order {{1}} is ready, {{2}}. How would you like to have it?", "MO-48912", "today"),
            FOOTER,
            _buttons(_quick("Collect myself"), _quick("Deliver, please")),
        ),
    ),
    DemoTemplate(
        "shipped_with_tracking",
        "UTILITY",
        (
            _body("Good news, {{1}}: your parcel is on its way.", "Amelia"),
            _buttons(TRACK, {"type": "PHONE_NUMBER", "text": "Call us", "phone_number": "+441174960123"}),
        ),
    ),
    DemoTemplate(
        "autumn_collection",
        "MARKETING",
        (
            {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::photo"]}},
            _body("The autumn lamps are here, {{1}}. Come and see them by candlelight.", "Amelia"),
            FOOTER,
            _buttons(_quick("Tell me more"), _quick("Stop promotions")),
        ),
        quality="YELLOW",
    ),
    DemoTemplate(
        "still_there",
        "UTILITY",
        (_body("Hello! We would like to go on with your question. May we write to you here?"),),
    ),
    DemoTemplate(
        "delivery_window",
        "UTILITY",
        (
            _named(
                "Hello {{first_name}}, we deliver on {{day}} between {{hours}}.",
                first_name="Amelia",
                day="Thursday",
                hours="10 and 12",
            ),
        ),
        parameter_format="NAMED",
    ),
    DemoTemplate(
        "noch_da", "UTILITY", (_body("Guten Tag {{1}}, dürfen wir Ihnen hier antworten?", "Jonas"),), "de"
    ),
    DemoTemplate(
        "winter_sale",
        "MARKETING",
        (_body("Everything made of oak is 20% off until {{1}}.", "Sunday"),),
        status="PAUSED",
        quality="RED",
        reason="People reported this template.",
    ),
    DemoTemplate(
        "free_lamp",
        "MARKETING",
        (_body("You have won a lamp! Reply now."),),
        status="REJECTED",
        quality="UNKNOWN",
        reason="ABUSIVE_CONTENT",
    ),
)


def get_template(name: str) -> DemoTemplate:
    """Return the template of this name; raise `KeyError`."""
    return {each.name: each for each in TEMPLATES}[name]


def is_template(word: str) -> bool:
    return any(each.name == word for each in TEMPLATES)


def write_templates(number: SimulatedNumber) -> None:
    """Store the templates at the fake Meta."""
    SimulatedTemplate.objects.bulk_create(
        SimulatedTemplate(
            number=number,
            template_id=each.template_id,
            name=each.name,
            language=each.language,
            category=each.category,
            status=each.status,
            quality=each.quality,
            reason=each.reason,
            parameter_format=each.parameter_format,
            components=list(each.components),
        )
        for each in TEMPLATES
    )
