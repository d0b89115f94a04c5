"""Who looks at a conversation and who types: shown to colleagues, never stored, gone by itself.

Every signal has a time to live and is repeated by its sender, so a lost one and a killed process heal
(docs/design/realtime.md §5).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from messaging.models import Conversation
from messaging.realtime.protocol import Mode, PresenceFrame

# Seconds; senders repeat typing every 3 s and viewing every 10 s. What is repeated sooner is not passed on. A draft is a row,
# of which nobody repeats anything: it begins and ends, and whoever opens the conversation later reads it with the thread.
TTL: Mapping[Mode, int] = {"typing": 6, "viewing": 30, "draft": 86_400}
EVERY: Mapping[Mode, float] = {"typing": 2.0, "viewing": 8.0}

# Signals of one socket: what an agent does who types in one conversation and flips through others.
RATE = 2.0
BURST = 10

MAX_KEPT = 5000
MAX_CONVERSATIONS = 10_000


@dataclass(frozen=True, slots=True)
class PresenceSignal:
    """One signal, in the plain values that travel between processes; `origin` is the process's relay, `socket` the
    window in which the agent does it."""

    conversation: int
    agent: int
    name: str
    mode: Mode
    origin: str
    socket: str
    note: bool = False
    gone: bool = False

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
            "note": self.note,
            "socket": self.socket,
            "ttl": 0 if self.gone else TTL[self.mode],
        }


def draft_frame(inbox: int, note: Mapping[str, Any]) -> PresenceFrame:
    """Return what colleagues are told of a draft: each takes the place of what was said of it before."""
    return {
        "op": "presence",
        "inbox": inbox,
        "conversation": note["conversation"],
        "agent": {"id": note["agent"], "name": note["name"]},
        "mode": "draft",
        "note": note["note"],
        "socket": f"{note['conversation']} {'note' if note['note'] else 'reply'}",
        "ttl": 0 if note["empty"] else TTL["draft"],
    }


class PresenceCache:
    """What this process has received and is still true, for sockets that come in the middle. A socket looks at one
    conversation and types in one, so it is bounded by the number of sockets."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, Mode], _Kept] = {}

    def keep(self, inbox: int, signal: PresenceSignal) -> None:
        key = (signal.socket, signal.mode)
        if signal.gone:
            before = self._kept.get(key)
            # An end that comes late must not end what began since.
            if before is not None and before.signal.conversation == signal.conversation:
                del self._kept[key]
            return
        if key not in self._kept and len(self._kept) >= MAX_KEPT:
            self._sweep()
        if key in self._kept or len(self._kept) < MAX_KEPT:
            self._kept[key] = _Kept(inbox, signal, time.monotonic() + TTL[signal.mode])

    def now(self, inbox: int) -> list[PresenceSignal]:
        self._sweep()
        return [kept.signal for kept in self._kept.values() if kept.inbox == inbox]

    def _sweep(self) -> None:
        now = time.monotonic()
        self._kept = {key: kept for key, kept in self._kept.items() if kept.until > now}


class _Kept(NamedTuple):
    inbox: int
    signal: PresenceSignal
    until: float


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
