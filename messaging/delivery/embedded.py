"""Delivery inside the serving process: the default, and all that SQLite needs."""

from __future__ import annotations

import asyncio
import logging

from django.conf import settings
from django.db import connection

from messaging.delivery import database, errand_rows, leases, waiting
from messaging.delivery.ownership import Ownership
from messaging.delivery.runner import Runner
from messaging.delivery.waiting import Hearing

log = logging.getLogger(__name__)

LOCK = "delivery.lock"
# How soon a process that came second notices that the first has ended (a restart that overlaps).
TAKE_OVER = 1.0


class Embedded:
    """Delivers if no other process of this machine does, and as soon as that one has ended."""

    def __init__(self) -> None:
        self._ownership = Ownership(settings.VAR_DIR / LOCK)
        self._runner: Runner | None = None
        self._heir: asyncio.Task[None] | None = None

    async def start(self) -> None:
        if self._ownership.take():
            await self._deliver()
            return
        log.warning("another process delivers; this one serves only, and takes over when that one ends")
        waiting.hear(Hearing.ASKED)
        self._heir = asyncio.create_task(self._take_over(), name="delivery heir")

    async def stop(self) -> None:
        waiting.hear(Hearing.NOT)
        if self._heir is not None:
            self._heir.cancel()
            await asyncio.gather(self._heir, return_exceptions=True)
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.stop()
        self._ownership.give_up()

    def wake(self, conversation_id: int) -> None:
        runner = self._runner
        if runner is not None:
            runner.wake(conversation_id)

    def wake_errands(self) -> None:
        runner = self._runner
        if runner is not None:
            runner.errands.wake()

    async def _take_over(self) -> None:
        while True:
            await asyncio.sleep(TAKE_OVER)
            if self._ownership.take():
                log.warning("the delivering process has ended; this one delivers now")
                await self._deliver()
                return

    async def _deliver(self) -> None:
        await self._free_lanes()
        self._runner = Runner()
        self._runner.start()
        waiting.hear(Hearing.TOLD)

    async def _free_lanes(self) -> None:
        """Leases that a crash left are worth nothing when we are alone. With PostgreSQL another
        machine may hold them: there they run out by themselves."""
        if connection.vendor != "sqlite":
            return
        try:
            if held := await database.once(leases.release_all):
                log.warning("lanes left by a crash were freed", extra={"lanes": held})
            await database.once(errand_rows.release_all)
        except Exception:
            # Not migrated yet, or locked: serving must start all the same.
            log.exception("lanes could not be freed")


def make() -> Embedded:
    return Embedded()
