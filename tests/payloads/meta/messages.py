"""A5: what customers write, all but files and notices about themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.payloads.meta.building import AT, BUSINESS, JSON, change, problem
from tests.payloads.meta.cases import Case, Person, id_of

QUOTED = {"from": BUSINESS, "id": "wamid.quoted"}
REFERRAL = {
    "source_url": "https://fb.me/ad1", "source_id": "ad1", "source_type": "ad", "headline": "Shoes",
    "body": "New shoes", "media_type": "image", "image_url": "https://fb.me/i.jpg", "ctwa_clid": "c1",
    "welcome_message": {"text": "Hello"},
}  # fmt: skip


def item_of(name: str, kind: str | None, part: Any = None, **more: Any) -> JSON:
    """An element of ``messages`` of the customer of a case."""
    item = Person(name).sender | {"id": id_of(name), "timestamp": AT}
    named = {} if kind is None else {"type": kind}
    return item | named | ({} if part is None or kind is None else {kind: part}) | more


def message_case(
    name: str, kind: str, part: Any = None, *, attributes: Mapping[str, Any], **more: Any
) -> Case:
    """A message that becomes one message, of the kind ``kind`` unless ``says`` knows better."""
    item = item_of(name, kind, part, **more)
    expected = {"kind": kind, "external_id": id_of(name), "payload": item} | attributes
    return Case(name, "A5", change(contacts=[Person(name).contact], messages=[item]), attributes=expected)


def speaks_of(
    name: str, kind: str, part: Any, gives: str, attributes: Mapping[str, Any], target: JSON | None = None
) -> Case:
    """What changes a message that came before."""
    person, first = Person(name), id_of(name, ".target")
    earlier = person.sender | {"id": first, "timestamp": "1750030000"}
    earlier |= target or {"type": "text", "text": {"body": "The first words"}}
    return Case(
        name,
        "A5",
        change(contacts=[person.contact], messages=[item_of(name, kind, part)]),
        (gives,),
        {"target": first, "external_id": id_of(name), "identities": (person.user, person.phone)} | attributes,
        before=(change(contacts=[person.contact], messages=[earlier]),),
    )


def answer(name: str, kind: str, part: Any, line: str, **more: Any) -> Case:
    return message_case(
        name, "interactive", {"type": kind, kind: part},
        attributes={"content": line, "reply_to": "wamid.quoted"}, context=QUOTED, **more,
    )  # fmt: skip


def form(name: str, response: Any, line: str, kind: str = "flow") -> Case:
    return answer(name, "nfm_reply", {"name": kind, "body": "Sent", "response_json": response}, line)


def unsupported(name: str, line: str, code: str, kind: str = "unsupported", **more: Any) -> Case:
    return message_case(
        name, kind, attributes={"kind": "unsupported", "content": line, "error.code": code}, **more
    )


TEXTS = [
    message_case("plain text", "text", {"body": "Grüße 👍"}, attributes={"content": "Grüße 👍", "reply_to": None}),
    message_case("text reply", "text", {"body": "Yes"}, context=QUOTED, attributes={"content": "Yes", "reply_to": "wamid.quoted"}),
    message_case("forwarded text", "text", {"body": "Look"}, context={"forwarded": True}, attributes={"content": "Look", "reply_to": None}),
    message_case("often forwarded text", "text", {"body": "Look"}, context={"frequently_forwarded": True}, attributes={"reply_to": None}),
    message_case("text about a product", "text", {"body": "This one?"}, attributes={"content": "This one?", "reply_to": "wamid.quoted"},
         context=QUOTED | {"referred_product": {"catalog_id": "c", "product_retailer_id": "SKU"}}),
    message_case("text from an advertisement", "text", {"body": "Is it there?"}, attributes={"content": "Is it there?"}, referral=REFERRAL),
    Case("text without a type", "A5", change(messages=[item_of("text without a type", None, text={"body": "Hi"})]),
         attributes={"kind": "text", "content": "Hi"}),
]  # fmt: skip

PARTS = [
    message_case("location with a name", "location", {"latitude": 12.2, "longitude": 43.9, "name": "The shop", "address": "Main St 1"},
         attributes={"content": "📍 The shop"}),
    message_case("bare location", "location", {"latitude": 12.2, "longitude": -43}, attributes={"content": "📍 12.2, -43"}),
    message_case("contact cards", "contacts",
         [{"name": {"formatted_name": "A B", "first_name": "A"}, "phones": [{"phone": "+1 650 555 0100", "type": "CELL"}]},
          {"name": {"formatted_name": "C"}}], attributes={"content": "👤 A B and 1 more"}),
    message_case("phone number that we asked for", "contacts",
         [{"name": {"formatted_name": "A B"}, "phones": [{"phone": "+1 650 555 0100"}], "origin": "contact_request"}],
         attributes={"content": "👤 A B"}),
    message_case("quick reply", "button", {"payload": "yes-1", "text": "Yes please"}, context=QUOTED,
         attributes={"content": "Yes please", "reply_to": "wamid.quoted"}),
    message_case("quick reply without a context", "button", {"payload": "yes-1", "text": "Yes"}, attributes={"content": "Yes", "reply_to": None}),
    message_case("order", "order", {"catalog_id": "c", "text": "soon, please", "product_items": [
         {"product_retailer_id": "SKU", "quantity": 2, "item_price": 30, "currency": "ILS"}]},
         attributes={"content": "🛒 Order of 1 product: soon, please"}),
]  # fmt: skip

ANSWERS = [
    answer("button answer", "button_reply", {"id": "y", "title": "Yes"}, "Yes"),
    answer("list answer", "list_reply", {"id": "r1", "title": "Row", "description": "More of it"}, "Row"),
    form("form answer", '{"flow_token":"t","size":"L","gift":true}', "📝 Sent (size: L, gift: true)"),
    form("form answer that is no JSON", "[", "📝 Sent"),
    form("form answer that is a list", "[1]", "📝 Sent (1)"),
    form("form answer that is an object", {"size": "L"}, "📝 Sent (size: L)"),
    form("address", '{"values":{"name":"Ann","city":"Pune"}}', "📝 Sent (name: Ann, city: Pune)", "address_message"),
    answer("call allowed", "call_permission_reply", {"response": "accept", "expiration_timestamp": 1753186982}, "📞 You may call"),
    answer("call not allowed", "call_permission_reply", {"response": "reject"}, "📞 You may not call"),
    Case("answer without its object", "A5",
         change(contacts=[Person("answer without its object").contact], errors=[problem(131000, "Something went wrong.")],
                messages=[item_of("answer without its object", "interactive")]),
         ("InboundMessage", "Notice"), {"kind": "interactive", "content": "Answer that WhatsApp did not pass on"}),
]  # fmt: skip

PICTURE = {"type": "image", "image": {"id": "7001", "mime_type": "image/jpeg", "caption": "Old"}}
CHANGES = [
    speaks_of("reaction", "reaction", {"message_id": id_of("reaction", ".target"), "emoji": "👍"}, "Reaction", {"emoji": "👍"}),
    speaks_of("reaction removed", "reaction", {"message_id": id_of("reaction removed", ".target")}, "Reaction", {"emoji": ""}),
    speaks_of("reaction emptied", "reaction", {"message_id": id_of("reaction emptied", ".target"), "emoji": ""}, "Reaction", {"emoji": ""}),
    speaks_of("edited text", "edit", {"original_message_id": id_of("edited text", ".target"),
              "message": {"context": {"id": "M0"}, "type": "text", "text": {"body": "Better words"}}}, "Edit",
              {"kind": "text", "content": "Better words", "by_us": False}),
    speaks_of("edited caption", "edit", {"original_message_id": id_of("edited caption", ".target"),
              "message": {"context": {"id": "M0"}, "type": "image", "image": PICTURE["image"] | {"caption": "New"}}}, "Edit",
              {"kind": "image", "content": "New"}, PICTURE),
    speaks_of("deleted message", "revoke", {"original_message_id": id_of("deleted message", ".target")}, "Deletion", {"by_us": False}),
]  # fmt: skip

UNSUPPORTED = [
    unsupported("poll", "⚠️ Unsupported message: poll", "131051", unsupported={"type": "poll_creation"},
                errors=[problem(131051, "Message type is currently not supported.")]),
    unsupported("unsupported without details", "⚠️ Unsupported message", "131051"),
    unsupported("unknown type with flat details", "⚠️ Unsupported message", "131051", "unknown",
                errors=[{"code": 131051, "details": "Message type is not currently supported", "title": "Unsupported message type"}]),
    unsupported("unavailable message", "⚠️ This message is not available", "131060",
                errors=[problem(131060, "This message is currently unavailable.")]),
    message_case("type of the future", "hologram", {"id": "1"}, attributes={"kind": "unsupported", "content": "⚠️ Unsupported message: hologram"}),
]  # fmt: skip

LEFT_ALONE = [
    Case("group message", "A5", change(messages=[item_of("group message", "text", {"body": "Hi all"}, group_id="120363")]),
         ("Notice",), {"level": "warning", "title": "A message came in a group chat"}),
    Case("chat opened from an ad", "A5", change(messages=[item_of("chat opened from an ad", "request_welcome", None,
         referral={"source_type": "ad", "headline": "Summer sale"})]),
         attributes={"kind": "system", "content": "The customer opened the chat from the ad “Summer sale”"}),
    Case("chat opened", "A5", change(messages=[item_of("chat opened", "request_welcome")]), ("Ignored",), {"understood": True}),
]  # fmt: skip

MESSAGES = [*TEXTS, *PARTS, *ANSWERS, *CHANGES, *UNSUPPORTED, *LEFT_ALONE]
