"""The way past the server's own encoding: frames that are ready go straight to a transport that takes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from messaging.feed import Burst, Item
from messaging.realtime import frames

# What a server says in `scope["extensions"]` that can do it: ``write(frames)`` returns False, and writes nothing,
# where the client must be waited for or is gone; ``deflate`` is the window (bits) in which compressed messages
# that stand alone are understood, 0 where none are.
EXTENSION = "websocket.frames"


class FrameWriter:
    """Writes at once or not at all; False says that the text has to be sent in the ordinary way, which waits."""

    def __init__(self, write: Callable[[bytes], bool], *, deflate: bool) -> None:
        self._write = write
        self._frame = frames.deflated if deflate else frames.plain
        self._of_event = frames.deflated_event if deflate else frames.plain_event
        self._of_events = frames.deflated_events if deflate else frames.plain_events

    @classmethod
    def of(cls, scope: Mapping[str, Any]) -> FrameWriter | None:
        """Return the writer of this socket, or None where its server has none."""
        offer = (scope.get("extensions") or {}).get(EXTENSION)
        if offer is None:
            return None
        return cls(offer["write"], deflate=offer["deflate"] >= frames.WINDOW_BITS)

    def text(self, text: str) -> bool:
        """Write one text."""
        return self._write(self._frame(text))

    def event(self, event: Item) -> bool:
        """Write one event; its frame is made once for all sockets."""
        return self._write(event.once(self._of_event))

    def events(self, events: Burst) -> bool:
        """Write all these events; their frames are made and joined once for all sockets."""
        return self._write(events.once(self._of_events))
