"""The socket of a console: it joins the groups of its inboxes and passes on what comes."""

from __future__ import annotations

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer


class ConsoleConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    async def connect(self) -> None:
        user = self.scope["user"]
        if not user.is_authenticated:
            await self.close()
            return
        self.rooms = [f"inbox_{pk}" for pk in await self._inboxes(user)]
        for room in self.rooms:
            await self.channel_layer.group_add(room, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        for room in getattr(self, "rooms", ()):
            await self.channel_layer.group_discard(room, self.channel_name)

    async def message_saved(self, event: dict[str, Any]) -> None:
        await self.send_json(event["content"])

    @database_sync_to_async  # type: ignore[misc]
    def _inboxes(self, user: Any) -> list[int]:
        return list(user.inboxes.values_list("pk", flat=True))
