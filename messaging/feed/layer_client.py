"""How the relay receives doorbells. Tests put in a client that loses, doubles and delays."""

from __future__ import annotations

import asyncio
import logging
import uuid
from typing import Any, Protocol

from channels.layers import get_channel_layer

from messaging.feed import doorbell

logger = logging.getLogger(__name__)

# Seconds until a layer that failed is asked again; our own doorbells do not wait for it.
RETRY = 2.0
# More than that wait for a relay that is stuck: the log has them all.
MOST_WAITING = 10_000


class LayerClient(Protocol):
    """Every call but `close` may raise when the layer is away; the relay asks again later."""

    async def receive(self) -> dict[str, Any]:
        """Return the next message of a joined group. Called before the first `join`."""

    async def join(self, group: str) -> None:
        """Receive this group from now on; again is harmless."""

    async def leave(self, group: str) -> None:
        """Receive this group no more."""

    def close(self) -> None:
        """Receive nothing any more."""


class ChannelLayerClient:
    """The doorbells of this process, as they are rung, and those of others by the project's channel layer: in-memory,
    which has no others, or Redis pub/sub, with one member per process. There our own come a second time, later."""

    def __init__(self) -> None:
        # Not `new_channel()`: on Redis a failed one leaves a queue behind for ever, and this client tries
        # again every second while Redis is away.
        self._channel = f"relay.{uuid.uuid4().hex}"
        self._groups: set[str] = set()
        self._messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._from_others: asyncio.Task[None] | None = None

    async def receive(self) -> dict[str, Any]:
        if self._from_others is None and not doorbell.is_ours_alone():
            self._from_others = asyncio.create_task(self._receive_from_others())
        return await self._messages.get()

    async def join(self, group: str) -> None:
        # First: our own need no layer.
        self._groups.add(group)
        doorbell.add_receiver(self._take)
        await asyncio.sleep(0)  # the channel is made by the first step of receiving from others
        await get_channel_layer().group_add(group, self._channel)

    async def leave(self, group: str) -> None:
        self._groups.discard(group)
        await get_channel_layer().group_discard(group, self._channel)

    def close(self) -> None:
        doorbell.remove_receiver(self._take)
        if self._from_others is not None:
            self._from_others.cancel()

    def _take(self, group: str, message: dict[str, Any]) -> None:
        if group in self._groups and self._messages.qsize() < MOST_WAITING:
            self._messages.put_nowait(message)

    async def _receive_from_others(self) -> None:
        while True:
            try:
                message = await get_channel_layer().receive(self._channel)
            except Exception as failure:
                logger.warning("Doorbells cannot be received", extra={"failure": repr(failure)})
                await asyncio.sleep(RETRY)
                continue
            if self._messages.qsize() < MOST_WAITING:
                self._messages.put_nowait(message)
