"""Steps that wait while a transaction runs go into the next one together."""

from __future__ import annotations

import asyncio
import threading

import pytest

from messaging.delivery.lanes.step_queue import MOST_AT_ONCE, StepQueue
from messaging.delivery.lanes.together import Done
from messaging.runtime import Runtime, use


@pytest.fixture(autouse=True)
def _own_threads():
    before = use(Runtime())
    yield
    use(before).close_pools()


class Transactions:
    """A stand-in whose first batch lasts until it is released."""

    def __init__(self) -> None:
        self.batches: list[list[object]] = []
        self.begun = threading.Event()
        self.release = threading.Event()

    def do(self, steps):
        self.batches.append(list(steps))
        if len(self.batches) == 1:
            self.begun.set()
            self.release.wait(30)
        if "poison" in steps:
            raise ValueError("no")
        return [None if step == "odd" else Done(None) for step in steps]


@pytest.fixture
def transactions():
    return Transactions()


async def asked(transactions, *steps):
    """Ask for the first step, and for the others while it is being done; all futures."""
    queue = StepQueue(transactions.do)
    first = asyncio.ensure_future(queue.do(steps[0]))
    await asyncio.to_thread(transactions.begun.wait, 30)
    others = [asyncio.ensure_future(queue.do(step)) for step in steps[1:]]
    await asyncio.sleep(0)
    return [first, *others]


async def test_what_is_asked_for_meanwhile_is_done_at_once(transactions):
    futures = await asked(transactions, "a", "b", "odd", "c")
    transactions.release.set()
    found = await asyncio.gather(*futures)
    assert transactions.batches == [["a"], ["b", "odd", "c"]]
    assert [one is None for one in found] == [False, False, True, False]
    assert found[0].leased_at < found[1].leased_at == found[3].leased_at


async def test_batch_has_its_limit(transactions):
    futures = await asked(transactions, *range(MOST_AT_ONCE + 11))
    transactions.release.set()
    await asyncio.gather(*futures)
    assert [len(batch) for batch in transactions.batches] == [1, MOST_AT_ONCE, 10]


async def test_batch_that_fails_is_done_one_by_one(transactions):
    futures = await asked(transactions, "a", "poison", "b")
    transactions.release.set()
    assert [one is None for one in await asyncio.gather(*futures)] == [False, True, True]


async def test_lane_that_is_cancelled_withdraws_its_step(transactions):
    futures = await asked(transactions, "a", "b", "c")
    futures[1].cancel()
    await asyncio.sleep(0)
    transactions.release.set()
    await asyncio.gather(*futures, return_exceptions=True)
    assert transactions.batches == [["a"], ["c"]]
