"""One socket: its subscriptions, what waits to be written to it, and when it is too slow."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from messaging import metrics
from messaging.feed import CHUNK_CHARS, CHUNK_EVENTS, Relay
from messaging.realtime.authentication import Login
from messaging.realtime.flow_control import FlowControl
from messaging.realtime.inbox_subscription import InboxSubscription
from messaging.realtime.presence import PresenceCache
from messaging.realtime.protocol import BUG, TOO_SLOW, Ack, Bye, ErrorFrame, Frame, Sub, dump, error
from messaging.realtime.send_buffer import SendBuffer, Text

logger = logging.getLogger(__name__)

# Seconds that a server may take to accept a burst of frames before its client counts as too slow.
SEND_PATIENCE = 10.0
# Seconds for the last words of a socket.
FAREWELL_PATIENCE = 1.0


class SocketSender(Protocol):
    """The server's side of a socket."""

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
        self._relay = relay
        self._presence_cache = presence_cache
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
        self.put(Text(dump(frame)))

    def put(self, frame: Text) -> None:
        """Queue for writing; a queue that is full closes the socket rather than drop one event."""
        if self.close_code is None and not self._buffer.put(frame):
            self._too_slow()

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

    async def _write(self) -> None:
        try:
            while self.close_code is None:
                frames = await self._buffer.take(CHUNK_EVENTS, CHUNK_CHARS)
                await self._writable.wait()
                async with asyncio.timeout(SEND_PATIENCE):
                    await self._send(frames)
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
            await self._sender.send(frame.text)
            if frame.seq:
                self._flow.written(frame.inbox, frame.seq, self._clock())
            if frame.at is not None:
                metrics.COMMIT_TO_SOCKET.observe(max(0.0, time.time() - frame.at))
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
