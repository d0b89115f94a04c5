from __future__ import annotations

from messaging.transports.payload.summaries import KINDS, summarize
from messaging.transports.whatsapp_cloud.webhook.parse import parse
from tests.payloads.meta import call, message, typed

# docs/protocol.md, "Resources"; `call` and `note` never come in as messages.
OUR_KINDS = {
    "text", "image", "video", "audio", "document", "sticker", "location", "contacts", "interactive",
    "button", "reaction", "order", "template", "system", "unsupported",
}  # fmt: skip
PARTS = [None, 1, "x", True, [], [None], {}, [[]], {"body": {}, "caption": [], "name": 1}]


def test_no_kind_beyond_the_public_ones():
    assert {kind for kind, _ in KINDS.values()} == OUR_KINDS


def test_kind_and_line(subtests):
    for kind, part, line in [
        ("image", {"id": "1", "caption": "My cat"}, "My cat"),
        ("image", {"id": "1"}, "📷 Image"),
        ("image", {"id": "1", "caption": "  "}, "📷 Image"),
        ("video", {"id": "1"}, "🎬 Video"),
        ("video", {"id": "1", "caption": "Look"}, "Look"),
        ("audio", {"id": "1", "voice": True}, "🎤 Voice message"),
        ("audio", {"id": "1", "voice": False}, "🎵 Audio"),
        ("audio", {"id": "1"}, "🎵 Audio"),
        ("document", {"id": "1", "filename": "bill.pdf"}, "📄 bill.pdf"),
        ("document", {"id": "1", "filename": "bill.pdf", "caption": "My bill"}, "My bill"),
        ("document", {"id": "1"}, "📄 Document"),
        ("sticker", {"id": "1", "animated": False}, "💟 Sticker"),
        ("location", {"latitude": 12.2, "longitude": 43.9, "name": "The shop"}, "📍 The shop"),
        ("location", {"latitude": 12.2, "longitude": 43.9, "address": "Main St 1"}, "📍 Main St 1"),
        ("location", {"latitude": 12.2, "longitude": -43}, "📍 12.2, -43"),
        ("contacts", [{"name": {"formatted_name": "A B"}}], "👤 A B"),
        ("contacts", [{"name": {}}, {"name": {"formatted_name": "C"}}, {}], "👤 C and 2 more"),
        ("button", {"payload": "yes-1", "text": "Yes please"}, "Yes please"),
        ("button", {"payload": "yes-1"}, "yes-1"),
        ("interactive", {"type": "button_reply", "button_reply": {"id": "y", "title": "Yes"}}, "Yes"),
        (
            "interactive",
            {"type": "list_reply", "list_reply": {"id": "r", "title": "Row", "description": "d"}},
            "Row",
        ),
        (
            "interactive",
            {"type": "nfm_reply", "nfm_reply": {"body": "Sent", "response_json": "["}},
            "📝 Sent",
        ),
        (
            "interactive",
            {"type": "call_permission_reply", "call_permission_reply": {"response": "accept"}},
            "📞 You may call",
        ),
        ("interactive", {"type": "brand_new"}, "Interactive answer"),
        ("interactive", {"type": "product_reply", "product_reply": {"id": "sku-1", "title": "Lamp"}}, "Lamp"),
        ("interactive", {"type": "poll_reply", "poll_reply": ["Tea", "Milk"]}, "Tea and Milk"),
        (
            "interactive",
            {"type": "x", "x": {"slot": {"day": "Monday", "hour": 9}}},
            "slot: (day: Monday, hour: 9)",
        ),
        ("interactive", {"slot": "noon"}, "slot: noon"),
        (
            "interactive",
            {
                "type": "nfm_reply",
                "nfm_reply": {
                    "body": "Sent",
                    "response_json": (
                        '{"screen_0_Choose_0":["0_Yes","1_No"],"screen_1_Your_name_0":"Ann","flow_token":"unused"}'
                    ),
                },
            },
            "📝 Sent (Choose: Yes and No, Your name: Ann)",
        ),
        (
            "interactive",
            {
                "type": "nfm_reply",
                "nfm_reply": {"response_json": '{"to":{"city":"Pune","rooms":[1,{"n":2}]}}'},
            },
            "📝 Form (to: (city: Pune, rooms: 1 and (n: 2)))",
        ),
        ("reaction", {"message_id": "wamid.1", "emoji": "👍"}, "👍"),
        ("reaction", {"message_id": "wamid.1", "emoji": ""}, "Reaction removed"),
        ("reaction", {"message_id": "wamid.1"}, "Reaction removed"),
        ("order", {"catalog_id": "1", "text": "", "product_items": [{}, {}]}, "🛒 Order of 2 products"),
        (
            "order",
            {"catalog_id": "1", "text": "soon, please", "product_items": [{}]},
            "🛒 Order of 1 product: soon, please",
        ),
        ("template", {}, "Template"),
        ("system", {"body": "A changed to B", "type": "user_changed_number"}, "A changed to B"),
        ("system", {"type": "customer_identity_changed"}, "The customer's WhatsApp identity has changed"),
        ("system", {"type": "something_new"}, "Notice from WhatsApp"),
        ("interactive", {"type": "button", "body": {"text": "Which one?"}}, "Which one?"),
        ("interactive", {}, "Answer that WhatsApp did not pass on"),
        ("unsupported", {"type": "poll_creation"}, "⚠️ Unsupported message: poll"),
        ("unsupported", {"type": "group_invite"}, "⚠️ Unsupported message: group invite"),
        ("text", {"body": " "}, "(empty message)"),
        ("text", {}, "(empty message)"),
    ]:
        with subtests.test(kind=kind, part=part, line=line):
            assert summarize(typed(kind, part)) == (kind, line)


