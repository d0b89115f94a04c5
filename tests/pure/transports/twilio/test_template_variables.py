"""Every variable of a content is asked for and sent: of one that is not, Twilio sends the sample."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from messaging.errors import ConsoleError
from messaging.transports.twilio import Twilio
from messaging.transports.twilio.content_api.templates import row

SAMPLES = {"1": "Ann", "2": "Mon 9:00", "3": "Dr X", "4": "slots", "5": "a5"}
twilio = Twilio()


def content(kind: str, part: dict[str, Any], **more: Any) -> Any:
    return row(
        {
            "sid": "HX" + "0" * 32,
            "friendly_name": "friendly",
            "language": "en",
            "variables": SAMPLES,
            "types": {kind: part, **more},
            "approval_requests": {"name": "x", "status": "approved", "category": "UTILITY"},
        }
    )


def asked(template: Any) -> list[tuple[str, str, str]]:
    return [(blank.key, blank.kind, blank.example) for blank in twilio.blanks(template)]


def sent(template: Any) -> dict[str, str]:
    filled = twilio.fill(template, {blank.key: f"v-{blank.key}" for blank in twilio.blanks(template)})
    variables: dict[str, str] = filled.payload["template"]["variables"]
    return variables


LIST = content(
    "twilio/list-picker",
    {
        "body": "Hi {{1}}",
        "button": "See {{4}}",
        "items": [
            {"item": "{{2}}", "id": "slot-{{2}}", "description": "with {{3}}"},
            {"item": "Later", "id": "{{5}}"},
        ],
    },
)
TITLE = content("twilio/quick-reply", {"body": "Hi", "actions": [{"title": "{{1}}", "id": "a{{1}}"}]})
CARD = content(
    "twilio/card",
    {
        "title": "Hi {{1}}",
        "subtitle": "Order {{2}} for {{1}}",
        "media": ["https://a.example/{{4}}.png"],
        "actions": [
            {"type": "URL", "title": "See {{3}}", "url": "https://a.example/{{5}}"},
            {"type": "PHONE_NUMBER", "title": "Call {{1}}", "phone": "+1555"},
        ],
    },
)


def test_list_picker():
    assert asked(LIST) == [
        ("body.1", "text", "Ann"),
        ("button.0.4", "text", "slots"),
        ("button.0.2", "text", "Mon 9:00"),
        ("button.0.3", "text", "Dr X"),
        ("button.0.5", "payload", "a5"),
    ]
    assert sent(LIST).keys() == {"1", "2", "3", "4", "5"}


def test_title_of_a_button():
    assert asked(TITLE) == [("button.0.1", "text", "Ann")]
    filled = twilio.fill(TITLE, {"button.0.1": "Yes"})
    assert filled.payload["template"]["variables"] == {"1": "Yes"}
    assert filled.payload["shown"]["buttons"] == [{"type": "QUICK_REPLY", "text": "Yes"}]


def test_card():
    assert asked(CARD) == [
        ("header.4", "text", "slots"),
        ("body.1", "text", "Ann"),
        ("footer.2", "text", "Mon 9:00"),
        ("button.0.3", "text", "Dr X"),
        ("button.0", "url_suffix", "a5"),
    ]
    values = {"header.4": "x", "body.1": "Bob", "footer.2": "9", "button.0.3": "it", "button.0": "y"}
    filled = twilio.fill(CARD, values)
    assert filled.content == "Hi Bob\nOrder 9 for Bob"
    assert [button["text"] for button in filled.payload["shown"]["buttons"]] == ["See it", "Call Bob"]


def test_title_that_is_part_of_an_address_holds_no_spaces():
    both = content(
        "twilio/call-to-action",
        {"body": "B", "actions": [{"type": "URL", "title": "{{1}}", "url": "https://a.example/{{1}}"}]},
    )
    assert asked(both) == [("button.0.1", "url_suffix", "Ann")]
    with pytest.raises(ConsoleError):
        twilio.fill(both, {"button.0.1": "a b"})


def test_what_is_only_in_another_type_or_part_is_asked_for_too():
    """Twilio sends the other type where the first cannot be shown."""
    files = ["https://a.example/1.png", "https://a.example/{{2}}.png"]
    two = content("twilio/media", {"body": "Hi {{1}}", "media": files}, **{"twilio/text": {"body": "{{3}}"}})
    assert asked(two) == [
        ("body.1", "text", "Ann"),
        ("other.2", "text", "Mon 9:00"),
        ("other.3", "text", "Dr X"),
    ]
    assert sent(two).keys() == {"1", "2", "3"}


def test_variable_that_cannot_be_asked_for_makes_it_unsendable(subtests):
    for name in ["first name", "a-b", "", "x" * 65]:
        for part in [{"body": "Hi %"}, {"body": "x", "actions": [{"title": "%", "id": "a"}]}]:
            with subtests.test(name=name, part=part):
                written = f"{{{{{name}}}}}"
                changed = {**part, "body": part["body"].replace("%", written)}
                if "actions" in part:
                    changed["actions"] = [{"title": written, "id": "a"}]
                template = content("twilio/quick-reply", changed)
                assert written[:20] in twilio.unsendable(template)
                with pytest.raises(ConsoleError, match="cannot be filled in"):
                    twilio.fill(template, {})


def test_lists_stored_without_samples_are_asked_for_whole():
    (body, buttons) = json.loads(json.dumps(LIST.components))
    del buttons["buttons"][0]["example"]
    bare = replace(LIST, components=[body, buttons])
    assert [blank.key for blank in twilio.blanks(bare)] == [key for key, _, _ in asked(LIST)]


def link_of(sample: str, *, url: str = "https://shop.example/track/{{6}}", body: str = "Hi") -> Any:
    part = {"body": body, "actions": [{"type": "URL", "title": "Track", "url": url}]}
    made = {
        "sid": "HX" + "0" * 32,
        "friendly_name": "f",
        "language": "en",
        "variables": {"6": sample, "7": "de"},
    }
    return row(
        {**made, "types": {"twilio/call-to-action": part}, "approval_requests": {"status": "approved"}}
    )


def test_the_sample_of_a_link_is_its_open_part(subtests: pytest.Subtests) -> None:
    whole = "https://shop.example/track/A17"
    for template, expected in (
        (link_of(whole), ("button.0", "url_suffix", "A17")),
        (link_of("A17"), ("button.0", "url_suffix", "A17")),
        (link_of("https://other.example/x"), ("button.0", "url_suffix", "")),
        (link_of(whole, url="{{6}}"), ("button.0", "url_suffix", whole)),
        (link_of(whole, body="Your parcel {{6}}"), ("body.6", "text", "A17")),
        (
            link_of("https://shop.example/de/A17?s=1", url="https://shop.example/{{7}}/{{6}}?s=1"),
            ("button.0.6", "url_suffix", "A17"),
        ),
    ):
        with subtests.test(expected=expected):
            assert expected in asked(template)
    assert twilio.blanks(link_of("A17"))[0].label == "End of the link “Track”"
    header = row(
        {
            "sid": "HX" + "0" * 32,
            "variables": {"4": "https://a.example/cat.png"},
            "types": {"twilio/media": {"body": "Hi", "media": ["https://a.example/{{4}}.png"]}},
        }
    )
    assert asked(header) == [("header.4", "text", "cat")]


def test_the_whole_link_is_no_end_of_it(subtests: pytest.Subtests) -> None:
    for key, template in (("button.0", link_of("A17")), ("body.6", link_of("A17", body="Parcel {{6}}"))):
        for value in ("https://shop.example/track/A17", "shop.example/track/A17", "//x", "www.x.org", "a b"):
            with subtests.test(key=key, value=value), pytest.raises(ConsoleError) as refusal:
                twilio.fill(template, {key: value})
            assert list(refusal.value.errors) == [key]
        (button,) = twilio.fill(template, {key: "A17"}).payload["shown"]["buttons"]
        assert button["url"] == "https://shop.example/track/A17"
    anywhere = link_of("x", url="{{6}}")
    assert twilio.fill(anywhere, {"button.0": "https://shop.example/A17"})
