"""Recurring work of a delivery process. Every process may do it: each task may run twice at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from messaging.actions.conversation import wake_snoozed
from messaging.actions.core import (
    delete_unsent_uploads,
    prune_drafts,
    prune_logins,
    prune_measurements,
    prune_uses,
    prune_webhook_calls,
)
from messaging.actions.people import delete_expired_tickets
from messaging.actions.updates import expire_pending_updates
from messaging.actors import SCHEDULE
from messaging.delivery import database, jobs, lanes
from messaging.feed import prune_all

log = logging.getLogger(__name__)

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class PeriodicTask:
    """`every`: seconds between two runs; `first`: seconds from the start to the first."""

    name: str
    every: float
    run: Callable[[], Awaitable[object]]
    first: float = 0.0


def recall() -> None:
    """Make due what waits longer than anything can: a laptop or a virtual machine had its clock ahead and set it
    back. Without that, nothing would be sent until the clock gets there again."""
    if found := lanes.recall() + jobs.recall():
        log.warning(
            "The clock was set back: what waited for a time too far ahead is due now", extra={"rows": found}
        )


async def in_batches(prune: Callable[..., int]) -> None:
    """Run a verb that deletes a batch until nothing is left for it; between two, the lanes' steps have the thread."""
    while await database.once(prune, by=SCHEDULE):
        pass


PERIODIC_TASKS: tuple[PeriodicTask, ...] = (
    PeriodicTask("snoozed conversations", 5.0, partial(database.once, wake_snoozed, by=SCHEDULE)),
    PeriodicTask("times too far ahead", 5.0, partial(database.once, recall)),
    PeriodicTask("feed pruning", 10 * MINUTE, partial(database.once, prune_all), first=MINUTE),
    PeriodicTask(
        "socket tickets",
        10 * MINUTE,
        partial(database.once, delete_expired_tickets, by=SCHEDULE),
        first=MINUTE,
    ),
    PeriodicTask("templates", 10 * MINUTE, partial(database.once, jobs.enqueue_template_syncs), first=MINUTE),
    PeriodicTask("polls", 5 * MINUTE, partial(database.once, jobs.enqueue_polls), first=MINUTE),
    PeriodicTask(
        "unsent uploads",
        60 * MINUTE,
        partial(database.once, delete_unsent_uploads, by=SCHEDULE),
        first=MINUTE,
    ),
    PeriodicTask(
        "pending updates",
        10 * MINUTE,
        partial(database.once, expire_pending_updates, by=SCHEDULE),
        first=MINUTE,
    ),
    PeriodicTask(
        "old webhook calls",
        10 * MINUTE,
        partial(in_batches, prune_webhook_calls),
        first=2 * MINUTE,
    ),
    PeriodicTask(
        "old measurements",
        60 * MINUTE,
        partial(in_batches, prune_measurements),
        first=2 * MINUTE,
    ),
    PeriodicTask(
        "old uses of canned responses and templates",
        60 * MINUTE,
        partial(in_batches, prune_uses),
        first=2 * MINUTE,
    ),
    PeriodicTask("old drafts", 60 * MINUTE, partial(in_batches, prune_drafts), first=2 * MINUTE),
    PeriodicTask("ended sessions", 60 * MINUTE, partial(in_batches, prune_logins), first=2 * MINUTE),
    PeriodicTask("full buckets", 60 * MINUTE, partial(database.once, lanes.prune_full_buckets), first=MINUTE),
)


async def run_periodically(tasks: Sequence[PeriodicTask] = PERIODIC_TASKS) -> None:
    """Run the tasks at their times, one after the other, until cancelled."""
    clock = asyncio.get_running_loop().time
    due = {task: clock() + task.first for task in tasks}
    while due:
        task = min(due, key=due.__getitem__)
        await asyncio.sleep(due[task] - clock())
        try:
            await task.run()
        except Exception as failure:
            # Most often the database is away; the next turn comes by itself.
            log.warning("Recurring work failed", extra={"task": task.name, "failure": repr(failure)})
        due[task] = clock() + task.every
