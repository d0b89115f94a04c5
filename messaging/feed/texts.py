"""The texts of events that many sockets ask for at once: read, taken apart and written once for all of them.

After a restart everybody comes back and wants the same last minutes. With a copy for each socket three hundred
of them held 90 MB, and the process was busy for a minute (`make chaos CHAOS="--only reconnect-storm"`).
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable

from messaging.feed.burst import Item
from messaging.feed.encoding import encode
from messaging.feed.positions import REPLAY_BUDGET, check_against, check_cursor, events_after, hole
from messaging.feed.types import Head
from messaging.limits import FEED_PAGE

# Their frames, plain and compressed, are kept with them: about as much again and a half.
MOST_CHARS = 4 * 1024 * 1024
# What was deleted since must not be shown for long.
SECONDS = 30.0
Key = tuple[int, str, int]  # inbox, epoch, number


class RecentTexts:
    """Bounded, short-lived, and usable from any thread; an event changes only where a deleted note is taken out of it, so nothing has to be
    renewed before it is too old."""

    def __init__(
        self,
        *,
        most_chars: int = MOST_CHARS,
        seconds: float = SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most_chars = most_chars
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, tuple[float, Item]] = OrderedDict()
        self._chars = 0

    def page(
        self,
        inbox_id: int,
        cursor: int,
        *,
        epoch: str | None = None,
        limit: int = FEED_PAGE,
        head: Head | None = None,
    ) -> list[Item]:
        """Return the next events after `cursor` as `positions.since` does, at most `limit`; raises `Reset`. `head`: where
        the feed stood a moment ago, for whoever has read it already."""
        if head is None:
            head = check_cursor(inbox_id, cursor, epoch=epoch, budget=REPLAY_BUDGET)
        else:
            check_against(head, cursor, epoch=epoch, budget=REPLAY_BUDGET)
        numbers = range(cursor + 1, min(cursor + limit, head.seq) + 1)
        found = self._find(inbox_id, head.epoch, numbers)
        missing = [number for number in numbers if number not in found]
        if missing:
            events = events_after(inbox_id, missing[0] - 1, limit=missing[-1] - missing[0] + 1)
            fresh = [Item(event.seq, event.kind, encode(event)) for event in events]
            self._keep(inbox_id, head.epoch, fresh)
            found |= {item.seq: item for item in fresh}
        if not found.keys() >= set(numbers):
            raise hole(head)
        return [found[number] for number in numbers]

    def _find(self, inbox_id: int, epoch: str, numbers: Iterable[int]) -> dict[int, Item]:
        with self._lock:
            self._forget_old()
            kept = ((number, self._kept.get((inbox_id, epoch, number))) for number in numbers)
            return {number: one[1] for number, one in kept if one is not None}

    def _keep(self, inbox_id: int, epoch: str, items: Iterable[Item]) -> None:
        with self._lock:
            for item in items:
                key = (inbox_id, epoch, item.seq)
                if key not in self._kept:
                    self._kept[key] = (self._clock(), item)
                    self._chars += len(item.text)
            while self._chars > self._most_chars:
                self._drop_oldest()

    def _forget_old(self) -> None:
        """Drop what was read too long ago; the oldest come first."""
        until = self._clock() - self._seconds
        while self._kept and next(iter(self._kept.values()))[0] < until:
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        _, (_, item) = self._kept.popitem(last=False)
        self._chars -= len(item.text)
