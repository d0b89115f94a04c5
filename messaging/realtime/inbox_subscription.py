"""One inbox on one socket: join, replay what was missed, then live.

See docs/design/realtime.md §4.6, rules 3 and 4.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any, Protocol

import orjson
from django.db import Error as DatabaseError

from messaging import metrics
from messaging.errors import Forbidden, Overloaded
from messaging.feed import CHUNK_CHARS, CHUNK_EVENTS, Burst, Item, Relay, Reset
from messaging.limits import FEED_PAGE
from messaging.realtime.authentication import Login
from messaging.realtime.presence import PresenceCache, PresenceSignal, draft_frame
from messaging.realtime.protocol import BUG, RESTART, ErrorFrame, Frame, Sub, error
from messaging.realtime.replay import in_turn, open_log, read_page
from messaging.realtime.replay_merger import Hole, ReplayMerger
from messaging.realtime.send_buffer import Text

logger = logging.getLogger(__name__)


class Outlet(Protocol):
    """The socket, as far as a subscription needs it."""

    login: Login
    # A socket takes one replay thread at most.
    replaying: asyncio.Lock

    def send(self, frame: Frame) -> None: ...

    def hint(self, frame: Frame) -> None:
        """Send what may be lost."""

    def went_live(self, inbox_id: int) -> None:
        """Everything up to now has been sent of this inbox."""

    def put(self, frame: Text) -> None: ...

    def deliver(self, inbox_id: int, events: Burst) -> None:
        """Write the events, or queue them behind what waits already."""

    def write(self, inbox_id: int, events: Burst) -> bool:
        """Write the events at once if nothing waits; else return False."""

    async def wait_for_room(self) -> None:
        """Wait until the client has read and acknowledged enough."""

    def expect(self, inbox_id: int, since: int) -> None:
        """Count from `since`, up to which the client holds everything; it has to acknowledge the rest."""

    def forget(self, inbox_id: int) -> None:
        """Stop this subscription."""

    def close(self, code: int, last: ErrorFrame | None = None) -> None: ...


class InboxSubscription:
    """Listen as a `feed.subscription.Listener`. One per `sub`: a second `sub` of the same inbox is a new one."""

    def __init__(self, request: Sub, outlet: Outlet, relay: Relay, presence_cache: PresenceCache) -> None:
        self.inbox_id = request.inbox
        self.outlet = outlet
        self._relay = relay
        self._presence_cache = presence_cache
        self._merger = ReplayMerger(0)
        self._stopped = False
        self._task = asyncio.create_task(self._guarded(request))

    def stop(self) -> None:
        self._stopped = True
        self._relay.unsubscribe(self.inbox_id, self)
        if self._task is not asyncio.current_task():
            self._task.cancel()

    # --- from the relay --------------------------------------------------------------------

    def on_events(self, inbox_id: int, items: Sequence[Item]) -> None:
        if self._stopped:
            return
        try:
            fresh = self._merger.on_live(items)
        except Hole:
            # Cannot happen while the relay keeps its order; if it does, the log knows.
            metrics.HOLES.inc()
            self._task = asyncio.create_task(self._guarded(None))
            return
        if fresh:
            self.outlet.deliver(inbox_id, Burst.of(fresh))

    def on_reset(self, inbox_id: int, reset: Reset) -> None:
        if self._stopped:
            return
        metrics.RESETS.labels(reset.why).inc()
        self.outlet.forget(inbox_id)
        self.outlet.send(
            {"op": "reset", "inbox": inbox_id, "head": reset.head, "epoch": reset.epoch, "why": reset.why}
        )

    def on_presence(self, inbox_id: int, note: dict[str, Any]) -> None:
        signal = PresenceSignal.of(note)
        self._presence_cache.keep(inbox_id, signal)
        # One that is not live yet gets it from the presence cache when it is.
        if self._merger.live and not self._stopped:
            self.outlet.hint(signal.frame(inbox_id))

    def on_draft(self, inbox_id: int, note: dict[str, Any], text: str) -> None:
        if not self._merger.live or self._stopped:
            return  # whoever comes back reads all of them
        if note["agent"] == self.outlet.login.agent.pk:
            draft = orjson.loads(text) if text else None
            conversation = note["conversation"]
            self.outlet.send({"op": "draft", "inbox": inbox_id, "conversation": conversation, "draft": draft})
        elif note["news"]:
            self.outlet.hint(draft_frame(inbox_id, note))

    def on_lost(self) -> None:
        self.outlet.close(RESTART)

    # --- replay ----------------------------------------------------------------------------

    async def _guarded(self, request: Sub | None) -> None:
        try:
            if request is not None:
                await self._open(request)
            await self._go_live()
        except Reset as reset:
            self.on_reset(self.inbox_id, reset)
        except Forbidden as refusal:
            self.outlet.forget(self.inbox_id)
            self.outlet.send(error(refusal.code, refusal.detail, self.inbox_id))
        except (Overloaded, DatabaseError) as failure:
            logger.warning("Replay given up", extra={"inbox": self.inbox_id, "failure": repr(failure)})
            self.outlet.close(RESTART, error("overloaded", "The database is busy; come back in a moment."))
        except Exception:
            logger.exception("Replay failed", extra={"inbox": self.inbox_id})
            self.outlet.close(BUG)

    async def _open(self, request: Sub) -> None:
        # Follow (and hold what comes) before reading, or what is committed in between is lost.
        await self._relay.subscribe(self.inbox_id, self)
        async with self.outlet.replaying:
            opening = await open_log(self.outlet.login.agent, request)
        self._merger.sent = opening.cursor
        self.outlet.expect(self.inbox_id, opening.cursor)
        head = opening.head
        self.outlet.send({"op": "subbed", "inbox": self.inbox_id, "epoch": head.epoch, "head": head.seq})
        await self._read_on(opening.page)

    async def _go_live(self) -> None:
        """Send what was held and what the log still has, until nothing is left; then go live."""
        while not self._merger.live:
            try:
                held = self._merger.settle()
            except Hole:
                await self._read_on(await self._page())
            else:
                await self._paced(held)  # nothing, and no turn given away, when it just went live
        self.outlet.send({"op": "live", "inbox": self.inbox_id})
        self.outlet.went_live(self.inbox_id)
        for signal in self._presence_cache.now(self.inbox_id):
            # Not one's own windows: of one that was just lost the socket may seem open. Those that are repeat themselves.
            if signal.agent != self.outlet.login.agent.pk:
                self.outlet.hint(signal.frame(self.inbox_id))

    async def _read_on(self, page: Burst) -> None:
        """Send this page and all that come after it in the log."""
        await self._paced(self._merger.read(page))
        while len(page) == FEED_PAGE:
            page = await self._page()
            await self._paced(self._merger.read(page))

    async def _page(self) -> Burst:
        async with self.outlet.replaying:
            return await in_turn(read_page, self.inbox_id, self._merger.sent)

    async def _paced(self, items: Sequence[Item]) -> None:
        """Send at the client's pace: what cannot be written at once is queued one by one, as there is room."""
        for part in Burst.of(items).once(_parts):
            await self.outlet.wait_for_room()
            if self.outlet.write(self.inbox_id, part):
                continue
            for item in part:
                await self.outlet.wait_for_room()
                self.outlet.put(Text.of(self.inbox_id, item))


def _parts(events: Burst) -> list[Burst]:
    """Return what may be written in one go, and is then the same for all who are sent the same page."""
    return list(events.parts(CHUNK_EVENTS, CHUNK_CHARS))
