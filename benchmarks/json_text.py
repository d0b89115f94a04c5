"""What an event's text costs with orjson and with the standard library: `python -m benchmarks.json_text`."""

from __future__ import annotations

import json
from pathlib import Path

import orjson

from benchmarks.parsing import seconds

EVENT = Path(__file__).parent.parent / "tests" / "contract" / "ev.message.created.json"


def main() -> None:
    event = json.loads(EVENT.read_text())
    text = orjson.dumps(event)
    pairs = [
        ("writing", lambda: orjson.dumps(event), lambda: json.dumps(event, separators=(",", ":"))),
        ("reading", lambda: orjson.loads(text), lambda: json.loads(text)),
    ]
    for what, quick, plain in pairs:
        fast, slow = seconds(quick), seconds(plain)
        print(
            f"{what}: orjson {fast * 1e6:5.1f} µs, json {slow * 1e6:5.1f} µs: {slow / fast:4.1f} times as long"
        )


if __name__ == "__main__":
    main()
