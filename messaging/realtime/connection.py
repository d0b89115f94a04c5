"""One socket: its subscriptions, what waits to be written to it, and when it is too slow."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from messaging import metrics
from messaging.feed import CHUNK_CHARS, CHUNK_EVENTS, Burst, Item, Relay
from messaging.realtime.authentication import Login
from messaging.realtime.flow_control import FlowControl
from messaging.realtime.frame_writer import FrameWriter
from messaging.realtime.inbox_subscription import InboxSubscription
from messaging.realtime.presence import PresenceCache
from messaging.realtime.protocol import BUG, TOO_SLOW, Ack, Bye, ErrorFrame, Frame, Sub, dump, error
from messaging.realtime.send_buffer import SendBuffer, Text

logger = logging.getLogger(__name__)

# Seconds that a server may take to accept a burst of frames before its client counts as too slow.
SEND_PATIENCE = 10.0
# Frames that wait for a client before it is spared what it can do without.
MAX_BEFORE_HINTS = 100
# Seconds for the last words of a socket.
FAREWELL_PATIENCE = 1.0


class SocketSender(Protocol):
    """The server's side of a socket; `direct` is None where the server takes texts only."""

    direct: FrameWriter | None

    async def send(self, text: str) -> None: ...

    async def close(self, code: int) -> None: ...


