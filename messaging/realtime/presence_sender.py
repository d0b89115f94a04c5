"""What an agent does in one window, on its way to colleagues: the newest of each kind, at a bounded rate."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import NamedTuple
from uuid import uuid4

from django.db import Error as DatabaseError

from messaging.errors import Overloaded
from messaging.feed import Relay, doorbell
from messaging.realtime import presence
from messaging.realtime.connection import Connection
from messaging.realtime.presence import ConversationInboxCache, PresenceCache, PresenceSignal
from messaging.realtime.protocol import Mode, Presence, error
from messaging.realtime.token_bucket import TokenBucket
from messaging.threads import DatabaseThreads


class PresenceExchange:
    """Give signals to everybody who follows an inbox, in this process and in the others."""

    def __init__(self, relay: Relay, threads: DatabaseThreads) -> None:
        self.relay = relay
        self.cache = PresenceCache()
        self._threads = threads
        self._inboxes = ConversationInboxCache()

    async def inbox_of(self, conversation: int) -> int | None:
        """Return the conversation's inbox. Raises `Overloaded` or `DatabaseError`."""
        inbox = self._inboxes.get(conversation)
        return await self._threads.run(self._inboxes.look_up, conversation) if inbox is None else inbox

    def announce(self, inbox: int, signal: PresenceSignal, sender: Connection) -> None:
        self.cache.keep(inbox, signal)
        note, own = signal.plain(), sender.subscription(inbox)
        for listener in self.relay.listeners(inbox):
            if listener is not own:
                listener.on_presence(inbox, note)
        doorbell.presence(inbox, note)


class _Passed(NamedTuple):
    """What colleagues were told last."""

    inbox: int
    signal: PresenceSignal
    at: float


class PresenceSender:
    """Belongs to one socket. Signals that come faster than `presence.RATE` wait for their turn, and there a newer one
    takes the place of an older one: whoever flips through a list costs as little as who stays, and is seen where they
    end."""

    def __init__(self, connection: Connection, exchange: PresenceExchange) -> None:
        self._connection = connection
        self._exchange = exchange
        self._socket = uuid4().hex[:12]
        self._bucket = TokenBucket(presence.RATE, presence.BURST, time.monotonic())
        self._wanted: dict[Mode, Presence] = {}
        self._passed: dict[Mode, _Passed] = {}
        self._task: asyncio.Task[None] | None = None

    def say(self, request: Presence) -> None:
        """Pass it on soon, unless something newer comes before."""
        if request.mode not in self._wanted and self._is_known(request):
            return
        self._wanted[request.mode] = request
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._pass_on_all())

    def end(self) -> None:
        """Take everything back: the window is closed."""
        if self._task is not None:
            self._task.cancel()
        for mode in tuple(self._passed):
            self._withdraw(mode)

    def _is_known(self, request: Presence) -> bool:
        """Return whether colleagues know it and will for a while."""
        passed = self._passed.get(request.mode)
        if passed is None or request.conversation is None:
            return passed is None and request.conversation is None
        same = (passed.signal.conversation, passed.signal.note) == (request.conversation, request.note)
        return same and time.monotonic() - passed.at < presence.EVERY[request.mode]

    async def _pass_on_all(self) -> None:
        while self._wanted:
            if self._bucket.take(time.monotonic()):
                await self._pass_on(self._wanted.pop(next(iter(self._wanted))))
            else:
                await asyncio.sleep(1 / presence.RATE)

    async def _pass_on(self, request: Presence) -> None:
        if request.conversation is None:
            self._withdraw(request.mode)
            return
        try:
            inbox = await self._exchange.inbox_of(request.conversation)
        except (Overloaded, DatabaseError):
            return  # ephemeral: the next one comes in seconds
        if inbox is None or self._connection.subscription(inbox) is None:
            self._withdraw(request.mode)
            self._connection.send(
                error("not_found", "There is no such conversation in an inbox that you follow.")
            )
            return
        before = self._passed.get(request.mode)
        if before is not None and before.inbox != inbox:
            self._withdraw(request.mode)  # others follow that one
        agent = self._connection.login.agent
        signal = PresenceSignal(
            request.conversation,
            agent.pk,
            agent.name,
            request.mode,
            origin=self._exchange.relay.id,
            socket=self._socket,
            note=request.note,
        )
        self._passed[request.mode] = _Passed(inbox, signal, time.monotonic())
        self._exchange.announce(inbox, signal, self._connection)

    def _withdraw(self, mode: Mode) -> None:
        passed = self._passed.pop(mode, None)
        if passed is not None:
            self._exchange.announce(passed.inbox, replace(passed.signal, gone=True), self._connection)
