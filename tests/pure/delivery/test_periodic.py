from __future__ import annotations

import asyncio

import pytest

from messaging.delivery.processes.periodic import PERIODIC_TASKS, PeriodicTask, run_periodically


async def run_until(done: asyncio.Event, tasks) -> None:
    running = asyncio.ensure_future(run_periodically(tasks))
    async with asyncio.timeout(60):
        await done.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_jobs_run_again_and_again_and_a_failing_one_stops_nobody(caplog):
    done, ran = asyncio.Event(), []

    async def good():
        ran.append("good")
        if len(ran) >= 3:
            done.set()

    async def bad():
        raise RuntimeError("Database is away")

    await run_until(done, [PeriodicTask("bad", 0.001, bad), PeriodicTask("good", 0.001, good)])
    assert "Recurring work failed" in caplog.text


async def test_first_run_may_wait():
    done, ran = asyncio.Event(), []

    async def at_once():
        ran.append("at once")
        if len(ran) == 3:
            done.set()

    async def later():
        ran.append("later")

    await run_until(
        done, [PeriodicTask("later", 1, later, first=60), PeriodicTask("at once", 0.001, at_once)]
    )
    assert ran == ["at once"] * 3


def test_the_desks_jobs_have_names_of_their_own():
    assert len({task.name for task in PERIODIC_TASKS}) == len(PERIODIC_TASKS)
