"""`/ws/console/`: the ASGI side of a socket. Reads and checks frames; everything else is the connection's."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.utils import await_many_dispatch

from messaging.realtime import hub
from messaging.realtime.authentication import ConnectionRefused
from messaging.realtime.connection import Connection
from messaging.realtime.frame_writer import FrameWriter
from messaging.realtime.presence_sender import PresenceSender
from messaging.realtime.protocol import (
    BUG,
    MAX_MESSAGE,
    PRIVATE_TWIN,
    PROTOCOL_ERROR,
    RELOAD,
    SUBPROTOCOL,
    TOO_BIG,
    TOO_MANY,
    Ack,
    Garbage,
    Idle,
    Presence,
    Refused,
    Request,
    Sub,
    dump,
    error,
    parse,
)
from messaging.realtime.token_bucket import TokenBucket

logger = logging.getLogger(__name__)

# Frames per second that a client may send in the long run, and at once (one `sub` per inbox at the start).
RATE = 50.0
BURST = 200
# Wrong frames that are answered before a client counts as broken.
MAX_STRIKES = 10

Message = Mapping[str, Any]


class ConsoleConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Channels' consumer without its channel of the layer (the relay is the process's only member) and
    without its hop into the one shared thread before every event (docs/design/realtime.md §2.1)."""

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        self.scope = scope
        self.base_send = send
        self.hub = hub.current()
        self.connection: Connection | None = None
        self._sender = _ConsumerSender(self)
        self._opened = asyncio.Event()
        self._frames = TokenBucket(RATE, BURST, time.monotonic())
        self._strikes = 0
        self._presence: PresenceSender | None = None
        try:
            await await_many_dispatch([receive, self._connection_ended], self.dispatch)
        except StopConsumer:
            pass
        finally:
            # Here, not in `disconnect`: that is not called when a handler raises or the server stops.
            await self._clean_up()

    async def dispatch(self, message: Message) -> None:
        """Call the handler. One that raises closes the socket with 1011 instead of tearing it off."""
        try:
            await getattr(self, get_handler_name(message))(message)
        except StopConsumer:
            raise
        except Exception:
            logger.exception("Socket handler failed", extra={"event": message.get("type")})
            if self.connection is None:
                raise
            self.connection.close(BUG)

    # --- events of the server --------------------------------------------------------------

    async def websocket_connect(self, _: Message) -> None:
        """Accept in any case, then close if need be: a browser sees no code of a refused handshake."""
        chosen = _chosen_subprotocol(self.scope.get("subprotocols", ()))
        try:
            if chosen not in {None, SUBPROTOCOL}:
                raise ConnectionRefused(RELOAD, "reload", "This page is of another version; reload it.")
            login = await self.hub.authenticate(self.scope)
        except ConnectionRefused as refusal:
            await self.accept(chosen)
            await self._sender.send(dump(error(refusal.code, refusal.detail)))
            await self._sender.close(refusal.close_code)
            return
        await self.accept(chosen)
        self.connection = self.hub.open(login, self._sender)
        self._presence = PresenceSender(self.connection, self.hub.presence)
        self._opened.set()

    async def websocket_receive(self, message: Message) -> None:
        connection = self.connection
        if connection is None or connection.close_code is not None:
            return
        text = message.get("text")
        if not self._frames.take(time.monotonic()):
            connection.close(TOO_MANY, error("rate", "Too many frames."))
        elif text is None:
            connection.close(PROTOCOL_ERROR, error("garbage", "Frames are text."))
        elif len(text) > MAX_MESSAGE or len(text.encode("utf-8", "replace")) > MAX_MESSAGE:
            connection.close(TOO_BIG, error("too_big", f"A frame has at most {MAX_MESSAGE} bytes."))
        else:
            self._read(connection, text)

    async def websocket_disconnect(self, _: Message) -> None:
        raise StopConsumer

    async def connection_ended(self, _: Message) -> None:
        raise StopConsumer

    # --- frames ----------------------------------------------------------------------------

    def _read(self, connection: Connection, text: str) -> None:
        try:
            self._handle(connection, parse(text))
        except Garbage as garbage:
            connection.close(PROTOCOL_ERROR, error("garbage", str(garbage)))
        except Refused as refused:
            self._strikes += 1
            if self._strikes > MAX_STRIKES:
                connection.close(PROTOCOL_ERROR, error(refused.code, refused.detail))
            else:
                connection.send(error(refused.code, refused.detail))

    def _handle(self, connection: Connection, request: Request) -> None:
        match request:
            case Sub():
                connection.sub(request)
            case Ack():
                connection.ack(request)
            case Presence():
                assert self._presence is not None  # noqa: S101 (as old as the connection)
                self._presence.say(request)
            case Idle():
                self.hub.availability.attend(connection, idle=request.idle)

    # --- the end ---------------------------------------------------------------------------

    async def _connection_ended(self) -> Message:
        """Wait for the connection's own end: a stuck transport may never report it."""
        await self._opened.wait()
        assert self.connection is not None  # noqa: S101 (set before the event)
        await self.connection.ended.wait()
        return {"type": "connection.ended"}

    async def _clean_up(self) -> None:
        if self._presence is not None:
            self._presence.end()
        if self.connection is not None:
            await self.hub.release(self.connection)


class _ConsumerSender:
    """What a connection writes to."""

    def __init__(self, consumer: ConsoleConsumer) -> None:
        self._consumer = consumer
        self.direct = FrameWriter.of(consumer.scope)

    async def send(self, text: str) -> None:
        await self._consumer.base_send({"type": "websocket.send", "text": text})

    async def close(self, code: int) -> None:
        try:
            await self._consumer.base_send({"type": "websocket.close", "code": code})
        except Exception as failure:
            if isinstance(failure, OSError) or code not in PRIVATE_TWIN:
                raise  # the client is gone
            await self._consumer.base_send({"type": "websocket.close", "code": PRIVATE_TWIN[code]})


def _chosen_subprotocol(offered: Sequence[str]) -> str | None:
    """Return ours if it is offered; another version of ours, to answer that it must reload; else none."""
    if SUBPROTOCOL in offered:
        return SUBPROTOCOL
    return next((name for name in offered if name.startswith("desk.")), None)
