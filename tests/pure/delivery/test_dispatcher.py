from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from messaging.delivery.processes.dispatcher import Dispatcher


class Lanes:
    """What the dispatcher runs: each lane goes on until the test lets it."""

    def __init__(self) -> None:
        self.gates: dict[int, asyncio.Event] = {}
        self.begun: list[int] = []
        self.ended: list[int] = []
        self.running: Counter[int] = Counter()
        self.most = 0
        self.changed = asyncio.Condition()

    async def deliver(self, conversation_id, go_on) -> None:
        await self._note(self.begun, conversation_id, 1)
        try:
            await self.gates.setdefault(conversation_id, asyncio.Event()).wait()
        finally:
            await self._note(self.ended, conversation_id, -1)

    async def _note(self, where, conversation_id, step) -> None:
        async with self.changed:
            where.append(conversation_id)
            self.running[conversation_id] += step
            self.most = max(self.most, *self.running.values())
            self.changed.notify_all()

    def let(self, *conversation_ids) -> None:
        for conversation_id in conversation_ids:
            self.gates.setdefault(conversation_id, asyncio.Event()).set()

    async def begun_are(self, count) -> None:
        async with asyncio.timeout(60), self.changed:
            await self.changed.wait_for(lambda: len(self.begun) == count)

    async def ended_are(self, count) -> None:
        async with asyncio.timeout(60), self.changed:
            await self.changed.wait_for(lambda: len(self.ended) == count)


async def test_a_bounded_number_runs_at_once_and_the_rest_in_order():
    lanes = Lanes()
    dispatcher = Dispatcher(lanes.deliver, slots=2)
    for number in range(5):
        dispatcher.offer(number)
    await lanes.begun_are(2)
    assert dispatcher.free == 0
    lanes.let(0)
    await lanes.begun_are(3)
    lanes.let(1, 2, 3, 4)
    await lanes.ended_are(5)
    assert lanes.begun == [0, 1, 2, 3, 4]
    await dispatcher.stop(1)


async def test_a_lane_that_waits_is_not_queued_twice():
    lanes = Lanes()
    dispatcher = Dispatcher(lanes.deliver, slots=1)
    for number in (1, 2, 2, 2, 3):
        dispatcher.offer(number)
    lanes.let(1, 2, 3)
    await lanes.ended_are(3)
    assert lanes.begun == [1, 2, 3]
    await dispatcher.stop(1)


async def test_offer_during_a_run_runs_it_once_more_afterwards():
    lanes = Lanes()
    dispatcher = Dispatcher(lanes.deliver, slots=4)
    dispatcher.offer(7)
    await lanes.begun_are(1)
    for _ in range(3):
        dispatcher.offer(7)
    lanes.let(7)
    await lanes.ended_are(2)
    assert lanes.begun == [7, 7]
    assert lanes.most == 1, "never twice at the same time"
    await dispatcher.stop(1)


async def test_delivering_waits_for_the_end():
    lanes = Lanes()
    dispatcher = Dispatcher(lanes.deliver, slots=4)
    waiting = asyncio.ensure_future(dispatcher.deliver(7))
    await lanes.begun_are(1)
    assert not waiting.done()
    lanes.let(7)
    async with asyncio.timeout(60):
        await waiting
    await dispatcher.stop(1)


async def test_a_lane_that_fails_takes_nothing_with_it(caplog):
    async def deliver(conversation_id, go_on):
        if conversation_id == 1:
            raise RuntimeError("bug")

    dispatcher = Dispatcher(deliver, slots=1)
    async with asyncio.timeout(60):
        await asyncio.gather(dispatcher.deliver(1), dispatcher.deliver(2))
    assert dispatcher.free == 1
    assert "Lane failed" in caplog.text


async def test_stop_asks_lanes_to_end_and_waits_for_them():
    message_in_hand, begun, answers = asyncio.Event(), asyncio.Event(), []

    async def deliver(conversation_id, go_on):
        begun.set()
        await message_in_hand.wait()
        answers.append(go_on())

    dispatcher = Dispatcher(deliver, slots=1)
    dispatcher.offer(1)
    await begun.wait()
    stopping = asyncio.ensure_future(dispatcher.stop(5))
    await asyncio.sleep(0)
    assert not stopping.done()
    message_in_hand.set()
    await stopping
    assert answers == [False]


async def test_stop_cuts_off_what_does_not_end(caplog):
    lanes = Lanes()
    dispatcher = Dispatcher(lanes.deliver, slots=1)
    dispatcher.offer(1)
    await lanes.begun_are(1)
    await dispatcher.stop(0.01)
    assert lanes.ended == [1]
    assert "cut off" in caplog.text


async def test_stopped_dispatcher_starts_nothing_and_leaves_nobody_waiting():
    lanes = Lanes()
    dispatcher = Dispatcher(lanes.deliver, slots=1)
    dispatcher.offer(1)
    await lanes.begun_are(1)
    behind = asyncio.ensure_future(dispatcher.deliver(2))
    await asyncio.sleep(0)
    lanes.let(1)
    await dispatcher.stop(5)
    dispatcher.offer(3)
    async with asyncio.timeout(60):
        await behind
        await dispatcher.deliver(4)
    assert lanes.begun == [1]


@pytest.mark.parametrize("slots", [1, 3])
async def test_free_counts_what_runs_and_what_waits(slots):
    lanes = Lanes()
    dispatcher = Dispatcher(lanes.deliver, slots=slots)
    assert dispatcher.free == slots
    dispatcher.offer(1)
    assert dispatcher.free == slots - 1
    lanes.let(1)
    await lanes.ended_are(1)
    await dispatcher.stop(1)


async def test_who_waits_for_a_place_is_woken_by_the_lane_that_ends():
    lanes = Lanes()
    dispatcher = Dispatcher(lanes.deliver, slots=1)
    dispatcher.offer(1)
    waiting = asyncio.ensure_future(dispatcher.wait_until_free(60))
    await asyncio.sleep(0)
    assert not waiting.done()
    lanes.let(1)
    async with asyncio.timeout(60):
        await waiting
    assert dispatcher.free == 1
    await dispatcher.wait_until_free(60)