class Connection:
    """All of it runs on one loop, and nothing in it waits for the client but the writer and replays."""

    def __init__(
        self,
        login: Login,
        sender: SocketSender,
        relay: Relay,
        presence_cache: PresenceCache,
        *,
        buffer: SendBuffer | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.login = login
        self.ended = asyncio.Event()
        self.close_code: int | None = None
        self.replaying = asyncio.Lock()
        self._sender = sender
        self._direct = sender.direct
        # The writer has taken frames that are not all written yet.
        self._sending = False
        self._relay = relay
        self._presence_cache = presence_cache
        # Called with each inbox whose events it has all been sent.
        self.on_live: Callable[[Connection, int], None] | None = None
        # Whether its agent is idle; None: no console, or one that has not said it yet.
        self.idle: bool | None = None
        # The inboxes that it has followed and may see: more than `inboxes` while one is followed anew.
        self.let_into: frozenset[int] = frozenset()
        self._clock = clock
        self._buffer = SendBuffer() if buffer is None else buffer
        self._flow = FlowControl()
        # Set while a replay may go on, and while anything may be written.
        self._acked = asyncio.Event()
        self._writable = asyncio.Event()
        self._reopen()
        self._gone = False
        self._subscriptions: dict[int, InboxSubscription] = {}
        self._writer = asyncio.create_task(self._write())

    @property
    def inboxes(self) -> tuple[int, ...]:
        """What this socket follows or is about to."""
        return tuple(self._subscriptions)

    def subscription(self, inbox_id: int) -> InboxSubscription | None:
        return self._subscriptions.get(inbox_id)

    # --- from the client -------------------------------------------------------------------

    def sub(self, request: Sub) -> None:
        """Follow an inbox, or follow it again from another cursor."""
        if self.close_code is None:
            self.forget(request.inbox)
            self._subscriptions[request.inbox] = InboxSubscription(
                request, self, self._relay, self._presence_cache
            )

    def ack(self, request: Ack) -> None:
        self._flow.ack(request.inbox, request.seq, self._clock())
        self._reopen()

    # --- from subscriptions ----------------------------------------------------------------------

    def send(self, frame: Frame) -> None:
        text = dump(frame)
        direct = self._direct_now()
        if direct is None or not direct.text(text):
            self.put(Text(text))

    def went_live(self, inbox_id: int) -> None:
        if self.on_live is not None:
            self.on_live(self, inbox_id)

    def hint(self, frame: Frame) -> None:
        """Send what may be lost, unless the client is behind already: hints must not make it too slow."""
        if len(self._buffer) < MAX_BEFORE_HINTS:
            self.send(frame)

    def put(self, frame: Text) -> None:
        """Queue for writing; a queue that is full closes the socket rather than drop one event."""
        if self.close_code is None and not self._buffer.put(frame):
            self._too_slow()

    def deliver(self, inbox_id: int, events: Burst) -> None:
        """Write the events, or queue them behind what waits already."""
        if not self.write(inbox_id, events):
            for event in events:
                self.put(Text.of(inbox_id, event))

    def write(self, inbox_id: int, events: Burst) -> bool:
        """Write the events at once if nothing waits and the server takes them; else return False."""
        direct = self._direct_now()
        if direct is None or not direct.events(events):
            return False
        self._flow.written(inbox_id, events[-1].seq, self._clock())
        self._slow_down()
        events.once(_observe_soon)
        return True

    async def wait_for_room(self) -> None:
        await self._buffer.room()
        await self._acked.wait()

    def expect(self, inbox_id: int, since: int) -> None:
        self._flow.start(inbox_id, since)

    def forget(self, inbox_id: int) -> None:
        subscription = self._subscriptions.pop(inbox_id, None)
        if subscription is not None:
            subscription.stop()
            self._flow.forget(inbox_id)
            self._reopen()

    # --- from the hub ----------------------------------------------------------------------

    def heartbeat(self) -> None:
        self.send(
            {"op": "hb", "heads": {str(inbox): self._relay.head(inbox) for inbox in self._subscriptions}}
        )

    def bye(self, seconds: float) -> None:
        frame: Bye = {"op": "bye", "in": seconds}
        self.send(frame)

    def revoke(self, inbox_id: int) -> None:
        self.forget(inbox_id)
        self.send(error("forbidden", "You are not a member of this inbox any more.", inbox_id))

    def check_flow(self) -> None:
        if self._flow.stalled(self._clock()):
            self._too_slow()

    def close(self, code: int, last: ErrorFrame | None = None) -> None:
        """Stop following, drop what waits (the client comes back with its cursor), say why, and close."""
        if self.close_code is not None:
            return
        self.close_code = code
        metrics.SOCKET_CLOSES.labels(code).inc()
        logger.info("Socket closed", extra={"code": code, "agent": self.login.agent.pk})
        self._forget_all()
        self._buffer.clear()
        if last is not None:
            self._buffer.put(Text(dump(last)))
        self._buffer.wake()
        self._writable.set()

    async def end(self) -> None:
        """Stop when the client is gone: nothing more is sent."""
        self._gone = True
        self._forget_all()
        self._writer.cancel()
        await asyncio.wait([self._writer])

    # --- writing ---------------------------------------------------------------------------

    def _too_slow(self) -> None:
        self.close(TOO_SLOW, error("too_slow", "This client does not keep up; come back with `since`."))

    def _direct_now(self) -> FrameWriter | None:
        """Return the way past the queue if there is one and nothing is in it or held back."""
        waits = self._sending or len(self._buffer) or not self._writable.is_set()
        return None if waits or self.close_code is not None else self._direct

    async def _write(self) -> None:
        try:
            while self.close_code is None:
                frames = await self._buffer.take(CHUNK_EVENTS, CHUNK_CHARS)
                self._sending = True
                await self._writable.wait()
                async with asyncio.timeout(SEND_PATIENCE):
                    await self._send(frames)
                self._sending = False
        except TimeoutError:
            self._too_slow()
        except Exception as failure:
            # The client is gone; its disconnect is on its way to the consumer.
            logger.debug("Socket lost", extra={"failure": repr(failure)})
            self._gone = True
            self._forget_all()
        finally:
            await self._farewell()
            self.ended.set()

    async def _send(self, frames: list[Text]) -> None:
        for frame in frames:
            if not self._sent_directly(frame):
                await self._sender.send(frame.text)
            if frame.event is not None:
                self._flow.written(frame.inbox, frame.event.seq, self._clock())
                _observe(frame.event)
        self._slow_down()

    def _sent_directly(self, frame: Text) -> bool:
        if self._direct is None:
            return False
        return self._direct.text(frame.text) if frame.event is None else self._direct.event(frame.event)

    def _slow_down(self) -> None:
        """Hold replays back, or everything, while too much is not acknowledged."""
        if self._flow.full:
            self._acked.clear()
        if self._flow.shut:
            self._writable.clear()

    async def _farewell(self) -> None:
        if self._gone:
            return
        with suppress(Exception):
            async with asyncio.timeout(FAREWELL_PATIENCE):
                for frame in self._buffer.drain():
                    await self._sender.send(frame.text)
                await self._sender.close(self.close_code or BUG)

    def _reopen(self) -> None:
        if not self._flow.full:
            self._acked.set()
        if not self._flow.shut:
            self._writable.set()

    def _forget_all(self) -> None:
        for inbox_id in self.inboxes:
            self.forget(inbox_id)


def _observe_soon(events: Burst) -> None:
    """Count live events when all sockets that take them now have them."""
    if events[-1].at is not None:
        asyncio.get_running_loop().call_soon(_observe_all, events)


def _observe_all(events: Burst) -> None:
    for event in events:
        _observe(event)


def _observe(event: Item) -> None:
    if event.at is not None:
        metrics.COMMIT_TO_SOCKET.observe(max(0.0, time.time() - event.at))
