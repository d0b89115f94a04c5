"""How the relay receives doorbells. Tests put in a client that loses, doubles and delays."""

from __future__ import annotations

import uuid
from typing import Any, Protocol

from channels.layers import get_channel_layer


class LayerClient(Protocol):
    """Every call may raise when the layer is away; the relay asks again later."""

    async def receive(self) -> dict[str, Any]:
        """Return the next message of a joined group. Called before the first `join`."""

    async def join(self, group: str) -> None:
        """Receive this group from now on; again is harmless."""

    async def leave(self, group: str) -> None:
        """Receive this group no more."""


class ChannelLayerClient:
    """The project's channel layer, in-memory or Redis pub/sub, with one member per process."""

    def __init__(self) -> None:
        # Not `new_channel()`: on Redis a failed one leaves a queue behind for ever, and this client tries
        # again every second while Redis is away.
        self._channel = f"relay.{uuid.uuid4().hex}"

    async def receive(self) -> dict[str, Any]:
        message: dict[str, Any] = await get_channel_layer().receive(self._channel)
        return message

    async def join(self, group: str) -> None:
        await get_channel_layer().group_add(group, self._channel)

    async def leave(self, group: str) -> None:
        await get_channel_layer().group_discard(group, self._channel)
