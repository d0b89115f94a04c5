"""Every limit of structured messages, at the last value that fits and the first that does not."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from messaging.transports.payload.outgoing import check_payload

BUTTONS = {
    "type": "button",
    "body": {"text": "Choose"},
    "action": {"buttons": [{"type": "reply", "reply": {"id": "1", "title": "Yes"}}]},
}
LIST = {
    "type": "list",
    "body": {"text": "Choose"},
    "action": {"button": "Open", "sections": [{"rows": [{"id": "1", "title": "Yes"}]}]},
}
LINK = {
    "type": "cta_url",
    "body": {"text": "Look"},
    "action": {"name": "cta_url", "parameters": {"display_text": "Open", "url": "https://example.org"}},
}
ASK_PLACE = {"type": "location_request_message", "body": {"text": "Where?"}}
ASK_NUMBER = {"type": "request_contact_info", "body": {"text": "Your number?"}}


def changed(base: dict[str, Any], place: str, value: Any) -> dict[str, Any]:
    """A copy with the value at ``a.b.0.c``; None takes the key away."""
    found = copy.deepcopy(base)
    *way, last = [int(step) if step.isdigit() else step for step in place.split(".")]
    inner: Any = found
    for step in way:
        inner = inner[step]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return found


def wrong(interactive: Any) -> dict[str, list[str]]:
    return check_payload("interactive", {"interactive": interactive})


def button(number: int, **more: Any) -> dict[str, Any]:
    return {"type": "reply", "reply": {"id": str(number), "title": f"Button {number}"} | more}


def rows(count: int, start: int = 0) -> list[dict[str, str]]:
    return [{"id": str(number), "title": "Row"} for number in range(start, start + count)]


def test_plain_ones_are_right(subtests):
    for good in [BUTTONS, LIST, LINK, ASK_PLACE, ASK_NUMBER]:
        with subtests.test(good=good):
            assert wrong(good) == {}


def test_kinds_without_a_structure_are_not_looked_at():
    for kind in ("text", "image", "reaction"):
        assert check_payload(kind, {"interactive": "nonsense"}) == {}


def objects_in(value: Any, place: str = "") -> Iterator[str]:
    """Where an object stands in it."""
    if isinstance(value, dict):
        yield place
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from objects_in(one, f"{place}.{key}" if place else str(key))


FULL_CARD = {
    "name": {"formatted_name": "Ann"},
    "org": {"company": "Oak"},
    "phones": [{"phone": "+44"}],
    "emails": [{"email": "a@example.org"}],
    "urls": [{"url": "https://a.example"}],
    "addresses": [{"city": "Bristol"}],
}
EVERY_KIND: list[tuple[str, Any]] = [
    ("location", {"latitude": 1, "longitude": 2}),
    ("contacts", [FULL_CARD]),
    ("interactive", BUTTONS | {"header": {"type": "text", "text": "H"}, "footer": {"text": "F"}}),
    ("interactive", BUTTONS | {"header": {"type": "image"}}),
    ("interactive", LIST),
    ("interactive", LINK),
    ("interactive", ASK_PLACE | {"action": {"name": "send_location"}}),
]


def test_unknown_fields_are_refused_at_every_depth(subtests):
    for kind, part in EVERY_KIND:
        assert check_payload(kind, {kind: part}) == {}
        for place in objects_in(part, kind):
            with subtests.test(place=place):
                given = changed({kind: part}, f"{place}.nonsense", "x")
                assert check_payload(kind, given) == {f"{place}.nonsense": ["There is no such field."]}


# base, place, the longest that fits
LENGTHS = [
    (BUTTONS, "body.text", 1024),
    (BUTTONS, "action.buttons.0.reply.id", 256),
    (BUTTONS, "action.buttons.0.reply.title", 20),
    (LIST, "body.text", 4096),
    (LIST, "action.button", 20),
    (LIST, "action.sections.0.rows.0.id", 200),
    (LIST, "action.sections.0.rows.0.title", 24),
    (LINK, "body.text", 1024),
    (LINK, "action.parameters.display_text", 20),
    (ASK_PLACE, "body.text", 1024),
    (ASK_NUMBER, "body.text", 1024),
]


def test_required_texts_and_their_lengths(subtests):
    for base, place, longest in LENGTHS:
        with subtests.test(base=base, place=place, longest=longest):
            assert wrong(changed(base, place, "x" * longest)) == {}
            too_long = f"This may be at most {longest:,} characters long; it is {longest + 1:,}."
            assert wrong(changed(base, place, "x" * (longest + 1))) == {f"interactive.{place}": [too_long]}
            for value, sentence in (("", "required"), (" ", "blank"), (7, "text"), (["x"], "text")):
                (found,) = wrong(changed(base, place, value))[f"interactive.{place}"]
                assert sentence in found


def test_optional_texts_and_their_lengths(subtests):
    for base, extra, place, longest in [
        (LIST, {"action.sections.0.title": ""}, "action.sections.0.title", 24),
        (LIST, {"action.sections.0.rows.0.description": ""}, "action.sections.0.rows.0.description", 72),
        (BUTTONS, {"footer": {"text": "x"}}, "footer.text", 60),
        (BUTTONS, {"header": {"type": "text", "text": "x"}}, "header.text", 60),
    ]:
        with subtests.test(base=base, extra=extra, place=place, longest=longest):
            whole = base
            for where, value in extra.items():
                whole = changed(whole, where, value)
            assert wrong(whole) == {}
            assert wrong(changed(whole, place, "x" * longest)) == {}
            assert list(wrong(changed(whole, place, "x" * (longest + 1)))) == [f"interactive.{place}"]


def test_buttons_are_one_to_three_and_all_different():
    assert wrong(changed(BUTTONS, "action.buttons", [button(n) for n in range(3)])) == {}
    four = wrong(changed(BUTTONS, "action.buttons", [button(n) for n in range(4)]))
    assert four == {"interactive.action.buttons": ["There may be at most 3 of these; there are 4."]}
    assert wrong(changed(BUTTONS, "action.buttons", [])) == {
        "interactive.action.buttons": ["This field is required."]
    }
    same_title = [button(1, title="Yes"), button(2, title="Yes")]
    assert wrong(changed(BUTTONS, "action.buttons", same_title)) == {
        "interactive.action.buttons": ["Every title must be different."]
    }
    same_id = [button(1), button(1, title="No")]
    assert (
        "Every id must be different."
        in wrong(changed(BUTTONS, "action.buttons", same_id))["interactive.action.buttons"]
    )
    assert list(wrong(changed(BUTTONS, "action.buttons.0.type", "url"))) == [
        "interactive.action.buttons.0.type"
    ]


def test_rows_are_ten_in_all_sections_together():
    two = [{"title": "A", "rows": rows(5)}, {"title": "B", "rows": rows(5, 5)}]
    assert wrong(changed(LIST, "action.sections", two)) == {}
    two[1]["rows"] = rows(6, 5)
    assert wrong(changed(LIST, "action.sections", two)) == {
        "interactive.action.sections": [
            "There may be at most 10 rows in all sections together; there are 11."
        ]
    }
    two[1]["rows"] = rows(2)
    assert wrong(changed(LIST, "action.sections", two)) == {
        "interactive.action.sections": ["Every row id must be different."]
    }


def test_sections_need_titles_once_there_are_several():
    two = [{"title": "A", "rows": rows(1)}, {"rows": rows(1, 1)}]
    assert wrong(changed(LIST, "action.sections", two)) == {
        "interactive.action.sections.1.title": ["This field is required."]
    }


def test_links(subtests):
    for url in ["http://x.org/a?b=c", "HTTPS://x.org", "https://x.org:8/é"]:
        with subtests.test(url=url):
            assert wrong(changed(LINK, "action.parameters.url", url)) == {}


def test_what_is_no_link(subtests):
    for url in ["x.org", "javascript:alert(1)", "https://", "https:///x", "https://x.org/a b"]:
        with subtests.test(url=url):
            assert list(wrong(changed(LINK, "action.parameters.url", url))) == [
                "interactive.action.parameters.url"
            ]


def test_headers_and_footers_only_where_there_are_some():
    for base in (ASK_PLACE, ASK_NUMBER):
        extra = base | {"header": {"type": "text", "text": "H"}, "footer": {"text": "F"}}
        assert set(wrong(extra)) == {"interactive.header", "interactive.footer"}
    for kind in ("image", "video", "document"):
        assert wrong(BUTTONS | {"header": {"type": kind}}) == {}
        assert list(wrong(LIST | {"header": {"type": kind}})) == ["interactive.header.type"]
    assert list(wrong(BUTTONS | {"header": {"type": "sticker"}})) == ["interactive.header.type"]


NONSENSE: list[Any] = [
    None,
    "x",
    7,
    True,
    [],
    {},
    [None],
    [[]],
    ["x"],
    {"type": None},
    {"type": []},
    {"type": "flow"},
]


def test_nonsense_is_told_and_never_raises(subtests):
    for kind in ["interactive", "location", "contacts", "template"]:
        with subtests.test(kind=kind):
            for value in NONSENSE:
                assert check_payload(kind, {kind: value}), value
                assert check_payload(kind, {"type": kind, "else": value}), value
            for payload in (None, "x", 7, []):
                assert check_payload(kind, payload), payload


AROUND = {"header": {"type": "text", "text": "H"}, "footer": {"text": "F"}}
CARD = {"name": {"formatted_name": "A"}, "phones": [{"phone": "+1"}], "emails": [{"email": "a@example.org"}]}
WHOLE = [
    *({"interactive": base | AROUND} for base in (BUTTONS, LIST, LINK, ASK_PLACE, ASK_NUMBER)),
    {"location": {"latitude": 1.5, "longitude": 2.5, "name": "Shop"}},
    {"contacts": [CARD]},
    {"template": {"name": "hello", "language": {"code": "en"}, "components": [{"type": "body"}]}},
]


def places(value: Any, way: tuple[str, ...] = ()) -> Iterator[str]:
    """Every ``a.b.0.c`` in it."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inner:
        yield ".".join((*way, str(step)))
        yield from places(one, (*way, str(step)))


