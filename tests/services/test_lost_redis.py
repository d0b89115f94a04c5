"""Doorbells through a network that is lost without a word."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from channels_redis.pubsub import RedisPubSubChannelLayer

from support_console.layer_host import layer_host
from tests.proxies import Cable

GROUP = "console.feed.1"


@pytest.fixture
async def bell(redis_url: str) -> AsyncIterator[Any]:
    """The layer of a process whose network works."""
    layer = RedisPubSubChannelLayer(hosts=[layer_host(redis_url)])
    yield layer
    await layer.flush()


async def test_a_subscription_that_a_firewall_forgot_is_made_again(bell: Any, redis_url: str) -> None:
    with Cable.to(redis_url) as cable:
        lost = RedisPubSubChannelLayer(hosts=[layer_host(cable.url_through(redis_url))])
        first = asyncio.create_task(lost.receive("relay"))
        await joined(lost)
        assert await rung(bell, first) == {"type": "feed.head"}
        cable.lose()
        again = asyncio.create_task(lost.receive("relay"))
        assert await rung(bell, again) == {"type": "feed.head"}
        await lost.flush()


async def joined(layer: Any) -> None:
    while True:
        try:
            return await layer.group_add(GROUP, "relay")
        except RuntimeError:  # it does not receive yet
            await asyncio.sleep(0.01)


async def rung(bell: Any, received: asyncio.Task[Any]) -> Any:
    """Ring until it is received: a doorbell may be lost at any time."""
    while not received.done():
        await bell.group_send(GROUP, {"type": "feed.head"})
        await asyncio.wait([received], timeout=0.1)
    return received.result()
