"""Filling templates as Meta does, and its codes when that does not work."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.wire.meta import templates
from simulator.wire.meta.errors import GraphError

BODY = {"type": "BODY", "text": "Hello {{1}}, order {{2}}; again {{1}}."}
BUTTONS = {
    "type": "BUTTONS",
    "buttons": [
        {"type": "QUICK_REPLY", "text": "Yes"},
        {"type": "URL", "text": "Track", "url": "https://example.org/{{1}}"},
        {"type": "COPY_CODE", "text": "Copy"},
        {"type": "PHONE_NUMBER", "text": "Call", "phone_number": "+44"},
    ],
}


def texts(*values: str, **named: str) -> list[dict[str, Any]]:
    return [
        *({"type": "text", "text": value} for value in values),
        *({"type": "text", "parameter_name": name, "text": value} for name, value in named.items()),
    ]


def part(kind: str, *parameters: Any, **more: Any) -> dict[str, Any]:
    return {"type": kind, "parameters": list(parameters), **more}


def code_of(components: list[Any], given: list[Any]) -> int:
    with pytest.raises(GraphError) as caught:
        templates.fill(components, given)
    return caught.value.code


def test_blanks_are_filled_by_place():
    shown = templates.fill([BODY, {"type": "FOOTER", "text": "F"}], [part("body", *texts("Ann", "42"))])
    assert (shown["body"], shown["footer"]) == ("Hello Ann, order 42; again Ann.", "F")


def test_blanks_are_filled_by_name():
    named = {"type": "BODY", "text": "{{day}} at {{hour}}"}
    assert templates.fill([named], [part("body", *texts(hour="2", day="Monday"))])["body"] == "Monday at 2"
    assert code_of([named], [part("body", *texts("2", "Monday"))]) == 132012


def test_a_header_of_text_and_one_of_a_file():
    header = {"type": "HEADER", "format": "TEXT", "text": "No. {{1}}"}
    assert templates.fill([header], [part("header", *texts("7"))])["header"] == "No. 7"
    picture = {"type": "HEADER", "format": "IMAGE"}
    given = part("header", {"type": "image", "image": {"id": "1"}})
    assert templates.fill([picture], [given])["media"] == {"kind": "image", "id": "1"}
    assert code_of([picture], []) == 132000
    assert code_of([picture], [part("header", {"type": "video", "video": {"id": "1"}})]) == 132012


def test_buttons():
    given = [
        part("button", {"type": "payload", "payload": "p"}, sub_type="quick_reply", index="0"),
        part("button", *texts("42"), sub_type="url", index=1),
        part("button", {"type": "coupon_code", "coupon_code": "SAVE"}, sub_type="copy_code", index="2"),
    ]
    assert templates.fill([BUTTONS], given)["buttons"] == [
        {"type": "quick_reply", "text": "Yes", "payload": "p"},
        {"type": "url", "text": "Track", "url": "https://example.org/42"},
        {"type": "copy_code", "text": "Copy", "code": "SAVE"},
        {"type": "phone_number", "text": "Call", "phone_number": "+44"},
    ]
    assert code_of([BUTTONS], given[:1]) == 132000
    without = [given[1], given[2]]
    assert templates.fill([BUTTONS], without)["buttons"][0]["payload"] == "Yes"


def test_what_does_not_fit_is_refused_with_metas_code(subtests: pytest.Subtests) -> None:
    for given, code in [
        ([], 132000),
        ([part("body", *texts("Ann"))], 132000),
        ([part("body", *texts("Ann", "42", "more"))], 132000),
        ([part("body", *texts("Ann", "42")), part("header", *texts("H"))], 132000),
        ([part("body", *texts("Ann", " "))], 132012),
        ([part("body", *texts("Ann", "two\nlines"))], 132012),
        ([part("body", *texts("Ann", "a     b"))], 132012),
        ([part("body", {"type": "text"}, *texts("42"))], 132012),
        ([part("body", "Ann", "42")], 132012),
        ([{"type": "body", "parameters": {}}], 132012),
        ([part("body", *texts("Ann", "x" * 1100))], 132005),
    ]:
        with subtests.test(given=given, code=code):
            assert code_of([BODY], given) == code


def test_states_that_cannot_be_sent(subtests: pytest.Subtests) -> None:
    for status, code in [("PAUSED", 132015), ("DISABLED", 132016), ("REJECTED", 132001), ("PENDING", 132001)]:
        with subtests.test(status=status, code=code):
            with pytest.raises(GraphError) as caught:
                templates.check_status(status, "t", "de")
            assert caught.value.code == code


def test_an_approved_template_can_be_sent():
    templates.check_status("APPROVED", "t", "de")