def test_nonsense_at_any_place_is_told_and_never_raises(subtests):
    for payload in WHOLE:
        with subtests.test(payload=payload):
            (kind,) = payload
            for place in places(payload):
                for value in (None, "x", "", 7, 1e308, True, [], {}, [None], ["x"], [[]], {"x": []}):
                    assert isinstance(check_payload(kind, changed(payload, place, value)), dict), (
                        place,
                        value,
                    )


def test_a_header_whose_type_is_no_text_is_told(subtests):
    for kind in [["text"], {"text": "x"}, 7, None]:
        with subtests.test(kind=kind):
            assert list(wrong(BUTTONS | {"header": {"type": kind, "text": "H"}})) == [
                "interactive.header.type"
            ]


def test_ranges_of_a_location(subtests):
    for place, value, fits in [
        ("latitude", 90, True),
        ("latitude", -90.0, True),
        ("latitude", 90.001, False),
        ("longitude", 180, True),
        ("longitude", -180.5, False),
        ("latitude", "1", False),
        ("latitude", True, False),
        ("latitude", float("nan"), False),
        ("longitude", float("inf"), False),
        ("latitude", 10**400, False),
        ("name", "x" * 1024, True),
        ("name", "x" * 1025, False),
        ("address", 7, False),
    ]:
        with subtests.test(place=place, value=value, fits=fits):
            found = check_payload("location", {"location": {"latitude": 0, "longitude": 0} | {place: value}})
            assert list(found) == ([] if fits else [f"location.{place}"])


def test_contact_cards(subtests):
    for card, places in [
        ({"name": {"formatted_name": "A"}}, []),
        ({"name": {"formatted_name": "A"}, "phones": [{"phone": "+1", "wa_id": "1"}], "emails": None}, []),
        ({"name": {"first_name": "A"}}, ["contacts.0.name.formatted_name"]),
        ({"phones": [{"phone": "1"}]}, ["contacts.0.name"]),
        ({"name": "A"}, ["contacts.0.name"]),
        ({"name": {"formatted_name": "A"}, "phones": [{"wa_id": "1"}]}, ["contacts.0.phones.0.phone"]),
        ({"name": {"formatted_name": "A"}, "phones": "1"}, ["contacts.0.phones"]),
        ({"name": {"formatted_name": "A"}, "urls": [{"url": 7}]}, ["contacts.0.urls.0.url"]),
    ]:
        with subtests.test(card=card, places=places):
            assert list(check_payload("contacts", {"contacts": [card]})) == places


def test_cards_are_counted():
    card = {"name": {"formatted_name": "A"}}
    assert check_payload("contacts", {"contacts": [card] * 257}) == {}
    assert list(check_payload("contacts", {"contacts": [card] * 258})) == ["contacts"]
