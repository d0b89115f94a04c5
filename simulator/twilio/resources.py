"""Resources of the fake Twilio API: accounts, messages, files, senders."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from typing import Any

from simulator.models import SimulatedMedia, SimulatedMessage, SimulatedNumber
from simulator.sending import Direction, customer_of
from simulator.wire.twilio import error_title, forms

# Twilio's own part of what a message costs; WhatsApp's comes on the bill.
PRICE, CURRENCY = "-0.00500", "USD"


def account(number: SimulatedNumber) -> dict[str, Any]:
    return {"sid": number.waba_id, "friendly_name": number.verified_name, "status": "active", "type": "Full"}


def message(row: SimulatedMessage) -> dict[str, Any]:
    number = row.customer.number
    inbound = row.direction == Direction.FROM_CUSTOMER
    customer, ours = forms.address(customer_of(row.customer)), number.phone_number_id
    code = (row.fails_with or forms.UNDELIVERABLE) if row.status == "failed" else None
    uri = f"{_base(number)}/Messages/{row.wamid}"
    return {
        "sid": row.wamid,
        "account_sid": number.waba_id,
        "from": customer if inbound else ours,
        "to": ours if inbound else customer,
        "body": _body(row),
        "direction": "inbound" if inbound else "outbound-reply" if row.is_reply else "outbound-api",
        "status": status(row),
        "num_media": "1" if row.media and not row.media.deleted_at else "0",
        # A messaging service counts when it has chosen a sender.
        "num_segments": "0" if row.messaging_service_sid and not row.sent_at else "1",
        "price": PRICE if row.sent_at else None,
        "price_unit": CURRENCY,
        "date_created": _date(row.created_at),
        # None while it is queued; what failed at once was tried all the same.
        "date_sent": _date(row.sent_at or row.failed_at),
        "date_updated": _date(_changed_at(row)),
        "error_code": code,
        "error_message": error_title(code) if code else None,
        "messaging_service_sid": row.messaging_service_sid or None,
        "api_version": forms.API_VERSION,
        "uri": f"{uri}.json",
        "subresource_uris": {"media": f"{uri}/Media.json"},
    }


def status(row: SimulatedMessage) -> str:
    """Return a message's status in Twilio's word."""
    if row.direction == Direction.FROM_CUSTOMER:
        return "received"
    sent, by_service = row.sent_at is not None, bool(row.messaging_service_sid)
    return forms.status_word(row.status, sent=sent, by_service=by_service)


def _body(row: SimulatedMessage) -> str:
    """Return the text unless it was redacted; what else is shown on the phone is no text of the message."""
    if row.redacted_at:
        return ""
    if row.media_id or row.kind == "contacts":
        named = row.payload.get("filename") if row.kind == "document" else None
        return str(row.payload.get("caption") or named or "")
    if row.kind == "location":
        return "" if row.direction == Direction.FROM_CUSTOMER else str(row.payload.get("name", ""))
    return row.body


def _changed_at(row: SimulatedMessage) -> datetime:
    times = (row.created_at, row.sent_at, row.delivered_at, row.read_at, row.failed_at, row.redacted_at)
    return max(at for at in times if at)


def media(row: SimulatedMedia, message_sid: str) -> dict[str, Any]:
    number = row.number
    return {
        "sid": row.media_id,
        "account_sid": number.waba_id,
        "parent_sid": message_sid,
        "content_type": row.mime_type,
        "date_created": _date(row.created_at),
        "date_updated": _date(row.created_at),
        "uri": f"{_base(number)}/Messages/{message_sid}/Media/{row.media_id}.json",
    }


def sender(number: SimulatedNumber) -> dict[str, Any]:
    return {
        "sid": f"XE{number.waba_id[2:]}",
        "status": "ONLINE",
        "sender_id": number.phone_number_id,
        "webhook": {"callback_method": "POST", "callback_url": number.webhook_url},
        "profile": {"name": number.verified_name},
    }


def _base(number: SimulatedNumber) -> str:
    return f"/{forms.API_VERSION}/Accounts/{number.waba_id}"


def _date(at: datetime | None) -> str | None:
    return format_datetime(at) if at else None
