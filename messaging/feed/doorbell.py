"""The doorbell: notifies the relays of all processes that an inbox has new events. It may be lost at any time.

This module holds the only `group_send` of the project and all group names. Nothing may depend on it: a
relay that receives nothing finds them with its head poll (docs/design/realtime.md §4.6).
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from channels.layers import InMemoryChannelLayer, get_channel_layer

from messaging import metrics
from messaging.feed.encoding import encode
from messaging.feed.types import Event
from messaging.runtime import runtime

log = logging.getLogger(__name__)

# Rings that carry events, rings that only say how far an inbox has come, and those that are no feed.
EVENTS = "feed.events"
HEAD = "feed.head"
PRESENCE = "presence"
DRAFT = "draft"
ACCESS = "access"
AVAILABILITY = "availability"

ACCESS_GROUP = "console.access"
AVAILABILITY_GROUP = "console.availability"

# A larger transaction only announces its head: one read is cheaper than a large message to everybody.
MAX_EVENTS = 64
MAX_CHARS = 100_000
# A layer that needs longer is treated as away, and no more than this many rings wait for it.
PATIENCE = 1.0
MAX_WAITING = 500


def feed_group(inbox_id: int) -> str:
    """Return the group that the relays following an inbox join."""
    return f"console.feed.{inbox_id}"


# What takes a group and a message, on its own loop; it must not block or raise.
Receiver = Callable[[str, dict[str, Any]], None]


class _Bound:
    """The loop on which this process rings, and how many rings are under way."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.waiting = 0
        # asyncio holds its tasks weakly.
        self.sending: set[asyncio.Task[None]] = set()
        # Who listens in this process, and on which loop.
        self.receivers: dict[Receiver, asyncio.AbstractEventLoop] = {}


def _bound() -> _Bound:
    return runtime().part(_Bound)


def bind(loop: asyncio.AbstractEventLoop) -> None:
    """Ring on this loop from now on. A process without one (a management command) rings nothing."""
    bound = _bound()
    with bound.lock:
        if bound.loop is not loop:
            bound.loop, bound.waiting = loop, 0


def unbind(loop: asyncio.AbstractEventLoop) -> None:
    """Forget the loop, if it is still the one that is bound."""
    bound = _bound()
    with bound.lock:
        if bound.loop is loop:
            bound.loop = None


def add_receiver(receiver: Receiver) -> None:
    """Call it on the running loop with everything that this process rings: no other process is needed for that, nor a
    layer that works."""
    _bound().receivers[receiver] = asyncio.get_running_loop()


def remove_receiver(receiver: Receiver) -> None:
    """Call it no more."""
    _bound().receivers.pop(receiver, None)


def is_ours_alone() -> bool:
    """Return whether the channel layer reaches nobody but the receivers of this process."""
    return isinstance(get_channel_layer(), InMemoryChannelLayer)


def ring(inbox_id: int, events: Sequence[Event]) -> None:
    """Announce committed events of one inbox, in order. Neither raises nor blocks; any thread."""
    try:
        if events:
            _publish(feed_group(inbox_id), _message(inbox_id, events))
    except Exception:
        # The change is committed: a doorbell that fails must not become a 500 that makes a provider resend.
        metrics.DOORBELLS.labels("dropped").inc()
        log.exception("Doorbell failed", extra={"inbox": inbox_id})


def presence(inbox_id: int, note: dict[str, Any]) -> None:
    """Notify the other processes who looks at what; `note` must be made of plain values."""
    _publish(feed_group(inbox_id), {"type": PRESENCE, "inbox": inbox_id, "note": note})


def draft(inbox_id: int, note: dict[str, Any], text: str) -> None:
    """Notify every process that an agent's draft has changed: `text`, its JSON, is for the agent's own windows, whoever
    else follows the inbox is told at most that there is one. One that is too large for a ring is left out, and read by
    whoever hears of it."""
    small = text if len(text) <= MAX_CHARS else ""
    _publish(feed_group(inbox_id), {"type": DRAFT, "inbox": inbox_id, "note": note, "text": small})


def access_changed() -> None:
    """Let every process look again at whom it serves: somebody lost a right without an event that says
    so (a log-out, a new password). For `on_commit`; any thread."""
    _publish(ACCESS_GROUP, {"type": ACCESS})


def availability(note: dict[str, Any]) -> None:
    """Notify every process who is there; `note` must be made of plain values."""
    _publish(AVAILABILITY_GROUP, {"type": AVAILABILITY, "note": note})


def availability_chosen(agent_id: int, choice: str) -> None:
    """Let the processes where the agent has a console open know that they want to be shown otherwise. For `on_commit`."""
    availability({"chosen": choice, "agent": agent_id})


def _message(inbox_id: int, events: Sequence[Event]) -> dict[str, Any]:
    head = {"type": HEAD, "inbox": inbox_id, "seq": events[-1].seq}
    if len(events) > MAX_EVENTS:
        return head
    texts = [encode(event) for event in events]
    if sum(map(len, texts)) > MAX_CHARS:
        return head
    kinds = [event.kind for event in events]
    first = events[0].seq
    return {
        "type": EVENTS,
        "inbox": inbox_id,
        "seq": first,
        "kinds": kinds,
        "texts": texts,
        "at": time.time(),
    }


def _publish(group: str, message: dict[str, Any]) -> None:
    """Give it to the receivers of this process and, where there may be others, start the send; both on the bound loop."""
    bound = _bound()
    with bound.lock:
        loop = bound.loop
        outcome = _admit(bound)
    metrics.DOORBELLS.labels(outcome).inc()
    if outcome != "rung" or loop is None:
        return
    with suppress(RuntimeError):  # the loop has just been closed
        loop.call_soon_threadsafe(_start, loop, group, message)


def _admit(bound: _Bound) -> str:
    if bound.loop is None or bound.loop.is_closed():
        return "unbound"
    if bound.waiting >= MAX_WAITING:
        return "dropped"
    bound.waiting += 1
    return "rung"


def _start(loop: asyncio.AbstractEventLoop, group: str, message: dict[str, Any]) -> None:
    bound = _bound()
    for receiver, where in tuple(bound.receivers.items()):
        if where is loop:
            receiver(group, message)
        elif not where.is_closed():
            where.call_soon_threadsafe(receiver, group, message)
    if is_ours_alone():
        _sent(bound, loop)
        return
    task = asyncio.ensure_future(_send(loop, group, message))
    bound.sending.add(task)
    task.add_done_callback(bound.sending.discard)


def _sent(bound: _Bound, loop: asyncio.AbstractEventLoop) -> None:
    with bound.lock:
        if bound.loop is loop:
            bound.waiting -= 1


async def _send(loop: asyncio.AbstractEventLoop, group: str, message: dict[str, Any]) -> None:
    try:
        layer = get_channel_layer()
        async with asyncio.timeout(PATIENCE):
            await layer.group_send(group, message)
    except Exception as failure:
        metrics.DOORBELLS.labels("dropped").inc()
        log.warning("Doorbell dropped", extra={"group": group, "failure": type(failure).__name__})
    finally:
        _sent(_bound(), loop)
