"""From "message 7 changed" to the whole message, for many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from rest_framework.serializers import BaseSerializer

from messaging.models import Activity, Contact, Conversation, Inbox, Message, Template
from messaging.serializers import (
    ActivitySerializer,
    ContactSerializer,
    ConversationSerializer,
    InboxSerializer,
    MessageSerializer,
    TemplateSerializer,
)

# Well below SQLite's limit of bound parameters.
CHUNK = 500

# One serializer of each kind for ever: making its fields costs five times what showing a row does, and all
# this happens under the lock of an inbox's counter.
_READERS: dict[str, tuple[Callable[[], QuerySet[Any]], BaseSerializer[Any]]] = {
    "message": (Message.objects.thread().with_resources, MessageSerializer()),
    "conversation": (Conversation.objects.with_resources, ConversationSerializer()),
    "contact": (Contact.objects.with_resources, ContactSerializer()),
    "template": (Template.objects.with_resources, TemplateSerializer()),
    "inbox": (Inbox.objects.all, InboxSerializer()),
}

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
        for chunk in _chunks(pks)
        for pk, resource in _read(noun, chunk)
    }


def _read(noun: str, pks: list[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    rows, serializer = _READERS[noun]
    for row in rows().filter(pk__in=pks):
        yield row.pk, serializer.to_representation(row)


def _chunks(pks: Iterable[int]) -> Iterator[list[int]]:
    iterator = iter(pks)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
