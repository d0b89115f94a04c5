"""Changes of templates that a provider reports without being asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from messaging.actions.core import enqueue_job, record_template
from messaging.actors import Actor
from messaging.feed import recording
from messaging.models import Inbox, Job, Template
from messaging.transports import TemplateChange

# Changes carry no time, so of several at once nobody knows which is the last: the provider's list does. It may be
# asked 200 times an hour.
FETCHED_AFTER = 30.0


@recording()
def apply_template_change(inboxes: Sequence[Inbox], change: TemplateChange, *, by: Actor) -> bool:
    """Apply it in every inbox of the account; False when none of them has the template. The list is fetched
    anew a little later in either case."""
    known = False
    for inbox in inboxes:
        known |= _apply(inbox, change)
        enqueue_job(Job.Kind.SYNC_TEMPLATES, inbox.pk, inbox=inbox, after=FETCHED_AFTER)
    return known


@recording()
def refetch_templates_after_refusal(inbox: Inbox, *, by: Actor | None = None) -> None:
    """Fetch the templates because a message was refused for its own: the provider may have paused or changed
    it without a word. A fetch that is due already is not put off by the next refusal."""
    if not Job.objects.filter(kind=Job.Kind.SYNC_TEMPLATES, subject=inbox.pk).exists():
        enqueue_job(Job.Kind.SYNC_TEMPLATES, inbox.pk, inbox=inbox)


def _apply(inbox: Inbox, change: TemplateChange) -> bool:
    reported = {
        "status": change.status,
        "quality": change.quality,
        "category": change.category,
        "reason": None if change.status is None else change.reason,
        "components": None if change.components is None else list(change.components),
    }
    changed = {name: value for name, value in reported.items() if value is not None}
    rows = list(_named(inbox, change).select_for_update(no_key=True).order_by("pk"))
    for row in rows:
        if any(getattr(row, name) != value for name, value in changed.items()):
            _save(row, changed)
    return bool(rows)


def _named(inbox: Inbox, change: TemplateChange) -> QuerySet[Template]:
    rows = Template.objects.filter(inbox=inbox)
    if change.name:
        return rows.filter(name=change.name, language=change.language)
    return rows.filter(external_id=change.external_id) if change.external_id else rows.none()


def _save(row: Template, changed: Mapping[str, object]) -> None:
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    record_template(row)
