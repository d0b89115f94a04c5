"""Recording inboxes and templates as changed: whatever an action changed in the row, the event says what it was."""

from __future__ import annotations

from copy import copy
from typing import Any

from rest_framework.serializers import BaseSerializer

from messaging.feed import INBOX_UPDATED, TEMPLATE_UPDATED, record
from messaging.models import Inbox, Template, Tracked
from messaging.serializers import InboxSerializer, TemplateSerializer

_INBOX, _TEMPLATE = InboxSerializer(), TemplateSerializer()


def earlier_fields(row: Tracked, serializer: BaseSerializer[Any]) -> dict[str, Any]:
    """Return what the resource showed otherwise when the row was read, derived fields included. Of this row's own
    changes only: what others changed since it was read stands in their events."""
    if not row.earlier:
        return {}
    former = copy(row)
    former.__dict__.update(row.earlier)
    before, now = serializer.to_representation(former), serializer.to_representation(row)
    return {name: value for name, value in before.items() if now[name] != value}


def record_inbox(inbox: Inbox) -> None:
    """Record an inbox as changed, or as seen by others than before."""
    record(INBOX_UPDATED, inbox.pk, inbox_id=inbox.pk, was=earlier_fields(inbox, _INBOX))
    inbox.remember()


def record_template(template: Template) -> None:
    """Record a template as changed or new."""
    record(TEMPLATE_UPDATED, template.pk, inbox_id=template.inbox_id, was=earlier_fields(template, _TEMPLATE))
    template.remember()
