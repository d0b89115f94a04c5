"""Contact cards that are to be sent, field by field, as Meta has them."""

from __future__ import annotations

from typing import Any

from messaging.transports.payload.outgoing import check_payload

NAME = {"formatted_name": "Ann Lee"}
WHOLE = {
    "name": NAME
    | {"first_name": "Ann", "last_name": "Lee", "middle_name": "M", "prefix": "Dr", "suffix": "Jr"},
    "phones": [{"phone": "+44 7700 900123", "type": "CELL", "wa_id": "447700900123"}],
    "emails": [{"email": "ann@example.org", "type": "WORK"}],
    "urls": [{"url": "https://example.org", "type": "WORK"}],
    "addresses": [
        {"street": "1 Way", "city": "Bath", "state": "", "zip": "BA1", "country": "UK", "country_code": "gb",
         "type": "HOME"}
    ],
    "org": {"company": "ACME", "department": "Sales", "title": "Head"},
    "birthday": "1990-02-28",
}  # fmt: skip


def wrong(**parts: Any) -> dict[str, list[str]]:
    return check_payload("contacts", {"contacts": [{"name": NAME} | parts]})


def test_whole_card():
    assert wrong(**WHOLE) == {}


def test_empty_parts_are_none(subtests):
    for empty in [None, "", [], {}]:
        for part in ["phones", "emails", "urls", "addresses", "org", "birthday"]:
            with subtests.test(empty=empty, part=part):
                assert wrong(**{part: empty}) == {}


def test_wrong_parts_are_told_where_they_are(subtests):
    for parts, place in [
        ({"name": NAME | {"first_name": 5}}, "name.first_name"),
        ({"name": NAME | {"suffix": ["Jr"]}}, "name.suffix"),
        ({"org": "ACME"}, "org"),
        ({"org": ["ACME"]}, "org"),
        ({"org": {"company": 5}}, "org.company"),
        ({"org": {"title": "x" * 1025}}, "org.title"),
        ({"birthday": 5}, "birthday"),
        ({"birthday": 0}, "birthday"),
        ({"birthday": False}, "birthday"),
        ({"birthday": "28 Feb"}, "birthday"),
        ({"birthday": "2023-02-29"}, "birthday"),
        ({"birthday": "19900228"}, "birthday"),
        ({"addresses": "x"}, "addresses"),
        ({"addresses": {"street": "x"}}, "addresses"),
        ({"addresses": [1]}, "addresses.0"),
        ({"addresses": [{"street": {}}]}, "addresses.0.street"),
        ({"addresses": [{"zip": 12345}]}, "addresses.0.zip"),
        ({"phones": 7}, "phones"),
        ({"phones": 0}, "phones"),
        ({"phones": [{"phone": "+44", "wa_id": {}}]}, "phones.0.wa_id"),
        ({"phones": [{"phone": "+44", "type": 7}]}, "phones.0.type"),
        ({"emails": [{"email": "a@example.org", "type": []}]}, "emails.0.type"),
        ({"urls": [{"type": "WORK"}]}, "urls.0.url"),
    ]:
        with subtests.test(parts=parts, place=place):
            assert list(wrong(**parts)) == [f"contacts.0.{place}"]
