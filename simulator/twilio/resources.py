"""Resources of the fake Twilio API: accounts, messages, files, senders."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from typing import Any

from simulator.models import SimulatedMedia, SimulatedMessage, SimulatedNumber
from simulator.sending import Direction, customer_of
from simulator.wire.twilio import forms

# From the words that the simulator keeps to Twilio's.
STATUSES = {"accepted": "queued", **forms.STATUSES}


def account(number: SimulatedNumber) -> dict[str, Any]:
    return {"sid": number.waba_id, "friendly_name": number.verified_name, "status": "active", "type": "Full"}


def message(row: SimulatedMessage) -> dict[str, Any]:
    number = row.customer.number
    inbound = row.direction == Direction.FROM_CUSTOMER
    customer, ours = forms.address(customer_of(row.customer)), number.phone_number_id
    code = (row.fails_with or forms.UNDELIVERABLE) if row.status == "failed" else 0
    return {
        "sid": row.wamid,
        "account_sid": number.waba_id,
        "from": customer if inbound else ours,
        "to": ours if inbound else customer,
        "body": _body(row),
        "direction": "inbound" if inbound else "outbound-api",
        "status": "received" if inbound else STATUSES[row.status],
        "num_media": "1" if row.media_id else "0",
        "num_segments": "1",
        "date_created": _date(row.created_at),
        "date_sent": _date(row.created_at),
        "date_updated": _date(row.created_at),
        "error_code": code or None,
        "error_message": f"Error {code}" if code else None,
        "messaging_service_sid": None,
        "api_version": forms.API_VERSION,
        "uri": f"{_base(number)}/Messages/{row.wamid}.json",
    }


def _body(row: SimulatedMessage) -> str:
    if row.kind == "text":
        return row.body
    return str(row.payload.get("caption", "")) if row.media_id else row.body


def files(row: SimulatedMessage) -> dict[str, Any]:
    """``…/Media.json`` of one message."""
    found = [media(row.media, row.wamid)] if row.media else []
    return {"media_list": found, "page": 0, "page_size": 50, "next_page_uri": None}


def media(row: SimulatedMedia, message_sid: str) -> dict[str, Any]:
    number = row.number
    return {
        "sid": row.media_id,
        "account_sid": number.waba_id,
        "parent_sid": message_sid,
        "content_type": row.mime_type,
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


def _date(at: datetime) -> str:
    return format_datetime(at)
