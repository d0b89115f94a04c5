"""All sockets of this process: heartbeats, flow control, permissions, presence, and the way out."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import Error as DatabaseError

from messaging import metrics
from messaging.awaiting import wait_until_set
from messaging.errors import Overloaded
from messaging.feed import Relay, current_relay
from messaging.realtime.authentication import ConnectionRefused, Login, authenticate_all
from messaging.realtime.availability import AvailabilityExchange
from messaging.realtime.connection import Connection, SocketSender
from messaging.realtime.permission_check import Permissions, current_permissions
from messaging.realtime.presence_sender import PresenceExchange
from messaging.realtime.protocol import LOG_IN_AGAIN, RESTART, TOO_MANY, error
from messaging.realtime.together import Together
from messaging.runtime import runtime

logger = logging.getLogger(__name__)

TICK = 1.0
HEARTBEAT_TICKS = 20
PERMISSIONS_EVERY = 60.0
# Rights that change in bursts (an admin ticking boxes) are looked at once.
PERMISSIONS_PAUSE = 0.2
# After a restart everybody comes back at once: handshakes take turns, as many at once as there are threads, so that
# a look at permissions waits for one of them and not for all.
HANDSHAKES = 2
# In one hop into a thread: short enough for a look at permissions to wait for.
HANDSHAKES_TOGETHER = 16
# Less than a console waits for its socket (15 s): whoever has left must not be served before those who wait.
HANDSHAKE_PATIENCE = 10.0
# More sockets than one person has windows is a program gone wrong.
MAX_PER_AGENT = 100

# The way out: consoles get `bye`, then are closed a slice at a time, so that they do not come back at once.
BYE_WITHIN = 10.0
BYE_PAUSE = 0.2
SLICES = 40
SLICE_PAUSE = 0.05
FAREWELL = 2.0


class Hub:
    """Belongs to the loop on which it was made; its background tasks run while there are sockets."""

    def __init__(self, relay: Relay) -> None:
        self.loop = asyncio.get_running_loop()
        self.stopping = False
        self._relay = relay
        # Handshakes, permissions and presence; replays have threads of their own.
        self._threads = runtime().pool("sockets")
        self._handshakes = Together(self._authenticate, calls=HANDSHAKES, most=HANDSHAKES_TOGETHER)
        self.presence = PresenceExchange(relay, self._threads)
        self._connections: set[Connection] = set()
        self.availability = AvailabilityExchange(relay, self._connections)
        self._per_agent: Counter[int] = Counter()
        self._permissions_changed = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        relay.access_listeners.add(self._permissions_changed.set)

    # --- coming and going ------------------------------------------------------------------

    async def authenticate(self, scope: Mapping[str, Any]) -> Login:
        """Return whose socket this is; raises `ConnectionRefused`."""
        self._refuse_when_stopping()
        try:
            login = await self._handshakes.ask(scope, HANDSHAKE_PATIENCE)
        except (Overloaded, DatabaseError) as failure:
            raise ConnectionRefused(RESTART, "overloaded", "Come back in a moment.") from failure
        self._refuse_when_stopping()  # it may have begun to stop while this one waited
        if self._per_agent[login.agent.pk] >= MAX_PER_AGENT:
            raise ConnectionRefused(TOO_MANY, "too_many_sockets", "Close some windows first.")
        return login

    def open(self, login: Login, sender: SocketSender) -> Connection:
        connection = Connection(login, sender, self._relay, self.presence.cache)
        connection.on_live = self.availability.let_in
        self._connections.add(connection)
        self._per_agent[login.agent.pk] += 1
        metrics.SOCKETS.set(len(self._connections))
        self._relay.start()
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._beat()), asyncio.create_task(self._watch_permissions())]
        return connection

    async def release(self, connection: Connection) -> None:
        """Forget a connection whose client is gone, however it went."""
        if connection in self._connections:
            self._connections.discard(connection)
            self._per_agent[connection.login.agent.pk] -= 1
            self.availability.left(connection)
        metrics.SOCKETS.set(len(self._connections))
        await connection.end()
        if not self._connections:
            self._rest()

    async def _authenticate(self, scopes: list[Mapping[str, Any]]) -> list[Login | Exception]:
        return await self._threads.run(authenticate_all, scopes)

    def _refuse_when_stopping(self) -> None:
        if self.stopping:
            raise ConnectionRefused(RESTART, "restart", "This process is about to stop.")

    def _rest(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._tasks = []

    # --- background ------------------------------------------------------------------------

    async def _beat(self) -> None:
        ticks = 0
        while True:
            await asyncio.sleep(TICK)
            ticks += 1
            for connection in tuple(self._connections):
                connection.check_flow()
                if ticks % HEARTBEAT_TICKS == 0:
                    connection.heartbeat()
            self.availability.tick()

    async def _watch_permissions(self) -> None:
        while True:
            await wait_until_set(self._permissions_changed, PERMISSIONS_EVERY)
            await asyncio.sleep(PERMISSIONS_PAUSE)
            self._permissions_changed.clear()
            await self._check_permissions()

    async def _check_permissions(self) -> None:
        connections = tuple(self._connections)
        self.availability.before_check()
        try:
            permissions = await self._threads.run(current_permissions, [one.login for one in connections])
        except (Overloaded, DatabaseError) as failure:
            logger.warning("Permissions cannot be read", extra={"failure": repr(failure)})
            return
        for connection in connections:
            _enforce(permissions, connection)
        self.availability.checked(permissions)

    # --- the way out -----------------------------------------------------------------------

    async def stop(self) -> None:
        """Say `bye`, close with 1012 slice by slice, and wait until the last words are out."""
        self.stopping = True
        self.availability.stop()
        for connection in tuple(self._connections):
            connection.bye(round(random.uniform(0, BYE_WITHIN), 1))  # noqa: S311 (jitter)
        if self._connections:
            await asyncio.sleep(BYE_PAUSE)
        leaving = tuple(self._connections)
        for some in _slices(leaving):
            for connection in some:
                connection.close(RESTART)
            await asyncio.sleep(SLICE_PAUSE)
        if leaving:
            await asyncio.wait([asyncio.ensure_future(one.ended.wait()) for one in leaving], timeout=FAREWELL)
        self._rest()


def _enforce(permissions: Permissions, connection: Connection) -> None:
    if not permissions.allow(connection.login):
        connection.close(LOG_IN_AGAIN, error("not_authenticated", "You have been logged out."))
        return
    for inbox in connection.inboxes:
        if not permissions.can_see(connection.login, inbox):
            connection.revoke(inbox)


def _slices(connections: tuple[Connection, ...]) -> Iterator[tuple[Connection, ...]]:
    size = max(25, -(-len(connections) // SLICES))
    for start in range(0, len(connections), size):
        yield connections[start : start + size]


def current() -> Hub:
    """Return the hub of this process (of the running loop), made on first use."""
    return runtime().loop_part(Hub, lambda: Hub(current_relay()))


async def startup() -> None:
    """Make the hub; one that has stopped is replaced."""
    before = runtime().made_on_this_loop(Hub)
    if before is not None and before.stopping:
        runtime().forget_on_this_loop(Hub)
    current()


async def shutdown() -> None:
    """Send the sockets away and end the threads. The hub stays, to send away those who still come."""
    hub = runtime().made_on_this_loop(Hub)
    if hub is not None:
        await hub.stop()
    for name in ("sockets", "replay"):
        await asyncio.to_thread(runtime().pool(name).close)
