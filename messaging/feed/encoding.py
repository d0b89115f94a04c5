"""An event's frame as text: made once per event and process, shared by every socket."""

from __future__ import annotations

import json

import orjson

from messaging.feed.types import Event


def encode(event: Event) -> str:
    """`{"op":"ev","i":…,"s":…,"k":…,"d":{…},"by":{…},"was":{…}}`. Never fails for what the database could store."""
    frame = {"op": "ev", **event.frame()}
    try:
        # Times are text already: one that is not would read differently here and from the log.
        return orjson.dumps(frame, option=orjson.OPT_PASSTHROUGH_DATETIME).decode()
    except orjson.JSONEncodeError:
        # A lone surrogate or an integer beyond 64 bits: one odd event must not stop an inbox.
        return json.dumps(frame, separators=(",", ":"))
