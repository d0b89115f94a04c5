"""How Meta would name a script's customer, and how it would have written their messages."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from messaging.management.demo.scripts import Line, Script

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
    """The wa_id; "" for somebody who hides the number."""
    return "".join(character for character in script.phone if character.isdigit())


def bsuid_of(script: Script) -> str:
    """The business-scoped id: always the same for one person."""
    if script.bsuid:
        return script.bsuid
    country = COUNTRIES[script.phone.removeprefix("+").split(" ")[0]]
    digest = hashlib.sha256(script.phone.encode()).digest()
    return f"{country}.{int.from_bytes(digest[:8], 'big')}"


def inbound_item(script: Script, line: Line, wamid: str, at: datetime) -> dict[str, Any]:
    """The element of ``messages`` that a webhook would have carried (providers.md A5)."""
    item: dict[str, Any] = {
        "from_user_id": bsuid_of(script),
        "id": wamid,
        "timestamp": str(int(at.timestamp())),
        **_part(line),
    }
    return item | {"from": phone_digits(script)} if script.phone else item


def _part(line: Line) -> dict[str, Any]:
    kind, _, what = line.mark.partition(" ")
    if kind == "image":
        image = {"mime_type": "image/jpeg", "id": "0", **({"caption": line.text} if line.text else {})}
        return {"type": "image", "image": image}
    if kind == "unsupported":
        problem = {
            "code": 131051,
            "title": "Message type unknown",
            "message": "Message type unknown",
            "error_data": {"details": "Message type is currently not supported."},
        }
        return {"type": "unsupported", "unsupported": {"type": what}, "errors": [problem]}
    return {"type": "text", "text": {"body": line.text}}
