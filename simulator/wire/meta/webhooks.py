"""What the fake Meta puts on the wire: ids, envelopes, escaping and signatures. No database."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.wire.meta.errors import as_status_error

# Statuses in which Meta tells the customer's username (docs/design/providers.md A6, A10).
NAMES_USERNAME = frozenset({"delivered", "read"})

UNDELIVERABLE = 131026

# Only what a BSUID needs: the country it begins with. Longest calling code first.
COUNTRIES = (
    ("351", "PT"), ("353", "IE"), ("420", "CZ"), ("971", "AE"), ("972", "IL"),
    ("20", "EG"), ("27", "ZA"), ("31", "NL"), ("33", "FR"), ("34", "ES"), ("39", "IT"), ("44", "GB"),
    ("49", "DE"), ("52", "MX"), ("54", "AR"), ("55", "BR"), ("62", "ID"), ("81", "JP"), ("90", "TR"),
    ("91", "IN"), ("1", "US"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Business:
    """The number that a webhook is about."""

    waba_id: str
    phone_number_id: str
    display_number: str

    @property
    def digits(self) -> str:
        return digits_of(self.display_number)


@dataclass(frozen=True, slots=True)
class Customer:
    """The person that a webhook is about. ``wa_id`` is empty for somebody who hides the number."""

    wa_id: str
    bsuid: str
    name: str
    username: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """One step of a message of the business; ``callback_data`` is what came along with the send,
    ``error`` the code of a failure."""

    wamid: str
    status: str
    at: datetime
    callback_data: str = ""
    error: int = UNDELIVERABLE


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the customer. ``part`` stands under the name of its ``kind``; ``reply_to`` is the
    wamid it quotes or empty; ``extra`` are further keys beside them (referral, errors, context)."""

    wamid: str
    at: datetime
    kind: str
    part: Any
    reply_to: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


def said_text(wamid: str, body: str, at: datetime, reply_to: str = "") -> Said:
    return Said(wamid, at, "text", {"body": body}, reply_to)


def digits_of(number: str) -> str:
    """The ASCII digits of a phone number in any of its usual spellings."""
    return "".join(character for character in number if character in "0123456789")


def new_wamid(wa_id: str, *, inbound: bool) -> str:
    """An id built as Meta's are seen to be built (docs/design/providers.md A5); nobody may take it apart."""
    phone, unique = wa_id.encode(), secrets.token_hex(16).upper().encode()
    direction = b"\x12" if inbound else b"\x11"
    raw = b"\x1c\x18" + bytes([len(phone)]) + phone + b"\x15\x02\x00" + direction
    raw += b"\x18" + bytes([len(unique)]) + unique + b"\x00"
    return "wamid." + base64.b64encode(raw).decode()


def bsuid_of(waba_id: str, wa_id: str) -> str:
    """The business-scoped user id: always the same for one business and one customer."""
    digest = hashlib.sha256(f"{waba_id}:{wa_id}".encode()).digest()
    country = next((iso for code, iso in COUNTRIES if wa_id.startswith(code)), "ZZ")
    return f"{country}.{int.from_bytes(digest[:8], 'big')}"


def message_webhook(business: Business, customer: Customer, *said: Said) -> str:
    """The webhook of a customer's messages, ready to be signed. ``system`` has no contacts, as at Meta."""
    items = [message_item(business, customer, each) for each in said]
    if any(each.kind == "system" for each in said):
        return envelope(business, messages=items)
    return envelope(business, contacts=[contact(customer, username=True)], messages=items)


def message_item(business: Business, customer: Customer, said: Said) -> dict[str, Any]:
    """The element of ``messages`` (docs/design/providers.md A5)."""
    message: dict[str, Any] = {
        **_if_shown("from", customer),
        "from_user_id": customer.bsuid,
        "id": said.wamid,
        "timestamp": seconds(said.at),
        said.kind: said.part,
        "type": said.kind,
        **said.extra,
    }
    if said.reply_to:
        message["context"] = {"from": business.digits, "id": said.reply_to}
    return message


def status_webhook(business: Business, customer: Customer, step: Status) -> str:
    """The webhook of one status, ready to be signed. ``failed`` has no contacts, as at Meta."""
    item: dict[str, Any] = {
        "id": step.wamid,
        "status": step.status,
        "timestamp": seconds(step.at),
        **_if_shown("recipient_id", customer),
    }
    if step.callback_data:
        item["biz_opaque_callback_data"] = step.callback_data
    if step.status == "failed":
        if not customer.wa_id:
            item["recipient_user_id"] = customer.bsuid
        return envelope(business, statuses=[item | {"errors": [as_status_error(step.error)]}])
    item["recipient_user_id"] = customer.bsuid
    item["pricing"] = _pricing()
    person = contact(customer, username=step.status in NAMES_USERNAME)
    return envelope(business, contacts=[person], statuses=[item])


def encode(payload: dict[str, Any]) -> str:
    """JSON as Meta writes it: compact, ASCII, with ``\\u00e9`` and ``\\/`` escapes."""
    # A slash can only stand inside a JSON string, so replacing in the finished text is safe.
    return json.dumps(payload, ensure_ascii=True, separators=(",", ":")).replace("/", "\\/")


def merge(webhooks: Iterable[str]) -> str:
    """Several webhooks of one account as one body: Meta puts up to 1,000 updates into a post."""
    entries = [entry for webhook in webhooks for entry in json.loads(webhook)["entry"]]
    return encode({"object": "whatsapp_business_account", "entry": entries})


def sign(app_secret: str, body: bytes) -> str:
    """The ``X-Hub-Signature-256`` header over exactly these bytes."""
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()


def envelope(business: Business, about: str = "messages", **items: Any) -> str:
    """A change about the number."""
    value = {"messaging_product": "whatsapp", "metadata": metadata(business), **items}
    return change(business, about, value)


def metadata(business: Business) -> dict[str, str]:
    return {"display_phone_number": business.digits, "phone_number_id": business.phone_number_id}


def change(business: Business, about: str, value: Mapping[str, Any], *, time: int | None = None) -> str:
    """One change as a body, ready to be signed; ``time`` for those of the whole account."""
    entry: dict[str, Any] = {"id": business.waba_id, "changes": [{"value": value, "field": about}]}
    if time is not None:
        entry["time"] = time
    return encode({"object": "whatsapp_business_account", "entry": [entry]})


def contact(customer: Customer, *, username: bool) -> dict[str, Any]:
    profile = {"name": customer.name}
    if username and customer.username:
        profile["username"] = customer.username
    return {"profile": profile, **_if_shown("wa_id", customer), "user_id": customer.bsuid}


def _if_shown(key: str, customer: Customer) -> dict[str, str]:
    return {key: customer.wa_id} if customer.wa_id else {}


def _pricing() -> dict[str, Any]:
    return {
        "billable": False,
        "pricing_model": "PMP",
        "category": "service",
        "type": "free_customer_service",
    }


def seconds(at: datetime) -> str:
    return str(int(at.timestamp()))
