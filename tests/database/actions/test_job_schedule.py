"""What the schedule of the delivery processes does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from messaging.actions.conversation.conversations import set_conversation_status, wake_snoozed
from messaging.actions.people.credentials import create_socket_ticket, delete_expired_tickets
from messaging.models import Conversation, FeedEvent, SocketTicket
from tests.factories import BY, an_agent, an_inbox, from_customer

pytestmark = pytest.mark.django_db


def snoozed(until_seconds: float) -> Conversation:
    conversation = from_customer(an_inbox()).conversation
    set_conversation_status(conversation, "snoozed", snoozed_until=timezone.now() + timedelta(hours=1), by=BY)
    Conversation.objects.filter(pk=conversation.pk).update(
        snoozed_until=timezone.now() + timedelta(seconds=until_seconds)
    )
    return conversation


def test_a_snooze_that_is_over_opens_the_conversation_and_says_so():
    over, later = snoozed(-1), snoozed(60)
    assert wake_snoozed(by=BY) == 1
    over.refresh_from_db()
    later.refresh_from_db()
    assert (over.status, over.snoozed_until) == ("open", None)
    assert later.status == "snoozed"
    newest = FeedEvent.objects.filter(inbox=over.inbox).exclude(kind="activity.created").latest("seq")
    assert (newest.kind, newest.payload["status"]) == ("conversation.updated", "open")
    assert wake_snoozed(by=BY) == 0


def test_one_that_was_opened_meanwhile_is_left_alone(monkeypatch):
    conversation = snoozed(-1)
    stale = Conversation.objects.get(pk=conversation.pk)
    set_conversation_status(conversation, "resolved", by=BY)

    class Stale:
        filter = staticmethod(lambda **_: Stale)
        order_by = staticmethod(lambda *_: [stale])

    monkeypatch.setattr(
        "messaging.actions.conversation.conversations.Conversation.objects.filter", Stale.filter
    )
    assert wake_snoozed(by=BY) == 0
    stale.refresh_from_db()
    assert stale.status == "resolved"


def test_expired_tickets_are_forgotten():
    agent = an_agent()
    create_socket_ticket(agent, by=BY)
    assert delete_expired_tickets(by=BY) == 0
    SocketTicket.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert delete_expired_tickets(by=BY) == 1
