"""Recurring work of a delivery process. Every process may do it: each job may run twice at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from messaging.actions.agents import forget_expired_tickets
from messaging.actions.attachments import forget_unsent
from messaging.actions.conversations import wake_snoozed
from messaging.actions.waiting import forget_parked
from messaging.delivery import database, pace, recurring
from messaging.feed.retention import prune_all

log = logging.getLogger(__name__)

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Job:
    """`every`: seconds between two runs; `first`: seconds from the start to the first."""

    name: str
    every: float
    run: Callable[[], Awaitable[object]]
    first: float = 0.0


JOBS: tuple[Job, ...] = (
    Job("snoozed conversations", 5.0, partial(database.once, wake_snoozed)),
    Job("feed pruning", 10 * MINUTE, partial(database.once, prune_all), first=MINUTE),
    Job("socket tickets", 10 * MINUTE, partial(database.once, forget_expired_tickets), first=MINUTE),
    Job("templates", 10 * MINUTE, partial(database.once, recurring.ask_for_templates), first=MINUTE),
    Job("polls", 5 * MINUTE, partial(database.once, recurring.ask_for_polls), first=MINUTE),
    Job("unsent uploads", 60 * MINUTE, partial(database.once, forget_unsent), first=MINUTE),
    Job("parked news", 10 * MINUTE, partial(database.once, forget_parked), first=MINUTE),
    Job("full buckets", 60 * MINUTE, partial(database.once, pace.forget_full_buckets), first=MINUTE),
)


async def keep(jobs: Sequence[Job] = JOBS) -> None:
    """Run the jobs at their times, one after the other, until cancelled."""
    clock = asyncio.get_running_loop().time
    due = {job: clock() + job.first for job in jobs}
    while due:
        job = min(due, key=due.__getitem__)
        await asyncio.sleep(due[job] - clock())
        try:
            await job.run()
        except Exception as failure:
            # Most often the database is away; the next turn comes by itself.
            log.warning("recurring work failed", extra={"job": job.name, "failure": repr(failure)})
        due[job] = clock() + job.every
