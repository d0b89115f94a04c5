"""The fake Twilio's webhooks: forms, SIDs and signatures. No database.

Shapes of docs/design/providers.md B1 to B4.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from simulator.wire.facts import Customer, CustomerMessage
from simulator.wire.twilio.errors import error_title

API_VERSION = "2010-04-01"
UNDELIVERABLE = 63024


def new_sid(prefix: str) -> str:
    """``SM`` a message, ``MM`` one with a file, ``HX`` a content template."""
    return prefix + secrets.token_hex(16)


def message_sid(media_sid: str = "") -> str:
    """Return the SID of a new message; that of one with a file follows from the file's, whose URL names both."""
    return f"MM{media_sid[2:]}" if media_sid else new_sid("SM")


def address(customer: Customer) -> str:
    """``whatsapp:+44…``, or the user id of somebody who hides the number."""
    return f"whatsapp:+{customer.wa_id}" if customer.wa_id else f"whatsapp:{customer.bsuid}"


def sign(token: str, url: str, body: str) -> str:
    """Return the ``X-Twilio-Signature`` of a form that is posted to ``url`` (B2)."""
    pairs = sorted(set(parse_qsl(body, keep_blank_values=True)))
    signed = url.partition("#")[0] + "".join(name + value for name, value in pairs)
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def message_form(account: str, sender: str, customer: Customer, message: CustomerMessage) -> str | None:
    """Build the form of a customer's message; None for a kind that Twilio does not report."""
    reported = _fields(message)
    if reported is None:
        return None
    form: dict[str, Any] = {
        "SmsMessageSid": message.wamid,
        "NumMedia": "0",
        "ProfileName": customer.name,
        "MessageType": message.kind,
        "SmsSid": message.wamid,
        "WaId": customer.wa_id,
        "SmsStatus": "received",
        "Body": "",
        "To": sender,
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "MessageSid": message.wamid,
        "AccountSid": account,
        "ChannelMetadata": json.dumps({"type": "whatsapp", "data": {"context": {}}}),
        "From": address(customer),
        "ApiVersion": API_VERSION,
        **({"ExternalUserId": f"whatsapp:{customer.bsuid}"} if customer.wa_id else {}),
        **_quoted(message, sender),
        **reported,
    }
    return urlencode({name: value for name, value in form.items() if value is not None})


def _quoted(message: CustomerMessage, sender: str) -> dict[str, str]:
    if not message.reply_to:
        return {}
    return {"OriginalRepliedMessageSid": message.reply_to, "OriginalRepliedMessageSender": sender}


def _fields(message: CustomerMessage) -> dict[str, Any] | None:
    """Return the fields that this kind of message fills."""
    part, forwarded = message.part, message.extra.get("context", {})
    flags = {"Forwarded": "true"} if forwarded.get("forwarded") else {}
    if message.kind == "text":
        return {"Body": part["body"], **flags}
    if message.kind in {"image", "video", "audio", "document", "sticker"}:
        return _file(message.kind, part) | flags
    if message.kind == "contacts":
        return _file("contacts", message.extra["card"])
    if message.kind == "location":
        return _place(part)
    return _tap(message)


def _file(kind: str, part: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "NumMedia": "1",
        "MediaUrl0": part["url"],
        "MediaContentType0": part["mime_type"],
        "Body": part.get("caption") or (part.get("filename", "") if kind == "document" else ""),
    }


def _place(part: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "Latitude": str(part["latitude"]),
        "Longitude": str(part["longitude"]),
        "Label": part.get("name"),
        "Address": part.get("address"),
    }


def _tap(message: CustomerMessage) -> dict[str, Any] | None:
    """Return the fields of a tap on a button or a row of a list."""
    if message.kind == "button":
        text, payload = message.part["text"], message.part["payload"]
        return {"Body": text, "ButtonText": text, "ButtonPayload": payload, "ButtonType": "REPLY"}
    reply = message.part.get("list_reply") if message.kind == "interactive" else None
    if reply:
        described = reply.get("description")
        row = {"ListId": reply["id"], "ListTitle": reply["title"], "ListDescription": described}
        return {"Body": reply["title"], **row}
    if message.kind == "interactive" and "button_reply" in message.part:
        reply = message.part["button_reply"]
        named = {"ButtonText": reply["title"], "ButtonPayload": reply["id"], "ButtonType": "REPLY"}
        return {"Body": reply["title"], **named}
    return None


def status_word(status: str, *, sent: bool, by_service: bool = False) -> str:
    """Return what Twilio calls a status of a message of the business (B4): what fails after it was sent is
    *undelivered*, what waits is *accepted* where a messaging service chooses the sender."""
    if status == "failed":
        return "undelivered" if sent else "failed"
    return "queued" if status == "accepted" and not by_service else status


def status_form(account: str, sender: str, customer: Customer, step: tuple[str, str, int]) -> str:
    """Build the form of a status callback; ``step``: SID, status in Twilio's word, error code or 0."""
    sid, word, error = step
    masked = f"+{customer.wa_id[:-4]}XXXX" if customer.wa_id else customer.bsuid
    form = {
        "ChannelPrefix": "whatsapp",
        "ApiVersion": API_VERSION,
        "MessageStatus": word,
        "SmsSid": sid,
        "SmsStatus": word,
        "ChannelToAddress": masked,
        "To": address(customer),
        "From": sender,
        "MessageSid": sid,
        "AccountSid": account,
        **({"EventType": word.upper()} if word in {"delivered", "read"} else {}),
        **(_failure(error) if error else {}),
    }
    return urlencode(form)


def _failure(error: int) -> dict[str, str]:
    title = error_title(error)
    return {"ErrorCode": str(error), "ErrorMessage": title, "ChannelStatusMessage": title}


def vcard(cards: Iterable[Mapping[str, Any]]) -> bytes:
    """Return contact cards as the file that Twilio makes of them."""
    lines: list[str] = []
    for card in cards:
        lines += ["BEGIN:VCARD", "VERSION:3.0", f"FN:{card['name']['formatted_name']}"]
        lines += [f"TEL;TYPE=CELL:{phone.get('phone', '')}" for phone in card.get("phones", [])]
        lines.append("END:VCARD")
    return "\r\n".join([*lines, ""]).encode()
