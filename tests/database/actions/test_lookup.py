"""Which conversation goes on: opened, reopened, refused, unread."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from messaging.actions.contact.contacts import block_contact
from messaging.actions.conversation import lookup
from messaging.actions.conversation.conversations import mark_seen, mark_unread, set_conversation_status
from messaging.actions.outgoing import Draft, retry_message, send_message, send_to
from messaging.errors import Conflict
from messaging.feed.log import recording
from messaging.models import Conversation, Inbox, Message
from messaging.transports.base import Identity
from tests.factories import BY, close_window, from_customer

pytestmark = pytest.mark.django_db


def test_a_reply_opens_a_resolved_conversation_again(inbox: Inbox) -> None:
    conversation = set_conversation_status(from_customer(inbox).conversation, "resolved", by=BY)
    send_message(conversation, Draft(author=None, content="One more thing"), by=BY)
    conversation.refresh_from_db()
    assert conversation.status == "open"


def test_a_reply_in_an_old_conversation_is_refused_while_a_newer_one_is_open(inbox: Inbox) -> None:
    old = set_conversation_status(from_customer(inbox).conversation, "resolved", by=BY)
    Conversation.objects.filter(pk=old.pk).update(last_activity_at=timezone.now() - timedelta(days=8))
    newer = from_customer(inbox).conversation_id
    assert newer != old.pk
    with pytest.raises(Conflict) as refusal:
        send_message(old, Draft(author=None, content="Hello?"), by=BY)
    assert (refusal.value.code, refusal.value.extra) == ("already_open", {"conversation": newer})
    assert not Message.objects.filter(direction="outbound").exists()


def test_a_conversation_that_is_resolved_while_it_is_opened_is_opened_again(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = set_conversation_status(from_customer(inbox).conversation, "resolved", by=BY)
    real, missed = lookup._reopened, []

    def too_early_at_first(*arguments: object) -> Conversation | None:
        missed.append(1)
        return None if len(missed) == 1 else real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(lookup, "_reopened", too_early_at_first)
    monkeypatch.setattr(lookup, "_created", lambda *_: None)
    assert from_customer(inbox).conversation == conversation


def test_taking_one_back_keeps_what_is_unread(inbox: Inbox) -> None:
    for number in range(3):
        message = from_customer(inbox, str(number))
    conversation = message.conversation
    assert mark_unread(conversation, by=BY).unread == 3
    assert mark_seen(conversation, by=BY).unread == 0
    assert mark_unread(conversation, by=BY).unread == 1


def test_a_blocked_contact_gets_nothing_a_second_time_either(inbox: Inbox) -> None:
    conversation = from_customer(inbox).conversation
    message = send_message(conversation, Draft(author=None, content="Hello"), by=BY)
    Message.objects.filter(pk=message.pk).update(status="failed")
    block_contact(conversation.contact, blocked=True, by=BY)
    with pytest.raises(Conflict) as refusal:
        retry_message(message, by=BY)
    assert refusal.value.code == "contact_blocked"


def test_a_clock_that_is_behind_does_not_take_a_conversation_down_the_list(inbox: Inbox) -> None:
    conversation = from_customer(inbox).conversation
    ahead = timezone.now() + timedelta(minutes=1)
    Conversation.objects.filter(pk=conversation.pk).update(last_activity_at=ahead)
    send_message(conversation, Draft(author=None, content="Hello"), by=BY)
    conversation.refresh_from_db()
    assert conversation.last_activity_at == ahead


@pytest.mark.parametrize("opens", ["open_conversation", "open_conversations", "quiet_conversations"])
def test_whoever_wrote_long_ago_is_no_stranger(inbox: Inbox, opens: str) -> None:
    """Free text to a stranger is left to the provider's judgement; of them it is known that it would be refused."""
    old = close_window(set_conversation_status(from_customer(inbox).conversation, "resolved", by=BY))
    Conversation.objects.filter(pk=old.pk).update(last_activity_at=timezone.now() - timedelta(days=9))
    contact = old.contact
    with recording(by=BY):
        if opens == "open_conversation":
            new = lookup.find_or_open_conversation(inbox, contact)
        elif opens == "open_conversations":
            new = lookup.find_or_open_conversations(inbox, [contact])[contact.pk]
        else:
            new = lookup.find_or_add_resolved(inbox, {contact: timezone.now()})[contact.pk]
    assert new != old
    assert new.window_closes_at == old.window_closes_at
    with pytest.raises(Conflict) as refusal:
        send_to(inbox, Identity("phone", "447700900123"), Draft(author=None, content="Hi"), by=BY)
    assert refusal.value.code == "window_closed"
