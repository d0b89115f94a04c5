"""Structured parts of messages, in Meta's vocabulary: reading, summarising, checking; and files as data."""

from messaging.transports.payload.characters import ONE_EMOJI, is_one_emoji, is_visible
from messaging.transports.payload.json_access import (
    clean,
    is_storable,
    load_bounded_object,
    load_object,
    mapping,
    sequence,
    storable,
    text,
    timestamp,
)
from messaging.transports.payload.media import (
    Download,
    MediaKind,
    OutgoingMedia,
    RemoteMedia,
    Uploaded,
    sha256_hex,
)
from messaging.transports.payload.outgoing import CARD_LISTS, CARD_OBJECTS, check_payload
from messaging.transports.payload.summaries import (
    EDITABLE,
    UNAVAILABLE,
    UNAVAILABLE_CODE,
    item_type,
    summarize,
)

__all__ = [
    "CARD_LISTS",
    "CARD_OBJECTS",
    "EDITABLE",
    "ONE_EMOJI",
    "UNAVAILABLE",
    "UNAVAILABLE_CODE",
    "Download",
    "MediaKind",
    "OutgoingMedia",
    "RemoteMedia",
    "Uploaded",
    "check_payload",
    "clean",
    "is_one_emoji",
    "is_storable",
    "is_visible",
    "item_type",
    "load_bounded_object",
    "load_object",
    "mapping",
    "sequence",
    "sha256_hex",
    "storable",
    "summarize",
    "text",
    "timestamp",
]
