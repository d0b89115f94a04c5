"""A layer that fails: our own doorbells need none, and what was left half-way is joined anew."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from messaging.feed import doorbell, layer_client
from messaging.feed.layer_client import ChannelLayerClient
from messaging.feed.membership import Membership


class Away:
    """A layer that is away until it is `back`."""

    def __init__(self) -> None:
        self.back = False
        self.groups: set[str] = set()

    async def group_add(self, group: str, channel: str) -> None:
        self._ask()
        self.groups.add(group)

    async def group_discard(self, group: str, channel: str) -> None:
        self.groups.discard(group)  # Redis' client forgets it before it fails
        self._ask()

    async def receive(self, channel: str) -> dict[str, Any]:
        self._ask()
        await asyncio.Event().wait()
        raise AssertionError

    def _ask(self) -> None:
        if not self.back:
            raise ConnectionError("away")


@pytest.fixture
def layer(monkeypatch: pytest.MonkeyPatch) -> Away:
    away = Away()
    monkeypatch.setattr(layer_client, "get_channel_layer", lambda: away)
    monkeypatch.setattr(doorbell, "is_ours_alone", lambda: False)
    return away


async def test_our_own_doorbells_come_without_the_layer(layer: Away) -> None:
    client = ChannelLayerClient()
    received = asyncio.create_task(client.receive())
    with pytest.raises(ConnectionError):
        await client.join("console.feed.7")
    try:
        client._take("console.feed.7", {"type": "feed.head"})
        assert await asyncio.wait_for(received, 10) == {"type": "feed.head"}
        assert client._take in doorbell._bound().receivers
    finally:
        client.close()
    assert client._take not in doorbell._bound().receivers


async def test_a_group_that_was_left_half_way_is_joined_again(layer: Away) -> None:
    layer.back = True
    wanted = {"console.feed.7"}
    joined: list[int] = []
    membership = Membership(ChannelLayerClient(), lambda: set(wanted), lambda: joined.append(1), retry=60)
    await membership._settle()
    layer.back = False
    wanted.clear()
    await membership._settle()
    wanted.add("console.feed.7")
    layer.back = True
    await membership._settle()
    assert (layer.groups, len(joined)) == ({"console.feed.7"}, 2)
