"""The jobs' rows: who does one, until when, and when it is due again. Each step one short transaction.

The end of the lease is its token: whoever finds another one there has lost the job, and leaves it
alone. `version` tells whether it was asked for again meanwhile; then it is due once more instead of done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet

from messaging.actors import DELIVERY
from messaging.clock import database_now
from messaging.feed.log import recording
from messaging.models import Job

# A process that died is noticed after so many seconds; one that lives renews in time.
LEASE_SECONDS = 60.0
RENEW_EVERY = 20.0
LOOKED_AT = 20


def claim(room: Mapping[str, int]) -> list[Job]:
    """Due jobs that are ours now: at most ``room[kind]`` of a kind, the longest due first."""
    left = {kind: free for kind, free in room.items() if free > 0}
    due = list(_due(left)[:LOOKED_AT])
    return _take(due, left) if due else []


def _due(kinds: Iterable[str]) -> QuerySet[Job]:
    now = database_now()
    rows = Job.objects.free(now).select_related("inbox").filter(due_at__lte=now, kind__in=list(kinds))
    return rows.order_by("due_at", "id")


@recording(by=DELIVERY)
def _take(due: Iterable[Job], left: dict[str, int]) -> list[Job]:
    until = _lease_end()
    taken: list[Job] = []
    for job in due:
        if left[job.kind] <= 0:
            continue
        # As it was seen: of two processes that saw it, one finds it changed.
        same = Job.objects.filter(pk=job.pk, version=job.version, lease_until=job.lease_until)
        if same.update(lease_until=until, attempts=F("attempts") + 1):
            left[job.kind] -= 1
            job.lease_until, job.attempts = until, job.attempts + 1
            taken.append(job)
    return taken


@recording(by=DELIVERY)
def renew(job: Job) -> datetime | None:
    """The new end of the lease; None when somebody else has the job."""
    until = _lease_end()
    return until if _ours(job).update(lease_until=until) else None


@recording(by=DELIVERY)
def finish(job: Job) -> None:
    """It is done: the row goes, or is due again when it was asked for once more."""
    if not _unchanged(job).delete()[0]:
        _ours(job).update(lease_until=None)


@recording(by=DELIVERY)
def again(job: Job, seconds: float, data: Mapping[str, Any]) -> None:
    """It is done, and due once more after so many seconds, with this to remember."""
    _let_go(job, seconds, data=dict(data), attempts=0, error="")


@recording(by=DELIVERY)
def later(job: Job, seconds: float, why: str, *, counted: bool = True) -> None:
    """It could not be done now."""
    tried = job.attempts if counted else max(0, job.attempts - 1)
    _let_go(job, seconds, attempts=tried, error=why[:500])


@recording(by=DELIVERY)
def begin_anew(job: Job, seconds: float, why: str) -> None:
    """It failed as often as it may, and is due all the same: as if never tried, with what it remembers."""
    _let_go(job, seconds, attempts=0, error=why[:500])


@recording(by=DELIVERY)
def give_back(job: Job) -> None:
    """It was not even tried to its end: due at once, for whoever comes next."""
    _let_go(job, 0.0, attempts=max(0, job.attempts - 1))


def release_all() -> int:
    """Free every job, for a single owner that starts: whoever did them is dead. How many."""
    with recording(by=DELIVERY):
        return Job.objects.exclude(lease_until=None).update(lease_until=None)


def _let_go(job: Job, seconds: float, **values: Any) -> None:
    due_at = database_now() + timedelta(seconds=seconds)
    if not _unchanged(job).update(lease_until=None, due_at=due_at, **values):
        _ours(job).update(lease_until=None)


def _ours(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, lease_until=job.lease_until)


def _unchanged(job: Job) -> QuerySet[Job]:
    return _ours(job).filter(version=job.version)


def _lease_end() -> datetime:
    return database_now() + timedelta(seconds=LEASE_SECONDS)
