"""Delivery inside the serving process: the default, and all that SQLite needs."""

from __future__ import annotations

import asyncio
import logging

from django.conf import settings
from django.db import connection

from messaging import awaiting
from messaging.delivery import database, jobs, lanes
from messaging.delivery.lanes import SettlementSource
from messaging.delivery.processes.database_lock import database_lock
from messaging.delivery.processes.process_lock import LOCK, ProcessLock
from messaging.delivery.processes.worker import Worker
from messaging.feed import keep_heads
from messaging.outages import Reason, outage_of
from messaging.runtime import Key

log = logging.getLogger(__name__)

# Seconds between two looks at what stands against delivering: how soon a process that came second notices that
# the first has ended (a restart that overlaps).
LOOK_EVERY = 1.0
# A start waits so long for the first look, and no longer for a database that hangs.
START_PATIENCE = 2.0

ANOTHER_PROCESS = "Another process delivers; this one serves only, and takes over when that one ends"
ANOTHER_INSTALLATION = (
    "A server with another VAR_DIR delivers from this database{}; this one serves only, and takes over when that one"
    " ends"
)
OLDER = (
    "The database is older than what was last written here: a backup was put back. Nothing is sent until"
    " `manage.py after_restore` has been run"
)
AWAY = "The database does not answer, or is not migrated; delivery begins when it is there"


class InProcessNotifier:
    """Delivers unless something stands against it, and as soon as nothing does any more."""

    def __init__(self) -> None:
        self._process_lock = ProcessLock(settings.VAR_DIR / LOCK)
        self._database_lock = database_lock()
        self._worker: Worker | None = None
        self._watching: asyncio.Task[None] | None = None
        self._looked = asyncio.Event()
        self._obstacle = ""

    async def start(self) -> None:
        lanes.set_source(SettlementSource.DATABASE)
        self._watching = asyncio.create_task(self._watch(), name="delivery watch")
        await awaiting.wait_until_set(self._looked, START_PATIENCE)

    async def stop(self) -> None:
        lanes.set_source(SettlementSource.NONE)
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        if self._worker is not None:
            await self._stop_worker()
            await self._what_stands_against_it()  # keeps where the feeds stand now
        self._process_lock.give_up()
        if self._database_lock is not None:
            await asyncio.to_thread(self._database_lock.give_up)
        await database.close()

    def notify(self, key: Key) -> None:
        """Wake the dispatcher of this process, if it is the one that delivers."""
        worker = self._worker
        if worker is not None:
            worker.dispatcher.wake(key)

    async def _watch(self) -> None:
        while True:
            try:
                await self._look()
            except Exception:
                log.exception("The look at what stands against delivering failed")
            self._looked.set()
            await asyncio.sleep(LOOK_EVERY)

    async def _look(self) -> None:
        """Begin or cease to deliver as it may, and log what changed."""
        before, self._obstacle = self._obstacle, await self._what_stands_against_it()
        if self._obstacle != before:
            level = logging.ERROR if self._obstacle == OLDER else logging.WARNING
            log.log(level, self._obstacle or "This process delivers now")
        if self._obstacle and self._worker is not None:
            lanes.set_source(SettlementSource.DATABASE)
            await self._stop_worker()
        elif not self._obstacle and self._worker is None:
            await self._deliver()

    async def _what_stands_against_it(self) -> str:
        """Return why this process may not deliver now; empty: it may."""
        if not self._process_lock.take():
            return ANOTHER_PROCESS
        try:
            return await database.once(self._ask_database)
        except Exception as failure:
            log.debug("The feeds cannot be looked at", extra={"failure": repr(failure)})
            # Who delivers already waits for the database by itself, message in hand.
            return "" if self._worker is not None else _obstacle_of(failure)

    def _ask_database(self) -> str:
        lock = self._database_lock
        if lock is not None and not lock.take():
            owner = lock.owner()
            return ANOTHER_INSTALLATION.format(f" ({owner})" if owner else "")
        return "" if keep_heads(settings.VAR_DIR) else OLDER

    async def _deliver(self) -> None:
        await self._free_lanes()
        self._worker = Worker()
        self._worker.start()
        lanes.set_source(SettlementSource.IN_PROCESS)

    async def _stop_worker(self) -> None:
        if self._worker is not None:
            # Kept until then: a stop that comes meanwhile waits for it as well.
            await self._worker.stop()
            self._worker = None

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
            # Locked: delivery must begin all the same.
            log.exception("Lanes could not be freed")


def _obstacle_of(failure: Exception) -> str:
    """Return what stands against delivering when where the feeds stand can be neither read nor kept."""
    outage = outage_of(failure)
    if outage is None or outage.reason is Reason.DATABASE_AWAY:
        return AWAY
    return f"{outage.detail.rstrip('.')}; delivery begins when that is over"


def make() -> InProcessNotifier:
    return InProcessNotifier()
