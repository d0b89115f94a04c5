"""One inbox as the relay sees it: announcements come lost, doubled and out of order, and leave as 1, 2, 3, …"""

from __future__ import annotations

from messaging.feed.burst import Item

# Waiting for a missing number. Beyond this the log is read anyway, so holding more is waste.
MAX_PENDING = 2000


class Ordering:
    """Pure; `next` is the number that goes out next, `head` the highest that is known to exist."""

    def __init__(self, head: int) -> None:
        self.next = head + 1
        self.head = head
        self._pending: dict[int, Item] = {}

    @property
    def lag(self) -> int:
        """Return how many known events have not gone out."""
        return self.head - self.next + 1

    def announce(self, head: int) -> None:
        """Note that events up to `head` exist."""
        self.head = max(self.head, head)

    def offer(self, item: Item) -> None:
        """Keep an event until its turn; one that had its turn is dropped."""
        if item.seq < self.next:
            return
        self.announce(item.seq)
        if len(self._pending) >= MAX_PENDING:
            if self.next in self._pending:
                return  # what has its turn goes out first; this one is read from the log
            self._pending.clear()
        self._pending[item.seq] = item

    def disbelieve(self) -> None:
        """Drop what was announced: the log knows nothing after what went out."""
        self._pending.clear()
        self.head = self.next - 1

    def take(self, most: int, chars: int) -> list[Item]:
        """Return the next events without a gap: at most `most`, and at most `chars` unless one alone is longer."""
        taken: list[Item] = []
        while len(taken) < most and self.next in self._pending:
            chars -= len(self._pending[self.next].text)
            if taken and chars < 0:
                break
            taken.append(self._pending.pop(self.next))
            self.next += 1
        return taken
