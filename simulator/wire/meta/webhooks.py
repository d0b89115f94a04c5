"""The fake Meta's webhooks: ids, envelopes, escaping and signatures. No database."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from simulator.wire.facts import Business, Customer, CustomerMessage, StatusUpdate
from simulator.wire.meta.errors import status_error

# Statuses in which Meta tells the customer's username (docs/design/providers.md A6, A10).
NAMES_USERNAME = frozenset({"delivered", "read"})
# And those in which it tells what a message costs.
PRICED = frozenset({"sent", "delivered"})

UNDELIVERABLE = 131026
REFERRAL_CONVERSION = "referral_conversion"

# Only what a BSUID needs: the country it begins with. Longest calling code first.
COUNTRIES = (
    ("351", "PT"), ("353", "IE"), ("420", "CZ"), ("971", "AE"), ("972", "IL"),
    ("20", "EG"), ("27", "ZA"), ("31", "NL"), ("33", "FR"), ("34", "ES"), ("39", "IT"), ("44", "GB"),
    ("49", "DE"), ("52", "MX"), ("54", "AR"), ("55", "BR"), ("62", "ID"), ("81", "JP"), ("90", "TR"),
    ("91", "IN"), ("1", "US"),
)  # fmt: skip


def new_wamid(wa_id: str, *, inbound: bool) -> str:
    """Return an id built as Meta's appear to be (docs/design/providers.md A5); nothing may parse it."""
    phone, unique = wa_id.encode(), secrets.token_hex(16).upper().encode()
    direction = b"\x12" if inbound else b"\x11"
    raw = b"\x1c\x18" + bytes([len(phone)]) + phone + b"\x15\x02\x00" + direction
    raw += b"\x18" + bytes([len(unique)]) + unique + b"\x00"
    return "wamid." + base64.b64encode(raw).decode()


def bsuid_of(waba_id: str, wa_id: str) -> str:
    """Return the business-scoped user id: the same for one business and one customer."""
    digest = hashlib.sha256(f"{waba_id}:{wa_id}".encode()).digest()
    country = next((iso for code, iso in COUNTRIES if wa_id.startswith(code)), "ZZ")
    return f"{country}.{int.from_bytes(digest[:8], 'big')}"


def message_webhook(business: Business, customer: Customer, *message: CustomerMessage) -> str:
    """Build the webhook of a customer's messages; ``system`` has no contacts, as at Meta."""
    items = [message_item(business, customer, each) for each in message]
    if any(each.kind == "system" for each in message):
        return envelope(business, messages=items)
    return envelope(business, contacts=[contact(customer)], messages=items)


def message_item(business: Business, customer: Customer, sent: CustomerMessage) -> dict[str, Any]:
    """Build the element of ``messages`` (docs/design/providers.md A5)."""
    message: dict[str, Any] = {
        **_visible_number("from", customer),
        "from_user_id": customer.bsuid,
        "id": sent.wamid,
        "timestamp": seconds(sent.at),
        sent.kind: sent.part,
        "type": sent.kind,
        **sent.extra,
    }
    if sent.reply_to:
        message["context"] = {"from": business.digits, "id": sent.reply_to}
    return message


def status_webhook(business: Business, customer: Customer, step: StatusUpdate) -> str:
    """Build the webhook of one status."""
    failed = step.status == "failed"
    item: dict[str, Any] = {
        "id": step.wamid,
        "status": step.status,
        "timestamp": seconds(step.at),
        **_visible_number("recipient_id", customer),
    }
    if step.callback_data:
        item["biz_opaque_callback_data"] = step.callback_data
    if not failed or not customer.wa_id:
        item["recipient_user_id"] = customer.bsuid
    if failed:
        item["errors"] = [status_error(step.error or UNDELIVERABLE)]
    elif step.status in PRICED:
        item |= _costs(customer, step)
    return envelope(business, contacts=[_recipient(customer, step.status)], statuses=[item])


def _recipient(customer: Customer, status: str) -> dict[str, Any]:
    """Return the contact of a status: of one that failed, only the id that the business sent to."""
    ids = _visible_number("wa_id", customer)
    if status != "failed" or not ids:
        ids["user_id"] = customer.bsuid
    if status in NAMES_USERNAME and customer.username:
        return {"profile": {"username": customer.username}, **ids}
    return dict(ids)


def encode(payload: dict[str, Any]) -> str:
    """Return JSON as Meta writes it: compact, ASCII, with ``\\u00e9`` and ``\\/`` escapes."""
    # A slash can only stand inside a JSON string, so replacing in the finished text is safe.
    return json.dumps(payload, ensure_ascii=True, separators=(",", ":")).replace("/", "\\/")


def merge(webhooks: Iterable[str]) -> str:
    """Merge webhooks of one account into one body: Meta puts up to 1,000 updates into a post."""
    entries = [entry for webhook in webhooks for entry in json.loads(webhook)["entry"]]
    return encode({"object": "whatsapp_business_account", "entry": entries})


def sign(app_secret: str, body: bytes) -> str:
    """Return the ``X-Hub-Signature-256`` header over exactly these bytes."""
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()


def envelope(business: Business, about: str = "messages", **items: Any) -> str:
    """Build a body with one change about the number."""
    value = {"messaging_product": "whatsapp", "metadata": metadata(business), **items}
    return change(business, about, value)


def metadata(business: Business) -> dict[str, str]:
    return {"display_phone_number": business.digits, "phone_number_id": business.phone_number_id}


def change(business: Business, about: str, value: Mapping[str, Any], *, time: int | None = None) -> str:
    """Build a body with one change; ``time`` for those of the whole account."""
    entry: dict[str, Any] = {"id": business.waba_id, "changes": [{"value": value, "field": about}]}
    if time is not None:
        entry["time"] = time
    return encode({"object": "whatsapp_business_account", "entry": [entry]})


def contact(customer: Customer) -> dict[str, Any]:
    profile = {"name": customer.name}
    if customer.username:
        profile["username"] = customer.username
    return {"profile": profile, **_visible_number("wa_id", customer), "user_id": customer.bsuid}


def _visible_number(key: str, customer: Customer) -> dict[str, str]:
    return {key: customer.wa_id} if customer.wa_id else {}


def _costs(customer: Customer, step: StatusUpdate) -> dict[str, Any]:
    """Return what the message costs: since October 2026 free text within the window, too, but nothing that is sent in
    a free entry point, which alone still has a ``conversation`` (docs/design/providers.md A6)."""
    pricing = {"billable": True, "pricing_model": "PMP", "category": step.category, "type": "regular"}
    if step.free_until is None:
        return {"pricing": pricing}
    free = {"billable": False, "category": REFERRAL_CONVERSION, "type": "free_entry_point"}
    conversation = {
        "id": hashlib.sha256(f"{customer.bsuid}:{seconds(step.free_until)}".encode()).hexdigest()[:32],
        "expiration_timestamp": seconds(step.free_until),
        "origin": {"type": REFERRAL_CONVERSION},
    }
    return {"pricing": pricing | free, "conversation": conversation}


def seconds(at: datetime) -> str:
    return str(int(at.timestamp()))
