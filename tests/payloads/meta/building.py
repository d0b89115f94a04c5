"""Pieces of what Meta posts, in the documented shapes (docs/design/providers.md A4-A10)."""

from __future__ import annotations

import json
from typing import Any

ROUTE, WABA, BUSINESS = "106540000000001", "102290129340398", "15550001111"
METADATA = {"display_phone_number": BUSINESS, "phone_number_id": ROUTE}
ANN, BEN, EVA = "447700900123", "4915112345678", "551187654321"
ANN_BSUID, BEN_BSUID = "GB.1349120865530274", "DE.9981727364550"
AT = "1750030073"

JSON = dict[str, Any]


def body(*entries: Any) -> bytes:
    """As Meta writes it: compact, escaped."""
    document = {"object": "whatsapp_business_account", "entry": list(entries)}
    return json.dumps(document, separators=(",", ":")).replace("/", "\\/").encode()


def entry(*changes: Any) -> JSON:
    return {"id": WABA, "changes": list(changes)}


def change(field: str = "messages", **value: Any) -> JSON:
    """A change of a number; those of an account have no metadata."""
    return {"field": field, "value": {"messaging_product": "whatsapp", "metadata": METADATA} | value}


def call(**value: Any) -> bytes:
    """One entry with one change."""
    return body(entry(change(**value)))


def contact(wa_id: str | None = ANN, user_id: str | None = None, name: str = "Ann Lee", **more: Any) -> JSON:
    ids = {"wa_id": wa_id, "user_id": user_id}
    return {"profile": {"name": name}} | {key: value for key, value in ids.items() if value} | more


def message(id: str = "wamid.M1", sender: str | None = ANN, **more: Any) -> JSON:
    who = {"from": sender} if sender else {}
    return who | {"id": id, "timestamp": AT, "type": "text", "text": {"body": f"text of {id}"}} | more


def typed(kind: str, part: Any = None, **more: Any) -> JSON:
    """A message of another kind than text."""
    item = message(**more)
    del item["text"]
    return item | {"type": kind} | ({} if part is None else {kind: part})


def status(id: str = "wamid.S1", status: str = "delivered", **more: Any) -> JSON:
    return {"id": id, "status": status, "timestamp": AT, "recipient_id": ANN} | more


def problem(code: int = 131026, details: str = "Message Undeliverable.") -> JSON:
    title = "Message undeliverable"
    return {"code": code, "title": title, "message": title, "error_data": {"details": details}}
