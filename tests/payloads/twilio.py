"""What Twilio posts, in every shape of docs/design/providers.md B1 and B4: builders, and one `Case` for each row.

    for case in twilio.CASES:
        case.fields    # the form, name by name; every id in it is made from the case's name
        case.query     # what the URL's query held
        case.gives     # the class of transports/base.py that it becomes
        case.attributes      # attributes of that; "error.code" and "payload.context.id" look inside
        case.customer  # the Person who is on the other side

Every case has a customer and ids of its own, so that all may go into one database. The inbox must have the
address `NUMBER` and the account `ACCOUNT`. Nothing here needs a database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.payloads.meta.cases import Person

ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "auth-token-for-tests"
NUMBER = "+15550001111"
ROUTE = f"whatsapp:{NUMBER}"
API = "https://api.twilio.com"
MEDIA = f"{API}/2010-04-01/Accounts/{ACCOUNT}/Messages"

Fields = dict[str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """See the docstring of the module."""

    name: str
    row: str
    more: Mapping[str, str | None]
    gives: str = "InboundMessage"
    attributes: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""

    @property
    def customer(self) -> Person:
        return Person(self.name)

    @property
    def sid(self) -> str:
        return sid(self.name)

    @property
    def fields(self) -> Fields:
        base = incoming if self.row == "B1" else callback
        return without_none({**base(self.name), **self.more})

    @property
    def body(self) -> bytes:
        return form(self.fields)


def sid(name: str, prefix: str = "SM") -> str:
    return prefix + hashlib.md5(name.encode()).hexdigest()


def form(fields: Mapping[str, str]) -> bytes:
    return urlencode(fields).encode()


def without_none(fields: Mapping[str, str | None]) -> Fields:
    return {name: value for name, value in fields.items() if value is not None}


def incoming(name: str) -> dict[str, str | None]:
    """The fields that every message has."""
    customer = Person(name)
    return {
        "SmsMessageSid": sid(name),
        "NumMedia": "0",
        "ProfileName": customer.name,
        "MessageType": "text",
        "SmsSid": sid(name),
        "WaId": customer.wa_id,
        "SmsStatus": "received",
        "Body": f"text of {name}",
        "To": ROUTE,
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "MessageSid": sid(name),
        "AccountSid": ACCOUNT,
        "ChannelMetadata": '{"type":"whatsapp","data":{}}',
        "From": f"whatsapp:+{customer.wa_id}",
        "ApiVersion": "2010-04-01",
    }


def callback(name: str) -> dict[str, str | None]:
    """The fields that every status callback has."""
    return {
        "ChannelPrefix": "whatsapp",
        "ApiVersion": "2010-04-01",
        "MessageStatus": "sent",
        "SmsSid": sid(name),
        "SmsStatus": "sent",
        "ChannelInstallSid": "XE" + "0" * 32,
        "To": f"whatsapp:+{Person(name).wa_id}",
        "From": ROUTE,
        "MessageSid": sid(name),
        "AccountSid": ACCOUNT,
        "ChannelToAddress": "+4477NNNNNN123",
    }


def media(name: str, *types: str, **more: str | None) -> dict[str, str | None]:
    """The fields of files, in order."""
    found: dict[str, str | None] = {"NumMedia": str(len(types)), "Body": ""}
    for number, mime_type in enumerate(types):
        found[f"MediaUrl{number}"] = f"{MEDIA}/{sid(name, 'MM')}/Media/{sid(f'{name} {number}', 'ME')}"
        found[f"MediaContentType{number}"] = mime_type
    return found | more


def _file(name: str, mime_type: str, kind: str, content: str, **more: str | None) -> Case:
    attributes = {"kind": kind, "content": content, "media.0.mime_type": mime_type.partition(";")[0]}
    return Case(name, "B1", media(name, mime_type, MessageType=kind, **more), attributes=attributes)


def _text(name: str, attributes: Mapping[str, Any], **more: str | None) -> Case:
    return Case(name, "B1", more, attributes={"kind": "text", **attributes})


PLACE = {"Latitude": "37.787890", "Longitude": "-122.391664", "Body": "", "MessageType": "location"}
REFERRAL = {
    "ReferralSourceUrl": "https://fb.me/1",
    "ReferralSourceId": "120208",
    "ReferralSourceType": "ad",
    "ReferralHeadline": "Summer sale",
    "ReferralBody": "Everything must go",
    "ReferralMediaContentType": "image/jpeg",
    "ReferralMediaUrl": "https://scontent.example/1.jpg",
    "ReferralCtwaClid": "Aff-1",
    "ReferralNumMedia": "1",
}
BSUID = Person("a customer without a number").bsuid

MESSAGES = [
    _text("a text", {"content": "text of a text", "reply_to": None}),
    _text("a text with space around it", {"content": "  spaced \n"}, Body="  spaced \n"),
    _text("a text of another alphabet", {"content": "مرحبا 👋 ë"}, Body="مرحبا 👋 ë"),
    _text("a text with a NUL", {"content": "a\ufffdb"}, Body="a\x00b"),
    _text("a text of 1600 characters", {"content": "x" * 1600}, Body="x" * 1600),
    _text("a text without a name", {"name": ""}, ProfileName=None),
    _text("a text with new fields", {}, SomethingNew="1", FromCity="LONDON", ToCountry="US"),
    _text("a text through a service", {}, MessagingServiceSid="MG" + "0" * 32),
    _text("a text with the old ids only", {}, MessageSid=None, SmsSid=None),
    _text("a text of an unknown type", {"content": "still a text"}, MessageType="poll", Body="still a text"),
    _text("a text without a type", {}, MessageType=None, NumMedia=None),
    _text("a forwarded text", {"payload.context": {"forwarded": True}}, Forwarded="true"),
    _text(
        "a text forwarded often",
        {"payload.context": {"frequently_forwarded": True}},
        FrequentlyForwarded="true",
        Forwarded="false",
    ),
    _text("a text not forwarded", {"payload.context": None}, Forwarded="false", FrequentlyForwarded="false"),
    _text(
        "a reply",
        {"reply_to": sid("quoted"), "payload.context.id": sid("quoted"), "payload.context.from": ROUTE},
        OriginalRepliedMessageSid=sid("quoted"),
        OriginalRepliedMessageSender=ROUTE,
    ),
    _text(
        "a text from an ad",
        {
            "payload.referral.source_id": "120208",
            "payload.referral.headline": "Summer sale",
            "payload.referral.ctwa_clid": "Aff-1",
            "payload.referral.media_type": "image",
        },
        **REFERRAL,
    ),
    _text("a text from no ad", {"payload.referral": None}, ReferralNumMedia="0", ReferralSourceType="post"),
    _text(
        "a customer with both ids",
        {"identities": (Person("a customer with both ids").user, Person("a customer with both ids").phone)},
        ExternalUserId=f"whatsapp:{Person('a customer with both ids').bsuid}",
    ),
    _text(
        "a customer without a number",
        {"identities": (Person("a customer without a number").user,)},
        From=f"whatsapp:{BSUID}",
        WaId=BSUID,
        ExternalUserId=f"whatsapp:{BSUID}",
    ),
    _file("an image", "image/jpeg", "image", "📷 Image"),
    _file("an image with words", "image/png", "image", "Look", Body="Look"),
    _file("a video", "video/mp4", "video", "🎬 Video"),
    _file("a voice message", "audio/ogg; codecs=opus", "audio", "🎤 Voice message"),
    _file("a song", "audio/mpeg", "audio", "🎵 Audio"),
    _file("a document", "application/pdf", "document", "📄 Document"),
    _file("a sticker", "image/webp", "sticker", "💟 Sticker"),
    _file("a file of no type", "", "document", "📄 Document"),
    Case(
        "a shared contact",
        "B1",
        media("a shared contact", "text/vcard", MessageType="contacts"),
        attributes={"kind": "contacts", "content": "👤 Contact", "media.0.filename": "contact.vcf"},
    ),
    Case(
        "two images",
        "B1",
        media("two images", "image/jpeg", "image/jpeg", Body="Both"),
        attributes={"kind": "image", "content": "Both (and 1 more)", "media.1.kind": "image"},
    ),
    Case(
        "a file that is missing",
        "B1",
        {"NumMedia": "1", "Body": "", "MessageType": "image"},
        attributes={"kind": "unsupported", "content": "⚠️ Unsupported message: image"},
    ),
    Case(
        "a location",
        "B1",
        PLACE,
        attributes={
            "kind": "location",
            "content": "📍 37.78789, -122.391664",
            "payload.location": {"latitude": 37.78789, "longitude": -122.391664},
        },
    ),
    Case(
        "a named place",
        "B1",
        {**PLACE, "Label": "The shop", "Address": "375 Beale St"},
        attributes={"kind": "location", "content": "📍 The shop", "payload.location.address": "375 Beale St"},
    ),
    Case(
        "a location that is none",
        "B1",
        {**PLACE, "Latitude": "NaN", "Longitude": "1e999"},
        attributes={"kind": "unsupported", "content": "⚠️ Unsupported message: location"},
    ),
    Case(
        "a pressed button",
        "B1",
        {
            "ButtonText": "Yes",
            "ButtonPayload": "yes-1",
            "ButtonType": "REPLY",
            "Body": "Yes",
            "OriginalRepliedMessageSid": sid("asked"),
            "MessageType": "button",
        },
        attributes={
            "kind": "button",
            "content": "Yes",
            "reply_to": sid("asked"),
            "payload.button": {"text": "Yes", "payload": "yes-1"},
        },
    ),
    Case(
        "a pressed action",
        "B1",
        {"ButtonText": "Call", "ButtonType": "ACTION", "Body": "Call"},
        attributes={"kind": "button", "content": "Call", "reply_to": None},
    ),
    Case(
        "a choice from a list",
        "B1",
        {"ListId": "r1", "ListTitle": "Tea", "ListDescription": "Green", "Body": "Tea"},
        attributes={
            "kind": "interactive",
            "content": "Tea",
            "payload.interactive.list_reply": {"id": "r1", "title": "Tea", "description": "Green"},
        },
    ),
    Case(
        "a filled form",
        "B1",
        {"FlowData": '{"colour":"red"}', "Body": "Sent", "MessageType": "interactive"},
        attributes={
            "kind": "interactive",
            "content": "📝 Sent (colour: red)",
            "payload.interactive.nfm_reply.response_json": '{"colour":"red"}',
        },
    ),
    Case(
        "a filled form that is no JSON",
        "B1",
        {"InteractiveData": "[" * 5000, "Body": "", "MessageType": "interactive"},
        attributes={"kind": "interactive", "content": "📝 Form"},
    ),
    Case(
        "a text without words",
        "B1",
        {"Body": "", "MessageType": "text"},
        attributes={"kind": "text", "content": "(empty message)"},
    ),
    Case(
        "a message of a new type",
        "B1",
        {"Body": "", "MessageType": "poll"},
        attributes={"kind": "unsupported", "content": "⚠️ Unsupported message: poll"},
    ),
    Case(
        "a message without anything",
        "B1",
        {"Body": None, "MessageType": None, "NumMedia": None},
        attributes={"kind": "unsupported", "content": "⚠️ Unsupported message"},
    ),
    Case(
        "a message without an id",
        "B1",
        {"MessageSid": None, "SmsSid": None, "SmsMessageSid": ""},
        "Ignored",
        {"understood": False},
    ),
    Case(
        "a message without a sender",
        "B1",
        {"From": None, "WaId": None},
        "Ignored",
        {"understood": False},
    ),
    Case("an SMS", "B1", {"From": "+447700900112", "WaId": None}, "Ignored", {"understood": False}),
    Case("an SMS with a WhatsApp id", "B1", {"From": "447700900112"}, "Ignored", {"understood": False}),
    Case("a message by another channel", "B1", {"From": "messenger:7"}, "Ignored", {"understood": False}),
]


def _status(name: str, status: str, expected: str, **more: str | None) -> Case:
    fields = {"MessageStatus": status, "SmsStatus": status, **more}
    return Case(name, "B4", fields, "Receipt", {"status": expected, "external_id": sid(name)})


def _passing(status: str) -> Case:
    fields = {"MessageStatus": status}
    return Case(f"status {status}", "B4", fields, "Ignored", {"understood": True})


def _failure(name: str, code: str, reason: str, status: str = "undelivered") -> Case:
    fields = {"MessageStatus": status, "ErrorCode": code, "ChannelStatusMessage": reason}
    attributes = {"status": "failed", "error.code": code or "unknown", "error.detail": reason}
    return Case(name, "B4", fields, "Receipt", attributes)


STATUSES = [
    _status("status sent", "sent", "sent"),
    _status("status delivered", "delivered", "delivered", EventType="DELIVERED"),
    _status("status read", "read", "read", EventType="READ"),
    _status("status in capitals", "READ", "read"),
    Case(
        "status with our own id",
        "B4",
        {"MessageStatus": "delivered"},
        "Receipt",
        {"callback_data": "5b1c9f8e-0000-4000-8000-000000000001", "status": "delivered"},
        query="m=5b1c9f8e-0000-4000-8000-000000000001",
    ),
    Case(
        "status with nothing else",
        "B4",
        {name: None for name in callback("") if name not in {"MessageSid", "MessageStatus"}},
        "Receipt",
        {"status": "sent", "identities": (), "callback_data": ""},
    ),
    Case(
        "status that names the customer",
        "B4",
        {},
        "Receipt",
        {"identities": (Person("status that names the customer").phone,), "route": ""},
    ),
    Case(
        "status to a masked number",
        "B4",
        {"To": "whatsapp:+4477NNNNNN123"},
        "Receipt",
        {"identities": ()},
    ),
    _failure("status outside the window", "63016", "Outside the allowed window"),
    _failure("status of a wrong number", "63024", "Invalid recipient", "failed"),
    _failure("status of an error that nobody knows", "99999", "New"),
    _failure("status failed without a code", "", "Nobody knows", "failed"),
    Case(
        "status canceled",
        "B4",
        {"MessageStatus": "canceled"},
        "Receipt",
        {"status": "failed", "error.code": "canceled"},
    ),
    *[
        _passing(one)
        for one in (
            *("queued", "accepted", "scheduled", "sending", "partially_delivered", "receiving", "received"),
        )
    ],
    Case("status of tomorrow", "B4", {"MessageStatus": "levitated"}, "Ignored", {"understood": False}),
    Case(
        "status without an id",
        "B4",
        {"MessageSid": None, "SmsSid": None},
        "Ignored",
        {"understood": False},
    ),
]
CASES: list[Case] = [*MESSAGES, *STATUSES]
