"""What runs in the background of a serving process, and the order in which it starts and stops.

A part is a module with ``async startup()`` and ``async shutdown()``; one that holds requests open may also
have ``release()``, which lets them go before the server waits for its last requests.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from messaging.memory import keep_for_ever

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Part:
    """``patience`` is how many seconds its shutdown may take before the next one's turn."""

    module: str
    patience: float

    async def startup(self) -> None:
        await import_module(self.module).startup()

    def release(self) -> None:
        getattr(import_module(self.module), "release", lambda: None)()

    async def shutdown(self) -> None:
        """Never raises: a part that cannot stop must not keep the others from stopping."""
        try:
            async with asyncio.timeout(self.patience):
                await import_module(self.module).shutdown()
        except TimeoutError:
            log.warning("Part did not stop in time", extra={"part": self.module, "seconds": self.patience})
        except Exception:
            log.exception("Part failed to stop", extra={"part": self.module})


# In the order of starting; stopping is the other way round. So sockets get `bye` first, then no call
# is taken in any more, then the lanes finish the message in hand, and the relay outlives them all.
SOCKETS = Part("messaging.realtime.hub", patience=5)
PARTS = (
    Part("messaging.runtime", patience=3),
    Part("messaging.feed.relay", patience=3),
    Part("messaging.delivery.processes.notifier", patience=10),
    # Where separate workers deliver, they follow, too.
    *([Part("messaging.followers", patience=3)] if settings.DELIVERY == "embedded" else []),
    Part("messaging.ingest", patience=5),
    SOCKETS,
    *([Part("simulator.runtime", patience=3)] if settings.SIMULATOR else []),
)


class Background:
    """Starts the parts once, however many scopes ask for it, and stops what was started."""

    def __init__(self, parts: tuple[Part, ...] = PARTS) -> None:
        self._parts = parts
        self._running: list[Part] = []
        self._starting: asyncio.Task[None] | None = None
        self.stopping = False

    @property
    def ready(self) -> bool:
        """Started in full and not on the way out. Unstarted counts as ready: the first scope starts it."""
        if self.stopping:
            return False
        return self._starting is None or self.is_started

    @property
    def is_started(self) -> bool:
        """Started in full; what is stopping is, too."""
        starting = self._starting
        return (
            starting is not None
            and starting.done()
            and not starting.cancelled()
            and starting.exception() is None
        )

    async def ensure_started(self) -> None:
        if self._starting is None:
            self._starting = asyncio.ensure_future(self._start())
        # Shielded: a client that goes away must not stop the start for everybody.
        await asyncio.shield(self._starting)

    async def _start(self) -> None:
        for part in self._parts:
            await part.startup()
            self._running.append(part)

    async def say_goodbye(self) -> None:
        """Readiness off and `bye` to the sockets, while requests in flight can still be answered."""
        self.stopping = True
        for part in self._running:
            part.release()
        if SOCKETS in self._running:
            self._running.remove(SOCKETS)
            await SOCKETS.shutdown()

    async def stop(self) -> None:
        """Everything that runs, last started first."""
        await self.say_goodbye()
        while self._running:
            await self._running.pop().shutdown()


background = Background()


class Lifespan:
    """Outermost ASGI wrapper: answers ``lifespan`` itself (Django cannot), and under a server that
    never sends it (daphne) starts with the first request or socket."""

    def __init__(self, app: App, parts: Background = background) -> None:
        self._app = app
        self._background = parts

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if not self._background.is_started:
            await self._background.ensure_started()
        # For the health view: doors may not import this floor.
        scope["background_ready"] = self._background.ready
        await self._app(scope, receive, send)

    async def say_goodbye(self) -> None:
        """For servers that close sockets before their lifespan event."""
        await self._background.say_goodbye()

    async def _live(self, receive: Receive, send: Send) -> None:
        while (await receive())["type"] == "lifespan.startup":
            try:
                await self._background.ensure_started()
            except Exception as failure:
                # A refusal of ours says it all in its sentence, which the server prints.
                log.error("Start failed", exc_info=not isinstance(failure, ImproperlyConfigured))
                await send({"type": "lifespan.startup.failed", "message": str(failure)})
                return
            keep_for_ever()
            await send({"type": "lifespan.startup.complete"})
        await self._background.stop()
        await send({"type": "lifespan.shutdown.complete"})
