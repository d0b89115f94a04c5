"""Asking the delivery processes for something that is no message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F

from messaging.actors import Actor
from messaging.clock import database_now
from messaging.feed import recording
from messaging.models import Inbox, Job
from messaging.runtime import JOBS, wake


@recording()
def enqueue_job(
    kind: Job.Kind,
    subject: int,
    *,
    inbox: Inbox | int,
    data: Mapping[str, Any] | None = None,
    after: float = 0.0,
    by: Actor | None = None,
) -> None:
    """Have it done in `after` seconds. Asked for again it is done once, with the newer data: now, if it
    had been waiting for its next try; once more, if somebody is doing it."""
    inbox_id = inbox if isinstance(inbox, int) else inbox.pk
    _enqueue(kind, {subject: data or {}}, inbox_id, after)


@recording()
def enqueue_each(
    kind: Job.Kind, subjects: Mapping[int, Mapping[str, Any]], *, inbox_id: int, by: Actor | None = None
) -> None:
    """Enqueue the same job for each of these subjects, with its data, as `enqueue_job` does for one: due now."""
    if subjects:
        _enqueue(kind, subjects, inbox_id, 0)


def _enqueue(kind: Job.Kind, subjects: Mapping[int, Mapping[str, Any]], inbox_id: int, after: float) -> None:
    due_at = database_now() + timedelta(seconds=after)
    rows = [
        Job(kind=kind, subject=subject, inbox_id=inbox_id, data=dict(data), due_at=due_at)
        for subject, data in sorted(subjects.items())
    ]
    Job.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["kind", "subject"],
        update_fields=["data", "due_at"],
        batch_size=200,
    )
    asked = Job.objects.filter(kind=kind, subject__in=list(subjects))
    asked.update(version=F("version") + 1, attempts=0, error="")
    transaction.on_commit(partial(wake, JOBS), robust=True)


@recording()
def enqueue_jobs(kind: Job.Kind, subjects: Iterable[int], *, inbox: Inbox) -> None:
    """Enqueue the same job, never asked for before, for many subjects at once: due now."""
    due_at = database_now()
    rows = [Job(kind=kind, subject=subject, inbox=inbox, due_at=due_at) for subject in subjects]
    Job.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)
    if rows:
        transaction.on_commit(partial(wake, JOBS), robust=True)


@recording()
def expedite_job(job: Job, *, by: Actor) -> bool:
    """Cut the wait for the next try short; return False when somebody is doing it already or it is done."""
    now = database_now()
    free = Job.objects.free(now).filter(pk=job.pk)
    moved = free.update(due_at=now)
    if moved:
        transaction.on_commit(partial(wake, JOBS), robust=True)
    return bool(moved)


def make_inbox_jobs_due(inbox: Inbox) -> int:
    """Make all jobs of an inbox due now that failed before, and return how many: what stood in its way is gone.
    Inside `recording()`. What merely has a later time of its own keeps it."""
    now = database_now()
    moved = Job.objects.free(now).filter(inbox=inbox, due_at__gt=now).exclude(error="").update(due_at=now)
    if moved:
        transaction.on_commit(partial(wake, JOBS), robust=True)
    return moved
