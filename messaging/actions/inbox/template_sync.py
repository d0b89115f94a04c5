"""Templates as their provider lists them, taken over."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping

from django.utils import timezone

from messaging import transports
from messaging.actions.core import enqueue_job, record_inbox, record_template
from messaging.actors import Actor
from messaging.errors import Conflict
from messaging.feed import recording
from messaging.models import Inbox, Job, Template
from messaging.queries import capabilities_of
from messaging.transports import TemplateRow

log = logging.getLogger(__name__)

# What a provider no longer lists; kept, because messages were sent with it.
DELETED = "DELETED"
TEXTS = ("external_id", "status", "category", "quality", "reason", "parameter_format")


@recording()
def ask_for_templates(inbox: Inbox, *, by: Actor) -> None:
    """Have the inbox's templates fetched from its provider now; raises `Conflict` where there are none."""
    if not capabilities_of(inbox).templates:
        raise Conflict("This inbox's provider has no templates.", code="no_templates")
    enqueue_job(Job.Kind.SYNC_TEMPLATES, inbox.pk, inbox=inbox)


def try_settings(inbox: Inbox) -> None:
    """Have the provider asked with a new inbox's settings at once, so that nonsense is found out before the first
    message: the list of templates is a request like any other, and its refusal pauses the inbox."""
    if capabilities_of(inbox).templates and transports.get(inbox.transport).account(inbox.config):
        enqueue_job(Job.Kind.SYNC_TEMPLATES, inbox.pk, inbox=inbox)


@recording()
def store_templates(inbox: Inbox, rows: Iterable[TemplateRow], *, by: Actor) -> int:
    """Make the inbox's templates what its provider lists; return how many changed."""
    # Two syncs at once are one after the other.
    inbox = Inbox.objects.lock(inbox.pk)
    known = {(row.name, row.language): row for row in Template.objects.filter(inbox=inbox)}
    listed = _by_name(rows)
    changed = [row for key, item in listed.items() if (row := _updated_row(inbox, known.get(key), item))]
    changed += [row for key, row in known.items() if key not in listed and _mark_deleted(row)]
    for row in changed:
        row.save()
        record_template(row)
    inbox.templates_synced_at = timezone.now()
    inbox.save(update_fields=["templates_synced_at"])
    record_inbox(inbox)
    return len(changed)


def _by_name(rows: Iterable[TemplateRow]) -> dict[tuple[str, str], TemplateRow]:
    """One per name and language, as they are asked for; of several the first."""
    found: dict[tuple[str, str], TemplateRow] = {}
    for row in rows:
        key = (row.name[: _max_length("name")], row.language[: _max_length("language")])
        if found.setdefault(key, row) is not row:
            log.warning("A provider lists two templates of one name", extra={"template": key[0]})
    return found


def _updated_row(inbox: Inbox, known: Template | None, item: TemplateRow) -> Template | None:
    """Return the row as it has to be saved; None when nothing is new."""
    row = known or Template(
        inbox=inbox, name=item.name[: _max_length("name")], language=item.language[: _max_length("language")]
    )
    return row if _put(row, _values(item)) or known is None else None


def _mark_deleted(row: Template) -> bool:
    return _put(row, {"status": DELETED})


def _values(item: TemplateRow) -> dict[str, object]:
    texts: dict[str, object] = {name: str(getattr(item, name))[: _max_length(name)] for name in TEXTS}
    return {**texts, "components": list(item.components)}


def _put(row: Template, values: Mapping[str, object]) -> bool:
    """Whether any of the values is new."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


def _max_length(name: str) -> int | None:
    """Return how many characters the column takes."""
    length: int | None = Template._meta.get_field(name).max_length  # type: ignore[union-attr]
    return length
