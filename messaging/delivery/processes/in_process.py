"""Delivery inside the serving process: the default, and all that SQLite needs."""

from __future__ import annotations

import asyncio
import logging

from django.conf import settings
from django.db import connection

from messaging.delivery import database, jobs, lanes
from messaging.delivery.lanes import SettlementSource
from messaging.delivery.processes.process_lock import LOCK, ProcessLock
from messaging.delivery.processes.worker import Worker
from messaging.runtime import Key

log = logging.getLogger(__name__)

# How soon a process that came second notices that the first has ended (a restart that overlaps).
STANDBY_POLL = 1.0


class InProcessNotifier:
    """Delivers if no other process of this machine does, and as soon as that one has ended."""

    def __init__(self) -> None:
        self._process_lock = ProcessLock(settings.VAR_DIR / LOCK)
        self._worker: Worker | None = None
        self._standby: asyncio.Task[None] | None = None

    async def start(self) -> None:
        if self._process_lock.take():
            await self._deliver()
            return
        log.warning("Another process delivers; this one serves only, and takes over when that one ends")
        lanes.set_source(SettlementSource.DATABASE)
        self._standby = asyncio.create_task(self._take_over(), name="delivery standby")

    async def stop(self) -> None:
        lanes.set_source(SettlementSource.NONE)
        if self._standby is not None:
            self._standby.cancel()
            await asyncio.gather(self._standby, return_exceptions=True)
        worker, self._worker = self._worker, None
        if worker is not None:
            await worker.stop()
        self._process_lock.give_up()

    def notify(self, key: Key) -> None:
        """Wake the dispatcher of this process, if it is the one that delivers."""
        worker = self._worker
        if worker is not None:
            worker.dispatcher.wake(key)

    async def _take_over(self) -> None:
        while True:
            await asyncio.sleep(STANDBY_POLL)
            if self._process_lock.take():
                log.warning("The delivering process has ended; this one delivers now")
                await self._deliver()
                return

    async def _deliver(self) -> None:
        await self._free_lanes()
        self._worker = Worker()
        self._worker.start()
        lanes.set_source(SettlementSource.IN_PROCESS)

    async def _free_lanes(self) -> None:
        """Free what a crash left, when we are alone. With PostgreSQL another machine may hold the leases:
        there they run out by themselves."""
        if connection.vendor != "sqlite":
            return
        try:
            if held := await database.once(lanes.release_all):
                log.warning("Lanes left by a crash were freed", extra={"lanes": held})
            await database.once(jobs.release_all)
        except Exception:
            # Not migrated yet, or locked: serving must start all the same.
            log.exception("Lanes could not be freed")


def make() -> InProcessNotifier:
    return InProcessNotifier()
