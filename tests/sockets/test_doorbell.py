"""The doorbell: fire and forget, from any thread, never in anybody's way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from channels.layers import BaseChannelLayer

from messaging.feed import doorbell
from tests.sockets.console import eventually

Sent = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What reached the layer."""
    reached: Sent = []

    class Layer:
        async def group_send(self, group: str, message: dict[str, Any]) -> None:
            reached.append((group, message))

    monkeypatch.setattr(doorbell, "get_channel_layer", Layer)
    return reached


@pytest.fixture
async def bound() -> AsyncIterator[None]:
    loop = asyncio.get_running_loop()
    doorbell.bind(loop)
    yield
    doorbell.unbind(loop)


def events(count: int, chars: int = 10) -> list[doorbell.Event]:
    return [doorbell.Event(7, seq, "message.created", {"pad": "x" * chars}) for seq in range(1, count + 1)]


@pytest.mark.usefixtures("bound")
async def test_it_can_be_rung_from_any_thread(sent: Sent) -> None:
    await asyncio.to_thread(doorbell.ring, 7, events(2))
    await eventually(lambda: len(sent) == 1)
    group, message = sent[0]
    assert group == "console.feed.7"
    assert (message["inbox"], message["seq"], len(message["texts"])) == (7, 1, 2)
    assert message["kinds"] == ["message.created"] * 2


@pytest.mark.usefixtures("bound")
@pytest.mark.parametrize(("count", "chars"), [(65, 10), (10, 20_000)])
async def test_a_large_transaction_only_announces_its_head(sent: Sent, count: int, chars: int) -> None:
    doorbell.ring(7, events(count, chars))
    await eventually(lambda: len(sent) == 1)
    assert sent[0][1] == {"type": "feed.head", "inbox": 7, "seq": count}


async def test_a_process_without_a_loop_rings_nothing(sent: Sent) -> None:
    doorbell.ring(7, events(1))
    doorbell.access_changed()
    await asyncio.sleep(0)
    assert sent == []


async def test_a_closed_loop_is_no_error() -> None:
    loop = asyncio.new_event_loop()
    doorbell.bind(loop)
    loop.close()
    doorbell.ring(7, events(1))
    doorbell.unbind(loop)


@pytest.mark.usefixtures("bound", "sent")
async def test_it_never_raises_whatever_the_event_is() -> None:
    doorbell.ring(7, [doorbell.Event(7, 1, "message.created", {"at": object()})])
    doorbell.ring(7, [])


@pytest.mark.usefixtures("bound")
async def test_a_layer_that_hangs_or_fails_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0

    class Layer:
        async def group_send(self, *_: object) -> None:
            nonlocal calls
            calls += 1
            if calls == 1:
                raise ConnectionError
            await asyncio.Event().wait()

    monkeypatch.setattr(doorbell, "get_channel_layer", Layer)
    monkeypatch.setattr(doorbell, "PATIENCE", 0.02)
    for _ in range(3):
        doorbell.ring(7, events(1))
    await eventually(lambda: calls == 3 and doorbell._bound().waiting == 0)


@pytest.mark.usefixtures("bound")
async def test_waiting_rings_are_bounded(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorbell, "MAX_WAITING", 3)
    for _ in range(10):
        doorbell.ring(7, events(1))
    await eventually(lambda: len(sent) == 3 and doorbell._bound().waiting == 0)
    doorbell.ring(7, events(1))
    await eventually(lambda: len(sent) == 4)


@pytest.mark.parametrize("inbox_id", [1, 2**63 - 1])
def test_group_names_are_ones_that_every_layer_takes(inbox_id: int) -> None:
    layer = BaseChannelLayer()
    assert layer.require_valid_group_name(doorbell.feed_group(inbox_id))
    assert layer.require_valid_group_name(doorbell.ACCESS_GROUP)
