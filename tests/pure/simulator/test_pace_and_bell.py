"""Waiting: how long, and for whom the bell rings."""

from __future__ import annotations

import asyncio
import threading

import pytest

from simulator.sending.timing import Pace
from simulator.wakeup import Bell


def test_a_webhook_is_retried_at_once_and_then_ever_later():
    pace = Pace(retry=1, longest_retry=60)
    waits = [pace.after_attempt(attempts).total_seconds() for attempts in range(1, 10)]
    assert waits == [0, 1, 2, 4, 8, 16, 32, 60, 60]
    assert pace.after_attempt(100_000).total_seconds() == 60


def test_settings_override_single_fields(settings):
    settings.SIMULATOR_PACE = {"read": 9}
    assert Pace.from_settings().read == 9
    assert Pace.from_settings().sent == Pace().sent


def test_an_unknown_pace_is_refused(settings):
    settings.SIMULATOR_PACE = {"raed": 9}
    with pytest.raises(TypeError, match="raed"):
        Pace.from_settings()


async def test_a_ring_from_another_thread_is_heard():
    bell = Bell()
    with bell.listening() as listener:
        threading.Thread(target=bell.ring).start()
        assert await listener.heard(within=5)


async def test_a_ring_between_looking_and_waiting_is_not_lost():
    bell = Bell()
    with bell.listening() as listener:
        bell.ring()
        assert await listener.heard(within=5)
        assert not await listener.heard(within=0)


async def test_everybody_hears_and_nobody_is_kept():
    bell = Bell()
    with bell.listening() as one, bell.listening() as other:
        bell.ring()
        assert await one.heard(within=5)
        assert await other.heard(within=5)
    assert bell.listeners == 0


def test_a_listener_whose_loop_is_closed_is_passed_over():
    bell = Bell()
    loop = asyncio.new_event_loop()

    async def listen():
        return bell.listening().__enter__()

    loop.run_until_complete(listen())
    loop.close()
    bell.ring()
