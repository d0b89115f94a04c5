"""What an event shows is what REST shows, letter by letter: the feed reads by statements of its own."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from messaging.feed import resources
from messaging.management.demo import create_demo
from messaging.models import Address, Attachment, Contact, Conversation, Label, Message, Reaction
from messaging.serializers import ContactSerializer, ConversationSerializer, MessageSerializer

pytestmark = pytest.mark.django_db

ODD = "Ünïcode 👍🏽\n\u202eright to left"


@pytest.fixture(autouse=True)
def furnished(settings: Any, tmp_path: Path) -> None:
    """The demo's conversations, and what none of them has."""
    settings.VAR_DIR = tmp_path / "var"
    create_demo("http://127.0.0.1:8123")
    first, second = Message.objects.thread().order_by("id")[:2]
    _hang_everything_on(first, carrier=second)
    conversation = first.conversation
    # In the database's alphabet, which need not be Python's.
    conversation.labels.add(*(Label.objects.create(name=name) for name in ("zebra", "Äpfel", "apple", "Zoo")))
    Conversation.objects.filter(pk=conversation.pk).update(window_closes_at=None, answered_by=ODD)
    now = timezone.now()
    for value, seen in (("4411111", now), ("4422222", now - timedelta(days=2)), ("4433333", now)):
        Address.objects.create(
            contact=conversation.contact, kind="phone", value=value, last_seen_at=seen, left_at=now
        )
    Message.objects.filter(pk=second.pk).update(content=ODD * 40, reply_to=first, edited_at=now)
    Contact.objects.create(name=ODD)


def _hang_everything_on(message: Message, *, carrier: Message) -> None:
    message.payload = {"location": {"latitude": 1.5, "name": ODD}}
    message.error = {"code": "131047", "title": "No", "detail": ODD, "action": "Wait", "advice": "wait"}
    message.pricing = {"billable": True, "category": "service"}
    message.revisions = [{"content": "was", "until": "2026-01-01T00:00:00Z"}]
    message.save()
    now = timezone.now()
    for minutes, emoji, by in ((2, "👍", "us"), (1, "🙏", "contact"), (3, "", "contact")):
        Reaction.objects.create(
            inbox=message.inbox,
            message=message,
            target_external_id=f"target {emoji}",
            by=by,
            contact=message.conversation.contact if by == "contact" else None,
            carrier_message=carrier if by == "us" else None,
            emoji=emoji,
            reacted_at=now + timedelta(minutes=minutes),
        )
    for state in (Attachment.State.PENDING, Attachment.State.READY, Attachment.State.FAILED):
        Attachment.objects.create(
            inbox=message.inbox,
            message=message,
            kind="image",
            state=state,
            file="2026/11/a" if state == Attachment.State.READY else "",
            error={"code": "x", "title": ODD} if state == Attachment.State.FAILED else None,
        )


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
