"""Delivery on the running loop: the dispatcher, the sweep that finds what no wake-up announced, jobs, what recurs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from messaging.delivery import database, lanes, sessions
from messaging.delivery.jobs import JobPool
from messaging.delivery.processes import due_sends, periodic
from messaging.delivery.processes.dispatcher import Dispatcher, slots_for_rate

log = logging.getLogger(__name__)

# Seconds between two looks for lanes that are due; the most that a lost wake-up costs.
SWEEP = 0.5
# Lanes in hand get this long at the end; the rest of the ten seconds closes what they used.
PATIENCE = 8.5
# A job that is cut off is simply begun anew.
JOBS_PATIENCE = 2.0


class Worker:
    """Everything that delivers in one process; made and stopped on its loop."""

    def __init__(
        self,
        *,
        slots: int | None = None,
        periodic_tasks: Sequence[periodic.PeriodicTask] = periodic.PERIODIC_TASKS,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._periodic_tasks = periodic_tasks
        self._tasks: list[asyncio.Task[None]] = []
        self.jobs = JobPool()
        self.dispatcher = Dispatcher(
            lanes.deliver_conversation, slots=slots or slots_for_rate(), wake_jobs=self.jobs.wake
        )

    def start(self) -> None:
        self._tasks = [
            self._loop.create_task(self._sweep(), name="delivery sweep"),
            self._loop.create_task(periodic.run_periodically(self._periodic_tasks), name="delivery schedule"),
            self._loop.create_task(due_sends.send_when_due(), name="scheduled messages"),
        ]
        self.jobs.start()

    async def stop(self) -> None:
        """Finish the message in hand, give the leases back, close what was opened."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(self.dispatcher.stop(PATIENCE), self.jobs.stop(JOBS_PATIENCE))
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await sessions.close()
        await database.close()

    async def _sweep(self) -> None:
        failing = False
        while True:
            is_more = False
            try:
                is_more = await self._fill()
                failing = False
            except Exception as failure:
                if not failing:  # one line when it begins, not two in a second
                    log.warning("Sweep fails", extra={"failure": repr(failure)})
                failing = True
            if is_more:
                # The place of a lane that ends is taken by the next one at once.
                await self.dispatcher.wait_until_free(SWEEP)
            else:
                await asyncio.sleep(SWEEP)

    async def _fill(self) -> bool:
        """Offer as many lanes as there are places for; return whether more may be due."""
        free = self.dispatcher.free
        found = await database.once(lanes.sweep, free)
        for conversation_id in found:
            self.dispatcher.offer(conversation_id)
        return len(found) >= free
