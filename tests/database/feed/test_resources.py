"""What an event shows is what REST shows, letter by letter: the feed reads by statements of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from messaging.feed import resources
from messaging.models import Contact, Conversation, Message
from messaging.serializers import ContactSerializer, ConversationSerializer, MessageSerializer
from tests.rich_rows import make_rich_rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def furnished(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path / "var"
    make_rich_rows()


SERIALIZED = {
    "message": (Message.objects.thread().with_resources, MessageSerializer()),
    "conversation": (Conversation.objects.with_resources, ConversationSerializer()),
    "contact": (Contact.objects.with_resources, ContactSerializer()),
}


@pytest.mark.parametrize("noun", SERIALIZED)
def test_every_resource_is_what_its_serializer_shows(noun: str) -> None:
    rows, serializer = SERIALIZED[noun]
    shown = {(noun, row.pk): serializer.to_representation(row) for row in rows()}
    loaded = resources.load(shown)
    assert len(loaded) > 5
    assert loaded.keys() == shown.keys()
    for key, resource in shown.items():
        assert json.dumps(loaded[key]) == json.dumps(resource), key


def test_what_carries_a_reaction_or_does_not_exist_is_no_resource() -> None:
    line = Message.objects.outbound().exclude(kind="reaction").order_by("id").first()
    assert line is not None
    Message.objects.filter(pk=line.pk).update(kind="reaction")
    changes = [("message", line.pk), ("message", 10**9), ("conversation", 10**9), ("contact", 10**9)]
    assert resources.load(changes) == {}
    assert resources.load([]) == {}


def test_many_are_read_in_as_many_statements_as_few(django_assert_num_queries: Any) -> None:
    every = [("message", pk) for pk in Message.objects.thread().values_list("pk", flat=True)]
    resources.load(every)
    assert len(every) > 20
    with django_assert_num_queries(6):
        resources.load(every)
