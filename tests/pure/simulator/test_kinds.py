"""Every kind that a business may send: what is taken, and which key a refusal names."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.wire.meta.errors import GraphError
from simulator.wire.meta.requests import read_part

CARD = {"name": {"formatted_name": "A B", "first_name": "A"}, "phones": [{"phone": "+1650"}]}


def error(kind: str, part: Any) -> str:
    with pytest.raises(GraphError) as caught:
        read_part(kind, part)
    assert (caught.value.code, caught.value.status) == (100, 400)
    return caught.value.message


def test_what_is_taken(subtests: pytest.Subtests) -> None:
    for kind, part, line in [
        ("image", {"id": "1", "caption": "Look"}, "📷 Look"),
        ("video", {"id": "1"}, "🎬 Video"),
        ("audio", {"id": "1", "voice": True}, "🎤 Audio"),
        ("document", {"id": "1", "filename": "a.pdf", "caption": "Here"}, "📄 Here"),
        ("sticker", {"id": "1"}, "Sticker"),
        ("location", {"latitude": "1.5", "longitude": 2, "name": "Shop"}, "📍 Shop"),
        ("location", {"latitude": -90, "longitude": 180}, "📍 -90, 180"),
        ("contacts", [CARD, CARD], "👤 A B, A B"),
        ("reaction", {"message_id": "wamid.A", "emoji": ""}, "Reaction taken back"),
        ("reaction", {"message_id": "wamid.A"}, "Reaction taken back"),
        ("template", {"name": "t", "language": {"code": "de"}}, "t (de)"),
        ("text", {"body": "Hello", "preview_url": False}, "Hello"),
    ]:
        with subtests.test(kind=kind, part=part, line=line):
            assert read_part(kind, part) == (part, line)


def test_refusals_name_the_key(subtests: pytest.Subtests) -> None:
    for kind, part, named in [
        ("text", {"body": "Hi", "preview": True}, 'Unexpected key "preview"'),
        ("text", {"body": "Hi", "preview_url": "yes"}, "preview_url"),
        ("image", None, "image is required"),
        ("image", "1", "must be a JSON object"),
        ("image", {}, "image['id'] is required"),
        ("image", {"id": "1", "link": "https://example.org"}, "image['id']"),
        ("image", {"id": 1}, "image['id'] must be a string"),
        ("image", {"id": "1", "caption": "x" * 1025}, "image['caption'] must be at most 1024"),
        ("audio", {"id": "1", "caption": "No"}, 'Unexpected key "caption" on param "audio"'),
        ("audio", {"id": "1", "voice": "yes"}, "audio['voice']"),
        ("sticker", {"id": "1", "caption": "No"}, 'Unexpected key "caption"'),
        ("document", {"id": "1", "filename": 5}, "document['filename']"),
        ("location", {"longitude": 2}, "location['latitude'] is required"),
        ("location", {"latitude": 91, "longitude": 2}, "between -90 and 90"),
        ("location", {"latitude": "north", "longitude": 2}, "must be a number"),
        ("location", {"latitude": "nan", "longitude": 2}, "between"),
        ("contacts", {}, "must be an array"),
        ("contacts", [], "between 1 and"),
        ("contacts", ["A B"], "contacts[0] must be a JSON object"),
        ("contacts", [{"name": {"formatted_name": "A B"}}], "at least one other name field"),
        ("contacts", [{"name": {"first_name": "A"}}], "formatted_name'] is required"),
        ("contacts", [CARD | {"phones": ["+1650"]}], "contacts[0]['phones'][0]"),
        ("reaction", {"emoji": "👍"}, "reaction['message_id'] is required"),
        ("reaction", {"message_id": "wamid.A", "emoji": "👍" * 65}, "reaction['emoji']"),
        ("template", {"language": {"code": "de"}}, "template['name'] is required"),
        ("template", {"name": "t"}, "template['language'] is required"),
        ("template", {"name": "t", "language": {}}, "template['language']['code'] is required"),
        ("template", {"name": "t", "language": {"code": "de"}, "components": {}}, "must be an array"),
    ]:
        with subtests.test(kind=kind, part=part, named=named):
            assert named in error(kind, part)


REPLY = {"type": "reply", "reply": {"id": "y", "title": "Yes"}}
ROW = {"id": "a", "title": "A", "description": "more"}


def interactive(kind: str, action: Any, **more: Any) -> dict[str, Any]:
    return {"type": kind, "body": {"text": "Well?"}, "action": action, **more}


LINK = {"name": "cta_url", "parameters": {"display_text": "Shop", "url": "https://example.org"}}


def test_every_interactive_message_is_taken(subtests: pytest.Subtests) -> None:
    for part in [
        interactive("button", {"buttons": [REPLY]}),
        interactive("button", {"buttons": [REPLY]}, header={"type": "image", "image": {"id": "1"}}),
        interactive("list", {"button": "Open", "sections": [{"rows": [ROW]}]}, footer={"text": "F"}),
        interactive("cta_url", LINK, header={"type": "text", "text": "H"}),
        interactive("location_request_message", {"name": "send_location"}),
        interactive("request_contact_info", {"name": "request_contact_info"}),
    ]:
        with subtests.test(part["type"]):
            assert read_part("interactive", part) == (part, "Well?")


MANY = [{"type": "reply", "reply": {"id": str(n), "title": str(n)}} for n in range(4)]


def test_interactive_refusals_name_the_key(subtests: pytest.Subtests) -> None:
    for part, named in [
        (interactive("hologram", {}), "interactive['type'] must be one of"),
        (interactive("button", {"buttons": [REPLY]}) | {"body": {"text": "x" * 1025}}, "at most 1024"),
        (interactive("button", None), "interactive['action'] is required"),
        (interactive("button", {"buttons": MANY}), "between 1 and 3"),
        (interactive("button", {"buttons": [REPLY, REPLY]}), "ids must be unique"),
        (interactive("button", {"buttons": [MANY[0] | {"type": "url"}]}), "{REPLY}"),
        (
            interactive("button", {"buttons": [{"type": "reply", "reply": {"id": "y", "title": "x" * 21}}]}),
            "at most 20",
        ),
        (interactive("button", {"buttons": [REPLY]}, header={"type": "audio"}), "header"),
        (interactive("button", {"buttons": [REPLY]}, footer={"text": "x" * 61}), "at most 60"),
        (interactive("button", {"buttons": [REPLY]}, colour="red"), 'Unexpected key "colour"'),
        (interactive("list", {"button": "Open", "sections": [{"rows": [ROW, ROW]}]}), "row ids"),
        (interactive("list", {"sections": [{"rows": [ROW]}]}), "interactive['action']['button']"),
        (
            interactive("list", {"button": "Open", "sections": [{"rows": [ROW]}, {"rows": [ROW]}]}),
            "sections'][0]['title'] is required",
        ),
        (
            interactive(
                "list",
                {
                    "button": "Open",
                    "sections": [
                        {"title": s, "rows": [{"id": f"{s}{n}", "title": "R"} for n in range(6)]}
                        for s in "ab"
                    ],
                },
            ),
            "Total row count",
        ),
        (interactive("cta_url", LINK | {"name": "x"}), "{CTA_URL}"),
        (
            interactive(
                "cta_url", LINK | {"parameters": {"display_text": "Shop", "url": "javascript:alert(1)"}}
            ),
            "valid URL",
        ),
        (interactive("location_request_message", {"name": "x"}), "{SEND_LOCATION}"),
    ]:
        with subtests.test(part=part, named=named):
            assert named in error("interactive", part)
