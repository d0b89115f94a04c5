"""One contract per shape of template: what is asked for, what Meta gets, what the bubble shows."""

from __future__ import annotations

from typing import Any

import pytest

from messaging.errors import ConsoleError
from messaging.transports.catalogue.capabilities import TemplateRow
from messaging.transports.catalogue.templates import blanks, fill

BODY = {"type": "BODY", "text": "Hello"}
ONE = {"type": "BODY", "text": "Hi {{1}}", "example": {"body_text": [["Ann"]]}}


def row(*components: Any, **more: Any) -> TemplateRow:
    given = {"external_id": "1", "name": "order_update", "language": "en_US", "status": "APPROVED"}
    return TemplateRow(components=components, **given | {"category": "UTILITY"} | more)


def buttons(*given: dict[str, Any]) -> dict[str, Any]:
    return {"type": "BUTTONS", "buttons": list(given)}


def asked(*components: Any, **more: Any) -> list[tuple[str, str, str, bool]]:
    return [(one.key, one.kind, one.example, one.required) for one in blanks(row(*components, **more))]


def sent(*components: Any, values: dict[str, str] | None = None, **more: Any) -> list[dict[str, Any]]:
    template = fill(row(*components, **more), values or {}).payload["template"]
    assert (template["name"], template["language"]) == ("order_update", {"code": "en_US"})
    return template.get("components", [])


