"""What the fake Twilio puts on the wire: forms, SIDs and signatures. No database.

See docs/design/providers.md B1 to B4.
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

from simulator.wire.meta.webhooks import Customer, Said

API_VERSION = "2010-04-01"
UNDELIVERABLE = 63024


def new_sid(prefix: str) -> str:
    """``SM`` a message, ``MM`` one with a file, ``HX`` a content template."""
    return prefix + secrets.token_hex(16)


def address(customer: Customer) -> str:
    """``whatsapp:+44…``, or the user id of somebody who hides the number."""
    return f"whatsapp:+{customer.wa_id}" if customer.wa_id else f"whatsapp:{customer.bsuid}"


def sign(token: str, url: str, body: str) -> str:
    """The ``X-Twilio-Signature`` of a form that is posted to ``url`` (B2)."""
    pairs = sorted(set(parse_qsl(body, keep_blank_values=True)))
    signed = url.partition("#")[0] + "".join(name + value for name, value in pairs)
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def message_form(account: str, sender: str, customer: Customer, said: Said) -> str | None:
    """The form of a customer's message; None for what Twilio does not tell of."""
    told = _told(said)
    if told is None:
        return None
    form: dict[str, Any] = {
        "SmsMessageSid": said.wamid,
        "NumMedia": "0",
        "ProfileName": customer.name,
        "MessageType": said.kind,
        "SmsSid": said.wamid,
        "WaId": customer.wa_id,
        "SmsStatus": "received",
        "Body": "",
        "To": sender,
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "MessageSid": said.wamid,
        "AccountSid": account,
        "ChannelMetadata": json.dumps({"type": "whatsapp", "data": {"context": {}}}),
        "From": address(customer),
        "ApiVersion": API_VERSION,
        **({"ExternalUserId": f"whatsapp:{customer.bsuid}"} if customer.wa_id else {}),
        **_quoted(said, sender),
        **told,
    }
    return urlencode({name: value for name, value in form.items() if value is not None})


def _quoted(said: Said, sender: str) -> dict[str, str]:
    if not said.reply_to:
        return {}
    return {"OriginalRepliedMessageSid": said.reply_to, "OriginalRepliedMessageSender": sender}


def _told(said: Said) -> dict[str, Any] | None:
    """The fields that this kind of message fills."""
    part, forwarded = said.part, said.extra.get("context", {})
    flags = {"Forwarded": "true"} if forwarded.get("forwarded") else {}
    if said.kind == "text":
        return {"Body": part["body"], **flags}
    if said.kind in {"image", "video", "audio", "document", "sticker"}:
        return _file(said.kind, part) | flags
    if said.kind == "contacts":
        return _file("contacts", said.extra["card"])
    if said.kind == "location":
        return _place(part)
    return _pressed(said)


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


def _pressed(said: Said) -> dict[str, Any] | None:
    """A tap on a button or a row of a list."""
    if said.kind == "button":
        text, payload = said.part["text"], said.part["payload"]
        return {"Body": text, "ButtonText": text, "ButtonPayload": payload, "ButtonType": "REPLY"}
    reply = said.part.get("list_reply") if said.kind == "interactive" else None
    if reply:
        described = reply.get("description")
        row = {"ListId": reply["id"], "ListTitle": reply["title"], "ListDescription": described}
        return {"Body": reply["title"], **row}
    if said.kind == "interactive" and "button_reply" in said.part:
        reply = said.part["button_reply"]
        named = {"ButtonText": reply["title"], "ButtonPayload": reply["id"], "ButtonType": "REPLY"}
        return {"Body": reply["title"], **named}
    return None


# B4: what Twilio calls each status.
STATUSES = {"sent": "sent", "delivered": "delivered", "read": "read", "failed": "undelivered"}


def status_form(account: str, sender: str, customer: Customer, step: tuple[str, str, int]) -> str:
    """The form of a status callback; ``step``: SID, status in Meta's word, error code or 0."""
    sid, status, error = step
    word = STATUSES[status]
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
        **({"ErrorCode": str(error), "ChannelStatusMessage": f"Error {error}"} if error else {}),
    }
    return urlencode(form)


def vcard(cards: Iterable[Mapping[str, Any]]) -> bytes:
    """Contact cards as the file that Twilio makes of them."""
    lines: list[str] = []
    for card in cards:
        lines += ["BEGIN:VCARD", "VERSION:3.0", f"FN:{card['name']['formatted_name']}"]
        lines += [f"TEL;TYPE=CELL:{phone.get('phone', '')}" for phone in card.get("phones", [])]
        lines.append("END:VCARD")
    return "\r\n".join([*lines, ""]).encode()
