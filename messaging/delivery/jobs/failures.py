"""What becomes of a job that the provider refused: when it is tried again, or how it ends."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from messaging.actions.core import mark_attachment_failed
from messaging.actions.inbox import mark_unhealthy
from messaging.actors import DELIVERY, Actor
from messaging.backoff import INBOX_PAUSE, Backoff, Random, at_least, delay_of
from messaging.delivery.jobs import job_leases
from messaging.errors import FailureClass, SendRefused
from messaging.models import Attachment, Inbox, Job

Kind = Job.Kind

# Late is as good as never for the others.
TRIES: Mapping[str, int] = {
    Kind.FETCH_MEDIA: 10,
    Kind.SYNC_TEMPLATES: 5,
    Kind.MARK_READ: 4,
    Kind.TAKE_CONTROL: 4,
    Kind.POLL: 8,
}
# Nothing hangs on these; what stands against them stands against no message.
COURTESIES = {Kind.MARK_READ, Kind.SHOW_TYPING, Kind.TAKE_CONTROL}
# 4 s, 8 s, … up to ten minutes: ten tries are about half an hour.
BACKOFF = Backoff(2.0, cap=600.0, spread=(0.75, 1.25))
# A provider keeps a customer's file for so long (docs/design/providers.md A12).
KEPT_AT_PROVIDER = timedelta(days=7)


def job_delay(job: Job, refused: SendRefused, uniform: Random = random.random) -> float | None:
    """Return the seconds until the next try; None: give up."""
    if refused.failure is FailureClass.INBOX:
        return _pause(job, refused, uniform)
    return delay_of(BACKOFF, refused, job.attempts, tries=TRIES.get(job.kind, 1), uniform=uniform)


def _pause(job: Job, refused: SendRefused, uniform: Random) -> float | None:
    """Return how long a job waits whose inbox the provider refuses; None: give up.

    A file waits for the inbox to be repaired as long as the provider keeps it. A poll comes back by itself and
    the rest is enqueued again.
    """
    waits = job.kind == Kind.FETCH_MEDIA and timezone.now() - job.created_at < KEPT_AT_PROVIDER
    if waits or job.kind == Kind.POLL:
        return at_least(refused, INBOX_PAUSE.seconds(1, uniform))
    return None


def report_inbox_failure(job: Job, refused: SendRefused) -> None:
    """Mark the inbox unhealthy: the provider refuses it, not the job alone."""
    inbox = Inbox.objects.filter(pk=job.inbox_id).first()
    # What was refused may be the old token, while a new one came.
    if inbox is not None and inbox.config == job.inbox.config:
        mark_unhealthy(inbox, refused.as_error(), pauses=True, by=Actor.provider(inbox.transport))


def give_up(job: Job, refused: SendRefused) -> None:
    """End the job that is not tried again by itself."""
    if job.kind == Kind.POLL:
        # It knows where it had got to: in a new row whatever came since then would be lost.
        job_leases.begin_anew(job, BACKOFF.cap, str(refused))
        return
    if job.kind == Kind.FETCH_MEDIA:
        attachment = Attachment.objects.filter(pk=job.subject).first()
        if attachment is not None:
            mark_attachment_failed(attachment, refused.as_error(), by=DELIVERY)
    job_leases.finish(job)
