"""One inbox that this process follows, and who listens to it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from messaging.feed.burst import Item
from messaging.feed.ordering import Ordering
from messaging.feed.types import Head, Reset

logger = logging.getLogger(__name__)


class Listener(Protocol):
    """What follows inboxes. None of these may block or raise."""

    def on_events(self, inbox_id: int, items: Sequence[Item]) -> None:
        """Take the next events, in order. The first may be older than what the listener already read."""

    def on_reset(self, inbox_id: int, reset: Reset) -> None:
        """Start again: the log cannot be continued; the relay goes on after `reset.head`."""

    def on_presence(self, inbox_id: int, note: dict[str, Any]) -> None:
        """Pass on that somebody looks at a conversation or types."""

    def on_draft(self, inbox_id: int, note: dict[str, Any], text: str) -> None:
        """Pass a draft on to its author, and that there is one to others."""

    def on_lost(self) -> None:
        """Close: the relay died, and nothing more will come."""


class Subscription:
    """`ordering` is None until the head has been read."""

    def __init__(self, inbox_id: int) -> None:
        self.inbox_id = inbox_id
        self.listeners: set[Listener] = set()
        self.ordering: Ordering | None = None
        self.epoch = ""
        self.beginning = asyncio.Lock()
        self.reading = False

    @property
    def lag(self) -> int:
        """Return how many known events have not been delivered."""
        return self.ordering.lag if self.ordering else 0

    def begin(self, head: Head) -> None:
        self.ordering, self.epoch = Ordering(head.seq), head.epoch

    def notify(self, one: Callable[[Listener], None]) -> None:
        """Call for every listener; one that is broken must not silence the others."""
        for listener in tuple(self.listeners):
            try:
                one(listener)
            except Exception:
                logger.exception("Listener failed", extra={"inbox": self.inbox_id})
                self.listeners.discard(listener)
                listener.on_lost()
