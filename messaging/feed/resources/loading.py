"""Which reader shows which resource."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from rest_framework.serializers import BaseSerializer

from messaging.feed.resources.conversations import conversations
from messaging.feed.resources.messages import messages
from messaging.feed.resources.people import Asked, contacts
from messaging.models import Activity, CannedResponse, ContactNote, Inbox, SavedView, Template
from messaging.prepared import in_one_go
from messaging.serializers import (
    ActivitySerializer,
    ContactNoteSerializer,
    InboxSerializer,
    TemplateSerializer,
    canned_response_changed,
    saved_view_changed,
)

Read = Callable[[list[int]], Asked]

_ACTIVITY = ActivitySerializer()


def show_activities(activities: Iterable[Activity]) -> dict[tuple[str, int], dict[str, Any]]:
    """``{("activity", id): resource}`` of stored activities."""
    return {("activity", one.pk): _ACTIVITY.to_representation(one) for one in activities}


def load(changes: Iterable[tuple[str, int]]) -> dict[tuple[str, int], dict[str, Any]]:
    """``{(noun, id): resource}`` of what still exists, as REST would show it now."""
    with in_one_go():
        asked = ask(changes)
    return asked()


def ask(changes: Iterable[tuple[str, int]]) -> Callable[[], dict[tuple[str, int], dict[str, Any]]]:
    """Ask for the same; return what returns it."""
    wanted: dict[str, dict[int, None]] = {}
    for noun, pk in changes:
        wanted.setdefault(noun, {})[pk] = None
    asked = {noun: _READERS[noun](list(pks)) for noun, pks in wanted.items()}
    return lambda: {
        (noun, pk): resource for noun, answer in asked.items() for pk, resource in answer().items()
    }


def _by_serializer(rows: Callable[[], QuerySet[Any]], serializer: BaseSerializer[Any]) -> Read:
    """Return the reader of a kind that changes seldom. Its serializer is made once for ever: making the fields costs five
    times what showing a row does, and all this happens under the lock of an inbox's counter."""

    def asked(pks: list[int]) -> Asked:
        return lambda: {pk: serializer.to_representation(row) for pk, row in rows().in_bulk(pks).items()}

    return asked


def _canned_responses(pks: list[int]) -> Asked:
    """Return that they changed, also of those that are gone: what one says is for those who may see it, and an inbox's feed
    is for everybody in it."""

    def asked() -> dict[int, dict[str, Any]]:
        found = CannedResponse.objects.in_bulk(pks)
        return {pk: canned_response_changed(pk, found.get(pk)) for pk in pks}

    return asked


def _saved_views(pks: list[int]) -> Asked:
    """Return that they changed, also of those that are gone."""

    def asked() -> dict[int, dict[str, Any]]:
        found = SavedView.objects.in_bulk(pks)
        return {pk: saved_view_changed(pk, found.get(pk)) for pk in pks}

    return asked


def _agents(pks: list[int]) -> Asked:
    """Return that they changed."""
    return lambda: {pk: {"id": pk} for pk in pks}


_READERS: dict[str, Read] = {
    "message": messages,
    "conversation": conversations,
    "contact": contacts,
    "contact_note": _by_serializer(
        lambda: ContactNote.objects.select_related("author"), ContactNoteSerializer()
    ),
    "template": _by_serializer(Template.objects.with_resources, TemplateSerializer()),
    "inbox": _by_serializer(Inbox.objects.all, InboxSerializer()),
    "canned_response": _canned_responses,
    "saved_view": _saved_views,
    "agent": _agents,
}
