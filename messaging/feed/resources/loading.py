"""Which reader shows which resource."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from rest_framework.serializers import BaseSerializer

from messaging.feed.resources.conversations import conversations
from messaging.feed.resources.messages import messages
from messaging.feed.resources.people import contacts
from messaging.models import Activity, Inbox, Template
from messaging.serializers import ActivitySerializer, InboxSerializer, TemplateSerializer

Read = Callable[[list[int]], dict[int, dict[str, Any]]]

_ACTIVITY = ActivitySerializer()


def show_activities(activities: Iterable[Activity]) -> dict[tuple[str, int], dict[str, Any]]:
    """``{("activity", id): resource}`` of stored activities."""
    return {("activity", one.pk): _ACTIVITY.to_representation(one) for one in activities}


def load(changes: Iterable[tuple[str, int]]) -> dict[tuple[str, int], dict[str, Any]]:
    """``{(noun, id): resource}`` of what still exists, as REST would show it now."""
    wanted: dict[str, dict[int, None]] = {}
    for noun, pk in changes:
        wanted.setdefault(noun, {})[pk] = None
    return {
        (noun, pk): resource
        for noun, pks in wanted.items()
        for pk, resource in _READERS[noun](list(pks)).items()
    }


def _by_serializer(rows: Callable[[], QuerySet[Any]], serializer: BaseSerializer[Any]) -> Read:
    """Return the reader of a kind that changes seldom. Its serializer is made once for ever: making the fields costs five
    times what showing a row does, and all this happens under the lock of an inbox's counter."""
    return lambda pks: {pk: serializer.to_representation(row) for pk, row in rows().in_bulk(pks).items()}


_READERS: dict[str, Read] = {
    "message": messages,
    "conversation": conversations,
    "contact": contacts,
    "template": _by_serializer(Template.objects.with_resources, TemplateSerializer()),
    "inbox": _by_serializer(Inbox.objects.all, InboxSerializer()),
}