def test_what_has_no_kind_of_its_own(subtests):
    for name, (item, kind, line) in zip(
        [
            "voice",
            "gone",
            "no known code",
            "gone, unknown",
            "new",
            "long",
            "no type",
            "no type, a place",
            "nothing",
        ],
        [
            (typed("voice", {"file": "/v"}), "audio", "🎤 Voice message"),
            (
                typed("unsupported", errors=[{"code": 131060}]),
                "unsupported",
                "⚠️ This message is not available",
            ),
            (typed("unsupported", errors=[{"code": 131051}]), "unsupported", "⚠️ Unsupported message"),
            (typed("unknown", errors=[{"code": "131060"}]), "unsupported", "⚠️ This message is not available"),
            (typed("hologram", {"id": "1"}), "unsupported", "⚠️ Unsupported message: hologram"),
            (typed("h" * 900), "unsupported", "⚠️ Unsupported message: " + "h" * 64),
            ({"id": "1", "text": {"body": "no type"}}, "text", "no type"),
            ({"id": "1", "location": {"name": "X"}}, "location", "📍 X"),
            ({"id": "1"}, "unsupported", "⚠️ Unsupported message"),
        ],
        strict=True,
    ):
        with subtests.test(name):
            assert summarize(item) == (kind, line)


def test_any_part_gives_a_readable_line(subtests):
    for kind in [*KINDS, "brand_new"]:
        with subtests.test(kind=kind):
            for part in PARTS:
                found_kind, line = summarize(typed(kind, part))
                assert found_kind in OUR_KINDS
                assert line.strip(), part


def test_every_kind_keeps_its_raw_form(subtests):
    for kind in [*KINDS.keys() - {"reaction", "request_welcome"}, "brand_new"]:
        with subtests.test(kind=kind):
            item = typed(kind, {"id": "1", "deep": {"er": [1, 2]}})
            (found,) = parse(call(messages=[item])).messages
            assert found.payload == item


def test_referral_and_product_context_stay_in_the_payload():
    item = message(referral={"source_id": "ad1"}, context={"referred_product": {"catalog_id": "c"}})
    (found,) = parse(call(messages=[item])).messages
    assert (found.reply_to, found.payload) == (None, item)
