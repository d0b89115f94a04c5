"""Jobs that nobody has to ask for: templates every hour, polls where a provider is polled."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from messaging import transports
from messaging.actions.core import enqueue_job
from messaging.actors import SCHEDULE
from messaging.models import Inbox, Job
from messaging.transports import Transport

# The look itself comes every ten minutes: an hour at the most.
NEARLY = timedelta(minutes=50)
SKEW = timedelta(minutes=1)


def enqueue_template_syncs() -> int:
    """Have the templates of every inbox fetched whose last time is an hour ago; return how many."""
    now = timezone.now()
    # After now: by a clock that was ahead.
    stale = Q(templates_synced_at__lt=now - NEARLY) | Q(templates_synced_at__gt=now + SKEW)
    stale |= Q(templates_synced_at=None)
    due = _able(
        Inbox.objects.filter(stale).exclude(health=Inbox.Health.PAUSED),
        # Without the account, which is optional, there is nothing to ask for.
        lambda transport, inbox: transport.capabilities.templates and bool(transport.account(inbox.config)),
    )
    return _enqueue(Job.Kind.SYNC_TEMPLATES, due)


def enqueue_polls() -> int:
    """See to it that every inbox is polled whose provider is; return how many were not. A poll comes back by itself."""
    polled = Job.objects.filter(kind=Job.Kind.POLL).values("subject")
    due = Inbox.objects.exclude(pk__in=polled)
    return _enqueue(Job.Kind.POLL, _able(due, lambda transport, _: transport.capabilities.polls))


def _able(rows: QuerySet[Inbox], can: Callable[[Transport, Inbox], bool]) -> list[Inbox]:
    """Return those whose transport can, and whose settings are complete: others would only collect refusals."""
    found = [(inbox, transports.get(inbox.transport)) for inbox in rows.order_by("pk")]
    return [row for row, transport in found if can(transport, row) and not transport.check(row.config)]


def _enqueue(kind: Job.Kind, inboxes: Iterable[Inbox]) -> int:
    asked = 0
    for inbox in inboxes:
        # What waits for its next try is left to it.
        if not Job.objects.filter(kind=kind, subject=inbox.pk).exists():
            enqueue_job(kind, inbox.pk, inbox=inbox, by=SCHEDULE)
            asked += 1
    return asked