def shown(*components: Any, values: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    return fill(row(*components, **more), values or {}).payload["shown"]


def errors(*components: Any, values: dict[str, Any], **more: Any) -> dict[str, list[str]]:
    with pytest.raises(ConsoleError) as caught:
        fill(row(*components, **more), values)
    return caught.value.errors


class TestWords:
    def test_nothing_to_fill_in_sends_no_components(self):
        plain = [
            {"type": "HEADER", "format": "TEXT", "text": "Big"},
            BODY,
            {"type": "FOOTER", "text": "Small"},
        ]
        assert asked(*plain) == []
        assert sent(*plain) == []
        filled = fill(row(*plain), {})
        assert filled.payload == {
            "template": {"name": "order_update", "language": {"code": "en_US"}},
            "shown": {"header": "Big", "body": "Hello", "footer": "Small", "buttons": []},
            "category": "UTILITY",
        }
        assert (filled.content, filled.media) == ("Big\nHello\nSmall", "")

    def test_positional(self):
        body = {
            "type": "BODY",
            "text": "{{2}}, {{1}} and {{ 2 }} again",
            "example": {"body_text": [["first", "second"]]},
        }
        assert asked(body) == [("body.2", "text", "second", True), ("body.1", "text", "first", True)]
        values = {"body.1": "A", "body.2": "B"}
        assert sent(body, values=values) == [
            {"type": "body", "parameters": [{"type": "text", "text": "A"}, {"type": "text", "text": "B"}]}
        ]
        assert shown(body, values=values)["body"] == "B, A and B again"

    def test_named(self):
        body = {
            "type": "BODY",
            "text": "Dear {{customer_name}}, order {{order}}",
            "example": {"body_text_named_params": [{"param_name": "order", "example": "42"}]},
        }
        assert asked(body, parameter_format="NAMED") == [
            ("body.customer_name", "text", "", True),
            ("body.order", "text", "42", True),
        ]
        values = {"body.order": "7", "body.customer_name": "Ann"}
        (component,) = sent(body, values=values, parameter_format="NAMED")
        assert component["parameters"] == [
            {"type": "text", "parameter_name": "customer_name", "text": "Ann"},
            {"type": "text", "parameter_name": "order", "text": "7"},
        ]
        assert [one.label for one in blanks(row(body))] == ["Customer name", "Order"]

    def test_names_are_seen_even_if_nobody_says_so(self):
        body = {"type": "BODY", "text": "{{name}}"}
        (component,) = sent(body, values={"body.name": "Ann"}, parameter_format="")
        assert component["parameters"][0]["parameter_name"] == "name"

    def test_header(self):
        header = {
            "type": "HEADER",
            "format": "TEXT",
            "text": "Order {{1}}",
            "example": {"header_text": ["7"]},
        }
        assert asked(header, ONE) == [("header.1", "text", "7", True), ("body.1", "text", "Ann", True)]
        values = {"header.1": "9", "body.1": "Bob"}
        assert sent(header, ONE, values=values) == [
            {"type": "header", "parameters": [{"type": "text", "text": "9"}]},
            {"type": "body", "parameters": [{"type": "text", "text": "Bob"}]},
        ]
        assert fill(row(header, ONE), values).content == "Order 9\nHi Bob"

    def test_a_value_is_never_searched_for_placeholders(self):
        body = {"type": "BODY", "text": "{{1}} {{2}}"}
        assert shown(body, values={"body.1": "{{2}}", "body.2": r"\1 \g<0>"})["body"] == r"{{2}} \1 \g<0>"


class TestHeaders:
    def test_file_with_quick_replies(self, subtests):
        """The shape that others get refused with 132012."""
        for kind in ["image", "video", "document"]:
            with subtests.test(kind=kind):
                header = {
                    "type": "HEADER",
                    "format": kind.upper(),
                    "example": {"header_handle": ["https://x/y"]},
                }
                both = [
                    header,
                    ONE,
                    buttons({"type": "QUICK_REPLY", "text": "Yes"}, {"type": "QUICK_REPLY", "text": "No"}),
                ]
                assert asked(*both) == [
                    ("header.media", kind, "https://x/y", True),
                    ("body.1", "text", "Ann", True),
                    ("button.0", "payload", "", False),
                    ("button.1", "payload", "", False),
                ]
                filled = fill(row(*both), {"header.media": "17", "body.1": "A", "button.1": "no"})
                assert filled.media == "17"
                assert filled.payload["template"]["components"] == [
                    {"type": "header", "parameters": [{"type": kind}]},
                    {"type": "body", "parameters": [{"type": "text", "text": "A"}]},
                    {
                        "type": "button",
                        "sub_type": "quick_reply",
                        "index": "1",
                        "parameters": [{"type": "payload", "payload": "no"}],
                    },
                ]

    def test_place(self):
        place = {"type": "HEADER", "format": "LOCATION"}
        values = {
            "header.latitude": "52.5",
            "header.longitude": "-13.4",
            "header.name": "N",
            "header.address": "A",
        }
        location = {"latitude": "52.5", "longitude": "-13.4", "name": "N", "address": "A"}
        assert [key for key, *_ in asked(place, BODY)] == list(values)
        assert sent(place, BODY, values=values) == [
            {"type": "header", "parameters": [{"type": "location", "location": location}]}
        ]
        assert shown(place, BODY, values=values)["location"] == location
        wrong = errors(place, BODY, values=values | {"header.latitude": "90.1", "header.longitude": "1e2"})
        assert set(wrong) == {"header.latitude", "header.longitude"}


class TestButtons:
    def test_link_with_an_end(self):
        link = buttons(
            {"type": "PHONE_NUMBER", "text": "Call", "phone_number": "+1555"},
            {"type": "URL", "text": "Track", "url": "https://x.org/{{1}}", "example": ["https://x.org/1"]},
            {"type": "URL", "text": "Home", "url": "https://x.org"},
        )
        assert asked(BODY, link) == [("button.1", "url_suffix", "1", True)]
        assert sent(BODY, link, values={"button.1": "a%20b?c=d"}) == [
            {
                "type": "button",
                "sub_type": "url",
                "index": "1",
                "parameters": [{"type": "text", "text": "a%20b?c=d"}],
            }
        ]
        assert shown(BODY, link, values={"button.1": "9"})["buttons"] == [
            {"type": "PHONE_NUMBER", "text": "Call", "phone": "+1555"},
            {"type": "URL", "text": "Track", "url": "https://x.org/9"},
            {"type": "URL", "text": "Home", "url": "https://x.org"},
        ]
        assert errors(BODY, link, values={"button.1": "a b"}) == {"button.1": ["This may not hold spaces."]}

    def test_coupon(self):
        coupon = buttons({"type": "COPY_CODE", "text": "Copy", "example": ["SAVE10"]})
        assert asked(BODY, coupon) == [("button.0", "coupon", "SAVE10", True)]
        (component,) = sent(BODY, coupon, values={"button.0": "SAVE25"})
        assert component["sub_type"] == "copy_code"
        assert component["parameters"] == [{"type": "coupon_code", "coupon_code": "SAVE25"}]
        assert shown(BODY, coupon, values={"button.0": "SAVE25"})["buttons"][0]["code"] == "SAVE25"

    def test_form_is_always_told_its_token(self, subtests):
        for values, token in [({}, "unused"), ({"button.0": "t1"}, "t1")]:
            with subtests.test(values=values, token=token):
                flow = buttons({"type": "FLOW", "text": "Sign up", "flow_id": 1})
                (component,) = sent(BODY, flow, values=values)
                assert component["sub_type"] == "flow"
                assert component["parameters"] == [{"type": "action", "action": {"flow_token": token}}]


OTP_BUTTONS = [
    {"type": "OTP", "otp_type": "COPY_CODE", "text": "Copy code"},
    {"type": "OTP", "otp_type": "ONE_TAP", "text": "Autofill", "package_name": "com.example"},
    {"type": "URL", "text": "Copy code", "url": "https://www.whatsapp.com/otp/code/?code=otp{{1}}"},
]


def test_codes_go_into_the_text_and_into_the_button(subtests):
    for button in OTP_BUTTONS:
        for text in [None, "*{{1}}* is your code."]:
            with subtests.test(button=button, text=text):
                body = {"type": "BODY", "add_security_recommendation": True} | (
                    {"text": text} if text else {}
                )
                template = [body, {"type": "FOOTER", "code_expiration_minutes": 5}, buttons(button)]
                assert asked(*template, category="AUTHENTICATION") == [("body.1", "text", "123456", True)]
                filled = fill(row(*template, category="AUTHENTICATION"), {"body.1": "J7P"})
                code = [{"type": "text", "text": "J7P"}]
                assert filled.payload["template"]["components"] == [
                    {"type": "body", "parameters": code},
                    {"type": "button", "sub_type": "url", "index": "0", "parameters": code},
                ]
                assert filled.payload["category"] == "AUTHENTICATION"
                assert "J7P" in filled.payload["shown"]["body"]
                assert filled.payload["shown"]["footer"] == "This code expires in 5 minutes."
                assert "body.1" in errors(*template, category="AUTHENTICATION", values={"body.1": "x" * 16})
