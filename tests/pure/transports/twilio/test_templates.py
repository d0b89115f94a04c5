"""Content templates: how they are shown, what is to be filled in, what goes out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messaging.errors import ConsoleError
from messaging.transports.twilio import Twilio
from messaging.transports.twilio.content_api.templates import row

APPROVED = {"name": "hello", "status": "approved", "category": "UTILITY", "rejection_reason": ""}
BODY = "Hello {{1}}, order {{2}}."


def content(types: Any, variables: Any = None, approval: Any = APPROVED, **more: Any) -> dict[str, Any]:
    return {
        "sid": "HX" + "0" * 32,
        "friendly_name": "friendly",
        "language": "en",
        "variables": {"1": "Ann", "2": "42"} if variables is None else variables,
        "types": types,
        "approval_requests": approval,
        **more,
    }


TEXT = content({"twilio/text": {"body": BODY}})
QUICK = content(
    {
        "twilio/quick-reply": {
            "body": "Hello {{1}}",
            "actions": [{"title": "Yes", "id": "yes-{{2}}"}, {"title": "No", "id": "no"}],
        },
        "twilio/text": {"body": "fallback"},
    }
)
ACTIONS = content(
    {
        "twilio/call-to-action": {
            "body": "Hello {{1}}",
            "actions": [
                {"type": "PHONE_NUMBER", "title": "Call", "phone": "+1555"},
                {"type": "URL", "title": "Track", "url": "https://a.example/{{2}}"},
                {"type": "COPY_CODE", "title": "Copy", "code": "{{3}}"},
            ],
        }
    },
    {"1": "Ann", "2": "42", "3": "CODE"},
)
LIST = content(
    {
        "twilio/list-picker": {
            "body": "Tea, {{1}}?",
            "button": "Choose",
            "items": [{"item": "Green", "id": "g", "description": "mild"}],
        }
    },
    approval={"status": "unsubmitted"},
)
MEDIA = content({"twilio/media": {"body": "Your {{1}}", "media": ["https://a.example/files/{{2}}.pdf"]}})
WHOLE = content(
    {"twilio/media": {"body": "Your {{1}}", "media": ["{{2}}"]}},
    {"1": "photo", "2": "https://a.example/x.mp4"},
)
CARD = content(
    {
        "twilio/card": {
            "title": "Hi {{1}}",
            "subtitle": "Bye",
            "media": ["https://a.example/{{2}}"],
            "actions": [{"type": "QUICK_REPLY", "title": "Yes", "id": "y"}],
        }
    },
    {"1": "Ann", "2": "x.png"},
)
WHATSAPP_CARD = content(
    {
        "whatsapp/card": {
            "header_text": "To {{1}}",
            "body": "Hi {{1}}, {{2}}",
            "footer": "Bye",
            "actions": [{"type": "URL", "title": "Open", "url": "https://a.example/"}],
        }
    }
)
UNKNOWN = content({"twilio/carousel": {"body": "Look {{1}}", "cards": []}})
NAMED = content({"twilio/text": {"body": "Hello {{name}}"}}, {"name": "Ann"})

twilio = Twilio()


def keys(one: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(blank.key, blank.kind, blank.example) for blank in twilio.blanks(row(one))]


def test_blanks(subtests):
    for name, (one, wanted) in zip(
        ["text", "quick reply", "call to action", "list", "media", "whole media", "card", "wa card", "named"],
        [
            (TEXT, [("body.1", "text", "Ann"), ("body.2", "text", "42")]),
            (QUICK, [("body.1", "text", "Ann"), ("button.0", "payload", "42")]),
            (
                ACTIONS,
                [("body.1", "text", "Ann"), ("button.1", "url_suffix", "42"), ("button.2", "coupon", "CODE")],
            ),
            (LIST, [("body.1", "text", "Ann")]),
            (MEDIA, [("header.2", "text", "42"), ("body.1", "text", "Ann")]),
            (WHOLE, [("header.media", "video", "https://a.example/x.mp4"), ("body.1", "text", "photo")]),
            (CARD, [("header.2", "text", "x.png"), ("body.1", "text", "Ann")]),
            (WHATSAPP_CARD, [("header.1", "text", "Ann"), ("body.2", "text", "42")]),
            (NAMED, [("body.name", "text", "Ann")]),
        ],
        strict=True,
    ):
        with subtests.test(name):
            assert keys(one) == wanted


def test_parts_are_metas(subtests):
    for one, parts in [
        (TEXT, ["BODY"]),
        (QUICK, ["BODY", "BUTTONS"]),
        (MEDIA, ["HEADER", "BODY"]),
        (CARD, ["HEADER", "BODY", "FOOTER", "BUTTONS"]),
        (WHATSAPP_CARD, ["HEADER", "BODY", "FOOTER", "BUTTONS"]),
        (UNKNOWN, ["BODY", "UNKNOWN"]),
    ]:
        with subtests.test(one=one, parts=parts):
            assert [part["type"] for part in row(one).components] == parts


def test_file_in_the_header_is_told_by_its_ending():
    assert row(MEDIA).components[0]["format"] == "DOCUMENT"
    assert row(WHOLE).components[0]["format"] == "VIDEO"
    assert row(CARD).components[0]["format"] == "IMAGE"


def test_row():
    found = row(TEXT)
    assert (found.name, found.language, found.status, found.category) == (
        "hello",
        "en",
        "APPROVED",
        "UTILITY",
    )
    assert found.external_id.startswith("HX")
    assert found.parameter_format == "POSITIONAL"
    assert row(NAMED).parameter_format == "NAMED"


def test_approval_may_be_inside_the_channel():
    inside = content(
        {"twilio/text": {"body": "x"}}, approval={"whatsapp": {**APPROVED, "status": "rejected"}}
    )
    assert row(inside).status == "REJECTED"


class TestFill:
    def test_text(self):
        filled = twilio.fill(row(TEXT), {"body.1": "Zoë", "body.2": "{{1}}"})
        assert filled.payload["template"]["variables"] == {"1": "Zoë", "2": "{{1}}"}
        assert filled.payload["template"]["content_sid"] == row(TEXT).external_id
        assert filled.payload["shown"]["body"] == "Hello Zoë, order {{1}}.", "a value is never searched"
        assert filled.content == "Hello Zoë, order {{1}}."
        assert filled.media == ""

    def test_buttons_are_shown(self):
        values = {"body.1": "Ann", "button.1": "77", "button.2": "SAVE"}
        shown = twilio.fill(row(ACTIONS), values).payload["shown"]
        assert shown["buttons"] == [
            {"type": "PHONE_NUMBER", "text": "Call", "phone": "+1555"},
            {"type": "URL", "text": "Track", "url": "https://a.example/77"},
            {"type": "COPY_CODE", "text": "Copy", "code": "SAVE"},
        ]

    def test_file_is_named_but_sent_at_the_hand_over(self):
        filled = twilio.fill(row(WHOLE), {"header.media": "17", "body.1": "photo"})
        assert filled.media == "17"
        assert filled.payload["template"]["media_variable"] == "2"
        assert filled.payload["template"]["variables"] == {"1": "photo"}

    def test_variable_in_two_places_is_asked_once(self):
        filled = twilio.fill(row(WHATSAPP_CARD), {"header.1": "Ann", "body.2": "x"})
        assert filled.payload["shown"]["body"] == "Hi Ann, x"
        assert filled.content == "To Ann\nHi Ann, x\nBye"

    def test_each_wrong_blank_is_named(self, subtests):
        for values, named in [
            ({}, ["body.1", "body.2"]),
            ({"body.1": "x"}, ["body.2"]),
            ({"body.1": "x", "body.2": " "}, ["body.2"]),
            ({"body.1": "x", "body.2": "a\nb"}, ["body.2"]),
            ({"body.1": "x", "body.2": "a     b"}, ["body.2"]),
            ({"body.1": "x", "body.2": "x" * 1025}, ["body.2"]),
            ({"body.1": 5, "body.2": "x"}, ["body.1"]),
            ({"body.1": "x", "body.2": "x", "body.3": "x"}, ["body.3"]),
        ]:
            with subtests.test(values=values, named=named):
                with pytest.raises(ConsoleError) as caught:
                    twilio.fill(row(TEXT), values)
                assert sorted(caught.value.errors) == named

    def test_address_holds_no_spaces(self):
        with pytest.raises(ConsoleError) as caught:
            twilio.fill(row(ACTIONS), {"body.1": "Ann", "button.1": "a b", "button.2": "C"})
        assert list(caught.value.errors) == ["button.1"]


class TestUnsendable:
    def test_known_ones_can_go(self, subtests):
        for one in [TEXT, QUICK, ACTIONS, LIST, MEDIA, WHOLE, CARD, WHATSAPP_CARD, NAMED]:
            with subtests.test(one=one):
                assert twilio.unsendable(row(one)) == ""

    def test_unknown_type_is_shown_and_cannot(self):
        assert "twilio/carousel" in twilio.unsendable(row(UNKNOWN))
        assert row(UNKNOWN).components[0]["text"] == "Look {{1}}"
        with pytest.raises(ConsoleError, match="carousel"):
            twilio.fill(row(UNKNOWN), {"body.1": "x"})

    def test_not_approved_cannot(self, subtests):
        for status in ["pending", "received", "rejected", "paused", "disabled", "new"]:
            with subtests.test(status=status):
                one = content({"twilio/text": {"body": "x"}}, approval={"status": status})
                assert twilio.unsendable(row(one))

    def test_one_that_was_never_submitted_says_when_it_goes(self):
        assert "24 hours" in row(LIST).reason
        assert "24 hours" in twilio.unsendable(row(LIST), window_open=False)
        approved = content({"twilio/text": {"body": "x"}}, approval={"status": "approved"})
        assert not twilio.unsendable(row(approved), window_open=False)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.just("{{1}} {{2}}"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
PARTS = ["body", "media", "actions", "items", "title", "header_text", "subtitle"]
KINDS = ["twilio/text", "twilio/media", "twilio/quick-reply", "twilio/list-picker", "twilio/card"]


@settings(max_examples=25, derandomize=True)
@given(
    JSON
    | st.fixed_dictionaries(
        {
            "types": st.dictionaries(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(PARTS), JSON)),
            "variables": JSON,
        }
    )
)
def test_no_resource_raises(one):
    found = row(one)
    twilio.unsendable(found)
    values = {blank.key: "x" for blank in twilio.blanks(found)}
    assert len(values) == len(twilio.blanks(found)), "every blank has a key of its own"
    json.dumps(found.components)
    if not twilio.unsendable(found):
        twilio.fill(found, values)
