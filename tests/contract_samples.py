"""The golden samples in tests/contract/: what the server says, read again by the console's own tests.

`UPDATE_CONTRACT=1` writes them anew; a change there is a change of the public contract.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

CONTRACT = Path(__file__).parent / "contract"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NUMBERED = re.compile(r"^(/api/\w+/(?:\?inbox=)?)\d+")
IDS = {"id", "conversation", "inbox", "i", "s", "seq", "head", "contact", "agent", "mentioned", "revision"}


def stable(value: Any, key: str = "") -> Any:
    """The same document with everything that differs from run to run made the same."""
    if isinstance(value, dict):
        return {
            "1" if name.isdecimal() else name: stable(inner, name) for name, inner in sorted(value.items())
        }
    if isinstance(value, list):
        return [stable(inner, key) for inner in value]
    if isinstance(value, int) and not isinstance(value, bool) and key in IDS:
        return 7
    if isinstance(value, str):
        return _stable_text(value, key)
    return value


def _stable_text(value: str, key: str) -> str:
    if key == "epoch":
        return "ab12cd34"
    if MOMENT.fullmatch(value):
        return "2026-01-02T03:04:05.678901Z"
    if key == "external_id":
        return "wamid.sample"
    value = NUMBERED.sub(r"\g<1>7", value)
    return UUID.sub("6f1d3c5e-0a53-4c39-9a34-3a7a2f8f3c10", value)


def agree(name: str, document: Any) -> None:
    """The document is what the golden file says."""
    path = CONTRACT / f"{name}.json"
    text = json.dumps(stable(document), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    if os.environ.get("UPDATE_CONTRACT"):
        path.write_text(text)
    assert path.read_text() == text, f"{path.name} changed; UPDATE_CONTRACT=1 writes it anew"
