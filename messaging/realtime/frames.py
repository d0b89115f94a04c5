"""Events and texts as WebSocket frames. What a server sends is not masked (RFC 6455 §5.1), and messages that are
compressed each by itself depend on nothing that was sent before (RFC 7692 §7.2.3.6): both are the same bytes for every socket. Pure.
"""

from __future__ import annotations

import struct
import zlib
from typing import Final

from messaging.feed import Burst, Item

# A whole text message in one frame; the same with the bit that says it is compressed.
TEXT: Final = 0x81
DEFLATED: Final = 0xC1
# What a decompressor has to remember: 2 ** WINDOW_BITS bytes.
WINDOW_BITS: Final = 12
# The hash table of a window of that size; a larger one takes longer to make than to use.
MEMORY_LEVEL: Final = 5
# The longest payload whose length is said in seven bits, in sixteen.
SHORT: Final = 125
MEDIUM: Final = 0xFFFF
# Bytes below which a text gets hardly shorter.
WORTH_DEFLATING: Final = 150
_END_OF_BLOCK: Final = b"\x00\x00\xff\xff"


def plain(text: str) -> bytes:
    """Return the text as one frame."""
    return _frame(TEXT, text.encode())


def deflated(text: str) -> bytes:
    """Return the text as one frame for a client that has negotiated permessage-deflate."""
    payload = text.encode()
    if len(payload) < WORTH_DEFLATING:
        return _frame(TEXT, payload)
    compressor = zlib.compressobj(wbits=-WINDOW_BITS, memLevel=MEMORY_LEVEL)
    data = compressor.compress(payload) + compressor.flush(zlib.Z_SYNC_FLUSH)
    return _frame(DEFLATED, data.removesuffix(_END_OF_BLOCK))


def plain_event(event: Item) -> bytes:
    """Return the event as one frame."""
    return plain(event.text)


def deflated_event(event: Item) -> bytes:
    """Return the event as one compressed frame."""
    return deflated(event.text)


def plain_events(events: Burst) -> bytes:
    """Return the frames of all these events, one after the other."""
    return b"".join([event.once(plain_event) for event in events])


def deflated_events(events: Burst) -> bytes:
    """Return the compressed frames of all these events, one after the other."""
    return b"".join([event.once(deflated_event) for event in events])


def _frame(first: int, payload: bytes) -> bytes:
    length = len(payload)
    if length <= SHORT:
        head = bytes((first, length))
    elif length <= MEDIUM:
        head = struct.pack("!BBH", first, SHORT + 1, length)
    else:
        head = struct.pack("!BBQ", first, SHORT + 2, length)
    return head + payload
