"""Replay, then live, each number once: one inbox on one socket. Pure.

See docs/design/realtime.md §4.6, rules 3 and 4.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from messaging.feed import Item, is_gapless

# What came live during a replay. More than this and the oldest is dropped: the log still has it.
MAX_HELD = 500


class Hole(Exception):
    """The next event is missing: read the log after `sent`."""


class ReplayMerger:
    """`sent` is the last number that was let through; nothing up to it passes ever again, because the relay
    may lag behind the log that this socket has read."""

    def __init__(self, sent: int) -> None:
        self.sent = sent
        self.live = False
        self._held: deque[Item] = deque(maxlen=MAX_HELD)

    def on_live(self, items: Sequence[Item]) -> Sequence[Item]:
        """Return what may go out now of what the relay delivers. Raises `Hole` (and then holds, not live)."""
        if not self.live:
            self._held.extend(items)
            return []
        try:
            return self.read(items)
        except Hole:
            self.live = False
            self._held.extend(items)
            raise

    def read(self, items: Sequence[Item]) -> Sequence[Item]:
        """Return what is new of a piece of the log, the piece itself where all of it is. Raises `Hole` when it does not
        continue."""
        if items and items[0].seq == self.sent + 1 and is_gapless(items):
            self.sent = items[-1].seq
            return items
        fresh = [item for item in items if item.seq > self.sent]
        for place, item in enumerate(fresh):
            if item.seq != self.sent + 1 + place:
                raise Hole
        if fresh:
            self.sent = fresh[-1].seq
        return fresh

    def settle(self) -> Sequence[Item]:
        """Return what was held after the log was read to its end, or nothing and be `live`. Raises `Hole`."""
        held, self._held = self._held, deque(maxlen=MAX_HELD)
        try:
            fresh = self.read(held)
        except Hole:
            self._held = held
            raise
        self.live = not fresh
        return fresh
