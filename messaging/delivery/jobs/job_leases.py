"""The jobs' leases: who does one, and when it is due again. Each function is one short transaction.

`version` says whether a job was enqueued again meanwhile; then it is due once more instead of done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from messaging.actors import DELIVERY
from messaging.backoff import LONGEST_WAIT
from messaging.clock import database_now
from messaging.feed import recording
from messaging.leases import Lease, LeaseTable
from messaging.models import Job

# A process that died is noticed after so many seconds; one that lives renews in time.
JOBS = LeaseTable(Job, seconds=60.0, on_take="attempts = attempts + 1")
RENEW_EVERY = 20.0
LOOKED_AT = 20


def claim(room: Mapping[str, int]) -> list[Job]:
    """Take due jobs, at most ``room[kind]`` of a kind, the longest due first; return those taken."""
    left = {kind: places for kind, places in room.items() if places > 0}
    due = list(_due(left)[:LOOKED_AT])
    return _take(due, left) if due else []


def _due(kinds: Iterable[str]) -> QuerySet[Job]:
    now = database_now()
    rows = Job.objects.free(now).select_related("inbox").filter(due_at__lte=now, kind__in=list(kinds))
    return rows.order_by("due_at", "id")


@recording(by=DELIVERY)
def _take(due: Iterable[Job], left: dict[str, int]) -> list[Job]:
    taken: list[Job] = []
    for job in due:
        lease = Lease(job.pk)
        # Of two processes that saw it, one finds it taken.
        if left[job.kind] > 0 and JOBS.take(lease):
            left[job.kind] -= 1
            job.lease_token, job.attempts = lease.token, job.attempts + 1
            taken.append(job)
    return taken


@recording(by=DELIVERY)
def renew(job: Job) -> bool:
    """Hold the job longer; False when somebody else has it."""
    return JOBS.renew(_lease(job))


@recording(by=DELIVERY)
def finish(job: Job) -> None:
    """Delete the job that is done, or let it be due again when it was enqueued once more."""
    if not _unchanged(job).delete()[0]:
        JOBS.release(_lease(job))


@recording(by=DELIVERY)
def again(job: Job, seconds: float, data: Mapping[str, Any]) -> None:
    """Let the job that is done be due once more after so many seconds, with this to remember."""
    _let_go(job, seconds, data=dict(data), attempts=0, error="")


@recording(by=DELIVERY)
def postpone(job: Job, seconds: float, why: str, *, counted: bool = True) -> None:
    """Let the job that could not be done be due after so many seconds."""
    tried = job.attempts if counted else max(0, job.attempts - 1)
    _let_go(job, seconds, attempts=tried, error=why[:500])


@recording(by=DELIVERY)
def begin_anew(job: Job, seconds: float, why: str) -> None:
    """Let the job that failed too often be due as if it had never been tried, with what it remembers."""
    _let_go(job, seconds, attempts=0, error=why[:500])


@recording(by=DELIVERY)
def give_back(job: Job) -> None:
    """Let the job that was cut off be due at once, for whoever comes next."""
    _let_go(job, 0.0, attempts=max(0, job.attempts - 1))


def release_all() -> int:
    """Free every job, for a single owner that starts: whoever did them is dead. Return how many."""
    with recording(by=DELIVERY):
        return JOBS.release_all()


def recall() -> int:
    """Make due now what a clock that was ahead put further ahead than any wait can be. Return how many rows."""
    with recording(by=DELIVERY):
        return JOBS.recall(LONGEST_WAIT)


def _let_go(job: Job, seconds: float, **values: Any) -> None:
    due_at = database_now() + timedelta(seconds=seconds)
    if not _unchanged(job).update(lease_token=None, lease_until=None, due_at=due_at, **values):
        JOBS.release(_lease(job))


def _unchanged(job: Job) -> QuerySet[Job]:
    return JOBS.held(_lease(job)).filter(version=job.version)


def _lease(job: Job) -> Lease:
    assert job.lease_token is not None  # noqa: S101 (only claimed jobs come here)
    return Lease(job.pk, job.lease_token)
