"""Which groups of the channel layer this process is in: the wanted ones, whenever the layer lets it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from messaging.awaiting import wait_until_set
from messaging.feed.layer_client import LayerClient

logger = logging.getLogger(__name__)

# Seconds to wait for a layer that does not answer.
LAYER_PATIENCE = 2.0


class Membership:
    """`wanted` is asked again after every `changed.set()` and every `retry` seconds; `on_join` is called when
    a group was joined, because what was rung before that moment was not received."""

    def __init__(
        self,
        client: LayerClient,
        wanted: Callable[[], set[str]],
        on_join: Callable[[], None],
        *,
        retry: float,
    ) -> None:
        self.changed = asyncio.Event()
        self._client = client
        self._wanted = wanted
        self._on_join = on_join
        self._retry = retry
        self._joined: set[str] = set()

    async def keep(self) -> None:
        """Keep the groups joined until cancelled."""
        while True:
            await self._settle()
            await wait_until_set(self.changed, self._retry)

    async def leave_all(self) -> None:
        """Leave every group, as far as the layer still answers."""
        with suppress(Exception):
            async with asyncio.timeout(LAYER_PATIENCE):
                for group in tuple(self._joined):
                    await self._client.leave(group)

    async def _settle(self) -> None:
        wanted = self._wanted()
        try:
            for group in wanted - self._joined:
                await _patiently(self._client.join(group))
                self._joined.add(group)
                self._on_join()
            for group in self._joined - wanted:
                # First: a client that fails here may have left half-way, and is joined anew when it is wanted again.
                self._joined.discard(group)
                await _patiently(self._client.leave(group))
        except Exception as failure:
            logger.warning("Channel layer is away", extra={"failure": repr(failure)})


async def _patiently(call: Awaitable[None]) -> None:
    async with asyncio.timeout(LAYER_PATIENCE):
        await call
