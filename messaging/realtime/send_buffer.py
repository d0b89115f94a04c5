"""What waits to be written to one socket: bounded, in order."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import NamedTuple

from messaging.feed import Item

MAX_FRAMES = 500
MAX_CHARS = 256 * 1024


class Text(NamedTuple):
    """A frame's text; `inbox` and `event` only where it is an event."""

    text: str
    inbox: int = 0
    event: Item | None = None

    @classmethod
    def of(cls, inbox: int, event: Item) -> Text:
        return cls(event.text, inbox, event)


class SendBuffer:
    """A queue that says no instead of growing."""

    def __init__(self, *, max_frames: int = MAX_FRAMES, max_chars: int = MAX_CHARS) -> None:
        self._max_frames = max_frames
        self._max_chars = max_chars
        self._queue: deque[Text] = deque()
        self._chars = 0
        self._filled = asyncio.Event()
        self._roomy = asyncio.Event()
        self._roomy.set()

    def __len__(self) -> int:
        return len(self._queue)

    @property
    def chars(self) -> int:
        return self._chars

    def put(self, frame: Text) -> bool:
        """Queue a frame; False when it does not fit. One that is too long by itself fits into an empty queue: refusing
        it would refuse it for ever."""
        if self._queue and self._overflows(frame):
            return False
        self._queue.append(frame)
        self._chars += len(frame.text)
        self._filled.set()
        if self._busy():
            self._roomy.clear()
        return True

    async def take(self, most: int, chars: int) -> list[Text]:
        """Wait for frames; at most `most` and about `chars`, at least one unless woken by `wake`."""
        await self._filled.wait()
        taken: list[Text] = []
        while self._queue and len(taken) < most and chars > 0:
            frame = self._queue.popleft()
            self._chars -= len(frame.text)
            chars -= len(frame.text)
            taken.append(frame)
        if not self._queue:
            self._filled.clear()
        if not self._busy():
            self._roomy.set()
        return taken

    async def room(self) -> None:
        """Wait until less than half is filled: how a replay goes at the client's pace."""
        await self._roomy.wait()

    def wake(self) -> None:
        """Let `take` return with nothing."""
        self._filled.set()

    def drain(self) -> list[Text]:
        """Return everything that waits, at once."""
        frames = list(self._queue)
        self.clear()
        return frames

    def clear(self) -> None:
        self._queue.clear()
        self._chars = 0
        self._roomy.set()

    def _overflows(self, frame: Text) -> bool:
        return len(self._queue) >= self._max_frames or self._chars + len(frame.text) > self._max_chars

    def _busy(self) -> bool:
        return len(self._queue) * 2 >= self._max_frames or self._chars * 2 >= self._max_chars
