"""The doorbell: notifies the relays of all processes that an inbox has new events. It may be lost at any time.

This module holds the only `group_send` of the project and all group names. Nothing may depend on it: a
relay that receives nothing finds them with its head poll (docs/design/realtime.md §4.6).
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Coroutine, Sequence
from typing import Any

from channels.layers import get_channel_layer

from messaging import metrics
from messaging.feed.encoding import encode
from messaging.feed.types import Event
from messaging.runtime import runtime

log = logging.getLogger(__name__)

# Rings that carry events, rings that only say how far an inbox has come, and the two that are no feed.
EVENTS = "feed.events"
HEAD = "feed.head"
PRESENCE = "presence"
ACCESS = "access"

ACCESS_GROUP = "console.access"

# A larger transaction only announces its head: one read is cheaper than a large message to everybody.
MAX_EVENTS = 64
MAX_CHARS = 100_000
# A layer that needs longer is treated as away, and no more than this many rings wait for it.
PATIENCE = 1.0
MAX_WAITING = 500


def feed_group(inbox_id: int) -> str:
    """Return the group that the relays following an inbox join."""
    return f"console.feed.{inbox_id}"


class _Bound:
    """The loop on which this process rings, and how many rings are under way."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.waiting = 0
        # asyncio holds its tasks weakly.
        self.sending: set[asyncio.Task[None]] = set()


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


def access_changed() -> None:
    """Let every process look again at whom it serves: somebody lost a right without an event that says
    so (a log-out, a new password). For `on_commit`; any thread."""
    _publish(ACCESS_GROUP, {"type": ACCESS})


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
    """Start the send on the bound loop and forget it."""
    bound = _bound()
    with bound.lock:
        loop = bound.loop
        outcome = _admit(bound)
    metrics.DOORBELLS.labels(outcome).inc()
    if outcome != "rung" or loop is None:
        return
    sending = _send(loop, group, message)
    try:
        loop.call_soon_threadsafe(_start, sending)
    except RuntimeError:  # the loop has just been closed
        sending.close()


def _admit(bound: _Bound) -> str:
    if bound.loop is None or bound.loop.is_closed():
        return "unbound"
    if bound.waiting >= MAX_WAITING:
        return "dropped"
    bound.waiting += 1
    return "rung"


def _start(sending: Coroutine[Any, Any, None]) -> None:
    task = asyncio.ensure_future(sending)
    sending_now = _bound().sending
    sending_now.add(task)
    task.add_done_callback(sending_now.discard)


async def _send(loop: asyncio.AbstractEventLoop, group: str, message: dict[str, Any]) -> None:
    try:
        layer = get_channel_layer()
        async with asyncio.timeout(PATIENCE):
            await layer.group_send(group, message)
    except Exception as failure:
        metrics.DOORBELLS.labels("dropped").inc()
        log.warning("Doorbell dropped", extra={"group": group, "failure": type(failure).__name__})
    finally:
        bound = _bound()
        with bound.lock:
            if bound.loop is loop:
                bound.waiting -= 1
