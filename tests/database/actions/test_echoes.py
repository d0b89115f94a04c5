"""What colleagues write on the business's own phone, beside what the console sends."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from messaging.actions.conversation.conversations import set_conversation_status
from messaging.actions.inbound.echoes import ReceivedEcho, receive_echoes
from messaging.actions.outgoing import Draft, send_to
from messaging.actions.updates.delivery_results import mark_sending, mark_sent, mark_unconfirmed
from messaging.actions.updates.reactions import apply_reactions
from messaging.actions.updates.receipts import apply_receipts
from messaging.models import Conversation, Inbox, Message
from messaging.queries import unread_count
from messaging.transports import base
from messaging.transports.base import Accepted, Identity, Receipt
from tests.factories import BY, an_upload, from_customer

pytestmark = pytest.mark.django_db
PHONE = Identity("phone", "447700900123")


def echo(inbox: Inbox, name: str = "wamid.A", content: str = "Hello", **fields: Any) -> Message:
    given = {"sent_at": timezone.now(), **fields}
    item = base.Echo(inbox.route, name, (PHONE,), "text", content, **given)
    (stored,) = receive_echoes(inbox, [ReceivedEcho(item)], by=BY)
    return Message.objects.get(pk=stored.pk)


def in_flight(inbox: Inbox, content: str = "Hello") -> Message:
    message = send_to(inbox, PHONE, Draft(author=None, content=content), by=BY)
    mark_sending(message, by=BY)
    return message


def test_a_message_that_is_being_sent_is_not_doubled_by_its_echo(inbox: Inbox) -> None:
    message = in_flight(inbox)
    assert echo(inbox) == message
    mark_sent(message, Accepted("wamid.A"), by=BY)
    message.refresh_from_db()
    assert (message.status, message.external_id, message.origin) == ("sent", "wamid.A", "")
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "minutes"), [("Other words", 0), ("Hello", -30)], ids=["other words", "of half an hour ago"]
)
def test_what_is_not_it_is_a_message_of_its_own(inbox: Inbox, content: str, minutes: int) -> None:
    message = in_flight(inbox)
    other = echo(inbox, content=content, sent_at=timezone.now() + timedelta(minutes=minutes))
    assert other != message
    assert other.origin == "phone"


def unconfirmed(message: Message, **ago: float) -> Message:
    """Nobody answered, so long ago."""
    mark_unconfirmed(message, {"code": "no_answer", "title": "", "detail": "", "action": ""}, by=BY)
    then = timezone.now() - timedelta(**ago)
    Message.objects.filter(pk=message.pk).update(timestamp=then)
    message.changes.update(at=then)
    return message


def test_the_echo_of_an_unconfirmed_message_confirms_it(inbox: Inbox) -> None:
    message = unconfirmed(in_flight(inbox), seconds=5)
    assert echo(inbox) == message
    message.refresh_from_db()
    assert message.status == "sent"


def test_the_same_words_of_another_day_are_another_message(inbox: Inbox) -> None:
    message = unconfirmed(in_flight(inbox, "OK"), days=20)
    assert echo(inbox, content="OK").origin == "phone"
    message.refresh_from_db()
    assert message.status == "unconfirmed"


@pytest.mark.parametrize(("caption", "same"), [("", False), ("The door", True)])
def test_a_picture_is_known_by_its_caption(inbox: Inbox, caption: str, same: bool) -> None:
    upload = an_upload(inbox, size=14)
    message = send_to(inbox, PHONE, Draft(author=None, content=caption, media=upload.pk), by=BY)
    mark_sending(message, by=BY)
    media = base.RemoteMedia(message.kind, "77", caption=caption)
    item = base.Echo(inbox.route, "wamid.A", (PHONE,), message.kind, message.content, media=(media,))
    (stored,) = receive_echoes(inbox, [ReceivedEcho(item)], by=BY)
    assert (stored.pk == message.pk) is same


def test_an_echo_that_looked_like_another_message_becomes_ours_with_the_answer(inbox: Inbox) -> None:
    """The words that came back were not the ones that we sent: a template, say."""
    message = in_flight(inbox, "Hello {{1}}")
    theirs = echo(inbox, content="Hello Ann")
    apply_reactions(
        inbox, [base.Reaction(inbox.route, "r", (PHONE,), "wamid.A", "👍", timezone.now())], by=BY
    )
    apply_receipts(inbox, [Receipt(inbox.route, "wamid.A", "read", timezone.now())], by=BY)
    mark_sent(message, Accepted("wamid.A"), by=BY)
    message.refresh_from_db()
    assert (message.status, message.external_id) == ("read", "wamid.A")
    assert message.reactions.get().emoji == "👍"
    assert [row.pk for row in Message.objects.thread().with_resources()] == [message.pk]
    assert not Message.objects.filter(pk=theirs.pk).exists()
    assert Conversation.objects.get().last_message == message


def test_our_own_message_comes_back_as_an_echo(inbox: Inbox) -> None:
    message = in_flight(inbox)
    mark_sent(message, Accepted("wamid.A"), by=BY)
    apply_receipts(inbox, [Receipt(inbox.route, "wamid.A", "delivered", timezone.now())], by=BY)
    assert echo(inbox) == message
    message.refresh_from_db()
    assert message.status == "delivered"


def test_a_colleague_on_the_phone_wakes_nothing(inbox: Inbox) -> None:
    conversation = from_customer(inbox).conversation
    window = conversation.window_closes_at
    set_conversation_status(conversation, "resolved", by=BY)
    answer = echo(inbox)
    conversation.refresh_from_db()
    assert (conversation.status, conversation.unread) == ("resolved", 0)
    assert conversation.last_message == answer
    assert conversation.window_closes_at == window


def history(inbox: Inbox, name: str, sent_at: datetime) -> Message:
    return from_customer(inbox, "long ago", external_id=name, sent_at=sent_at, silent=True)


def test_imported_history_is_seen_and_old(inbox: Inbox) -> None:
    long_ago = timezone.now() - timedelta(days=100)
    conversation = history(inbox, "wamid.1", long_ago).conversation
    assert (conversation.status, conversation.unread, conversation.window_closes_at) == ("resolved", 0, None)
    assert conversation.last_activity_at < long_ago + timedelta(minutes=1)
    later = history(inbox, "wamid.2", long_ago + timedelta(days=1))
    assert later.conversation == conversation
    ours = echo(inbox, "wamid.3", sent_at=long_ago, silent=True, status="read")
    assert (ours.conversation, ours.origin, ours.status) == (conversation, "history", "read")
    assert unread_count(conversation, 0) == 0


def test_imported_history_leaves_the_running_conversation_as_it_is(inbox: Inbox) -> None:
    newest = from_customer(inbox)
    history(inbox, "wamid.1", timezone.now() - timedelta(days=100))
    conversation = Conversation.objects.get()
    assert (conversation.status, conversation.unread, conversation.last_message) == ("open", 1, newest)


def test_the_phone_begins_a_new_conversation_after_a_long_time(inbox: Inbox) -> None:
    old = from_customer(inbox).conversation
    set_conversation_status(old, "resolved", by=BY)
    Conversation.objects.filter(pk=old.pk).update(last_activity_at=timezone.now() - timedelta(days=30))
    new = echo(inbox).conversation
    assert new != old
    assert new.status == "resolved"
    assert from_customer(inbox).conversation == new
