"""A script's customer and messages in Meta's format."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from typing import Any

from simulator.demo.scripts import Line, Script
from simulator.media_samples import Sample, sample

FILES = {
    "image": "image",
    "video": "video",
    "voice": "audio",
    "document": "document",
    "sticker": "sticker",
}
PARTS: dict[str, tuple[str, Any]] = {
    "location": (
        "location",
        {"latitude": 51.4545, "longitude": -2.5879, "address": "Harbourside, Bristol BS1 5DB"},
    ),
    "contact": (
        "contacts",
        [
            {
                "name": {"formatted_name": "Mr Hale (no. 14)", "first_name": "Mr", "last_name": "Hale"},
                "phones": [{"phone": "+44 7700 900743", "wa_id": "447700900743", "type": "CELL"}],
            }
        ],
    ),
    "order": (
        "order",
        {
            "catalog_id": "194836987003835",
            "text": "Could you gift-wrap it?",
            "product_items": [
                {"product_retailer_id": "LINDEN-SAGE", "quantity": 2, "item_price": 89.5, "currency": "GBP"},
                {"product_retailer_id": "FERN-SHADE", "quantity": 1, "item_price": 24, "currency": "GBP"},
            ],
        },
    ),
}
EXTRAS: dict[str, dict[str, Any]] = {
    "forwarded": {"context": {"forwarded": True}},
    "ad": {
        "referral": {
            "source_url": "https://fb.me/maple-and-oak",
            "source_id": "120210000000000001",
            "source_type": "ad",
            "headline": "Linden in sage",
            "body": "The lamp for long evenings.",
            "media_type": "image",
        }
    },
}
UNSUPPORTED = {
    "code": 131051,
    "title": "Message type unknown",
    "message": "Message type unknown",
    "error_data": {"details": "Message type is currently not supported."},
}

# Which country a business-scoped id begins with.
COUNTRIES = {
    "44": "GB",
    "1": "US",
    "353": "IE",
    "61": "AU",
    "34": "ES",
    "52": "MX",
    "351": "PT",
    "49": "DE",
    "33": "FR",
    "48": "PL",
    "90": "TR",
    "971": "AE",
    "972": "IL",
    "91": "IN",
    "81": "JP",
}


def phone_digits(script: Script) -> str:
    """Return the wa_id; "" for a hidden number."""
    return "".join(character for character in script.phone if character.isdigit())


def bsuid_of(script: Script) -> str:
    """Return the business-scoped user id: the same for one person."""
    if script.bsuid:
        return script.bsuid
    country = COUNTRIES[script.phone.removeprefix("+").split(" ")[0]]
    digest = hashlib.sha256(script.phone.encode()).digest()
    return f"{country}.{int.from_bytes(digest[:8], 'big')}"


def inbound_item(script: Script, line: Line, wamid: str, at: datetime) -> dict[str, Any]:
    """Build the element of ``messages`` that a webhook would have carried (docs/design/providers.md A5)."""
    item: dict[str, Any] = {
        "from_user_id": bsuid_of(script),
        "id": wamid,
        "timestamp": str(int(at.timestamp())),
        **_part(line, wamid),
    }
    return item | {"from": phone_digits(script)} if script.phone else item


def file_of(line: Line, wamid: str) -> Sample | None:
    """Return the file that a line is about; None where it is about none."""
    kind = FILES.get(line.word)
    return sample(kind, _seed(wamid)) if kind else None


def media_id_of(wamid: str) -> str:
    """Return Meta's id of the file of this message."""
    return str(_seed(wamid) % 10**15)


def _seed(wamid: str) -> int:
    return int.from_bytes(hashlib.sha256(wamid.encode()).digest()[:8], "big")


def _part(line: Line, wamid: str) -> dict[str, Any]:
    file = file_of(line, wamid)
    if file:
        return {"type": file.kind, file.kind: _file(line, wamid, file)}
    if line.word == "tap":
        return {"type": "button", "button": {"payload": line.rest, "text": line.rest}}
    if line.word in PARTS:
        kind, part = PARTS[line.word]
        named = {"name": line.text} if line.word == "location" else {}
        return {"type": kind, kind: [*part] if isinstance(part, list) else {**part, **named}}
    if line.word == "unsupported":
        return {"type": "unsupported", "unsupported": {"type": line.rest}, "errors": [UNSUPPORTED]}
    extra = EXTRAS.get(line.word, {})
    return {"type": "text", "text": {"body": line.text}, **extra}


def _file(line: Line, wamid: str, file: Sample) -> dict[str, Any]:
    digest = base64.b64encode(hashlib.sha256(file.data).digest()).decode()
    part: dict[str, Any] = {"mime_type": file.mime_type, "sha256": digest, "id": media_id_of(wamid)}
    if file.kind == "audio":
        return part | {"voice": file.voice}
    if file.kind == "document":
        part["filename"] = "receipt MO-48912.pdf"
    return part | ({"caption": line.text} if line.text else {})
