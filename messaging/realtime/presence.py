"""Who looks at a conversation and who types: shown to colleagues, never stored, gone by itself.

Every signal has a time to live and is repeated by its sender, so a lost one and a killed process heal
(docs/design/realtime.md §5).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from messaging.models import Conversation
from messaging.realtime.protocol import Mode, PresenceFrame

# Seconds; senders repeat typing every 3 s and viewing every 10 s.
TTL: Mapping[Mode, int] = {"typing": 6, "viewing": 30}

# Signals of one socket: what an agent does who types in one conversation and flips through others.
RATE = 2.0
BURST = 10

MAX_KEPT = 5000
MAX_CONVERSATIONS = 10_000


@dataclass(frozen=True, slots=True)
class PresenceSignal:
    """One signal, in the plain values that travel between processes; `origin` is the process's relay."""

    conversation: int
    agent: int
    name: str
    mode: Mode
    origin: str

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> PresenceSignal:
        return cls(**values)

    def plain(self) -> dict[str, Any]:
        return asdict(self)

    def frame(self, inbox: int) -> PresenceFrame:
        return {
            "op": "presence",
            "inbox": inbox,
            "conversation": self.conversation,
            "agent": {"id": self.agent, "name": self.name},
            "mode": self.mode,
            "ttl": TTL[self.mode],
        }


class PresenceCache:
    """What this process has received and is still true, for sockets that come in the middle."""

    def __init__(self) -> None:
        self._until: dict[tuple[int, PresenceSignal], float] = {}

    def keep(self, inbox: int, note: PresenceSignal) -> None:
        if len(self._until) >= MAX_KEPT:
            self._sweep()
        if len(self._until) < MAX_KEPT:
            self._until[inbox, note] = time.monotonic() + TTL[note.mode]

    def now(self, inbox: int) -> list[PresenceSignal]:
        self._sweep()
        return [note for where, note in self._until if where == inbox]

    def _sweep(self) -> None:
        now = time.monotonic()
        self._until = {key: until for key, until in self._until.items() if until > now}


class ConversationInboxCache:
    """Which inbox a conversation is in; that never changes, so it is asked once."""

    def __init__(self) -> None:
        self._known: dict[int, int] = {}

    def get(self, conversation: int) -> int | None:
        return self._known.get(conversation)

    def look_up(self, conversation: int) -> int | None:
        """Touches the database."""
        inbox = Conversation.objects.filter(pk=conversation).values_list("inbox_id", flat=True).first()
        if inbox is not None:
            if len(self._known) >= MAX_CONVERSATIONS:
                self._known.clear()
            self._known[conversation] = inbox
        return inbox
