"""Delivery on the running loop: the dispatcher, the sweep that finds what no wake-up told, errands, the schedule."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress

from messaging.delivery import database, leases, schedule, sessions
from messaging.delivery.dispatcher import SLOTS, Dispatcher
from messaging.delivery.errands import Errands
from messaging.delivery.lanes import deliver_conversation

log = logging.getLogger(__name__)

# Seconds between two looks for lanes that are due; the most that a lost wake-up costs.
SWEEP = 0.5
# Lanes in hand get this long at the end; the rest of the ten seconds closes what they used.
PATIENCE = 8.5
# An errand that is cut off is simply begun anew.
ERRANDS_PATIENCE = 2.0


class Runner:
    """Made and stopped on its loop; `wake` may be called from any thread."""

    def __init__(
        self, *, slots: int = SLOTS, periodic_tasks: Sequence[schedule.PeriodicTask] = schedule.PERIODIC_TASKS
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._periodic_tasks = periodic_tasks
        self._tasks: list[asyncio.Task[None]] = []
        self.dispatcher = Dispatcher(deliver_conversation, slots=slots)
        self.errands = Errands()

    def start(self) -> None:
        self._tasks = [
            self._loop.create_task(self._sweep(), name="delivery sweep"),
            self._loop.create_task(schedule.run_periodically(self._periodic_tasks), name="delivery schedule"),
        ]
        self.errands.start()

    def wake(self, conversation_id: int) -> None:
        """A hint that may be lost."""
        with suppress(RuntimeError):  # the loop has just been closed
            self._loop.call_soon_threadsafe(self.dispatcher.offer, conversation_id)

    async def stop(self) -> None:
        """Finish the message in hand, give the leases back, close what was opened."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(self.dispatcher.stop(PATIENCE), self.errands.stop(ERRANDS_PATIENCE))
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await sessions.close()
        await database.close()

    async def _sweep(self) -> None:
        failing = False
        while True:
            try:
                for conversation_id in await database.once(leases.sweep, self.dispatcher.free):
                    self.dispatcher.offer(conversation_id)
                failing = False
            except Exception as failure:
                if not failing:  # one line when it begins, not two in a second
                    log.warning("sweep fails", extra={"failure": repr(failure)})
                failing = True
            await asyncio.sleep(SWEEP)
