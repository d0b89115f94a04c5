"""Delivery on the running loop: the dispatcher, the sweep that finds what no wake-up announced, jobs, what recurs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from messaging.delivery import database, lanes, sessions
from messaging.delivery.jobs import JobPool
from messaging.delivery.processes import periodic
from messaging.delivery.processes.dispatcher import SLOTS, Dispatcher

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
        self, *, slots: int = SLOTS, periodic_tasks: Sequence[periodic.PeriodicTask] = periodic.PERIODIC_TASKS
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._periodic_tasks = periodic_tasks
        self._tasks: list[asyncio.Task[None]] = []
        self.jobs = JobPool()
        self.dispatcher = Dispatcher(lanes.deliver_conversation, slots=slots, wake_jobs=self.jobs.wake)

    def start(self) -> None:
        self._tasks = [
            self._loop.create_task(self._sweep(), name="delivery sweep"),
            self._loop.create_task(periodic.run_periodically(self._periodic_tasks), name="delivery schedule"),
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
            try:
                for conversation_id in await database.once(lanes.sweep, self.dispatcher.free):
                    self.dispatcher.offer(conversation_id)
                failing = False
            except Exception as failure:
                if not failing:  # one line when it begins, not two in a second
                    log.warning("Sweep fails", extra={"failure": repr(failure)})
                failing = True
            await asyncio.sleep(SWEEP)
