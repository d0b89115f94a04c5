"""Waiting: how long, and for whom the bell rings."""

from __future__ import annotations

import asyncio
import threading

import pytest

from simulator.sending.timing import Timing
from simulator.wakeup import WakeUp


def test_a_webhook_is_retried_at_once_and_then_ever_later():
    timing = Timing(retry=1, longest_retry=60)
    waits = [timing.after_attempt(attempts).total_seconds() for attempts in range(1, 10)]
    assert waits == [0, 1, 2, 4, 8, 16, 32, 60, 60]
    assert timing.after_attempt(100_000).total_seconds() == 60


def test_settings_override_single_fields(settings):
    settings.SIMULATOR_TIMING = {"read": 9}
    assert Timing.from_settings().read == 9
    assert Timing.from_settings().sent == Timing().sent


def test_an_unknown_pace_is_refused(settings):
    settings.SIMULATOR_TIMING = {"raed": 9}
    with pytest.raises(TypeError, match="raed"):
        Timing.from_settings()


async def test_a_wake_up_from_another_thread_arrives():
    bell = WakeUp()
    with bell.subscribe() as waiter:
        threading.Thread(target=bell.notify).start()
        assert await waiter.wait(within=5)


async def test_a_ring_between_looking_and_waiting_is_not_lost():
    bell = WakeUp()
    with bell.subscribe() as waiter:
        bell.notify()
        assert await waiter.wait(within=5)
        assert not await waiter.wait(within=0)


async def test_everybody_is_woken_and_nobody_is_kept():
    bell = WakeUp()
    with bell.subscribe() as one, bell.subscribe() as other:
        bell.notify()
        assert await one.wait(within=5)
        assert await other.wait(within=5)
    assert bell.waiters == 0


def test_a_listener_whose_loop_is_closed_is_passed_over():
    bell = WakeUp()
    loop = asyncio.new_event_loop()

    async def listen():
        return bell.subscribe().__enter__()

    loop.run_until_complete(listen())
    loop.close()
    bell.notify()
