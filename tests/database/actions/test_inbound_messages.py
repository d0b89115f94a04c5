"""Where an inbound message stands, and what it opens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from messaging.actions.conversation.conversations import set_conversation_status
from messaging.actions.inbound.messages import ReceivedMessage, order_key, receive_messages
from messaging.actions.outgoing import Draft, send_message
from messaging.actions.updates.delivery_results import mark_sending, mark_sent
from messaging.models import Contact, Conversation, FeedEvent, Inbox, Message, PendingUpdate
from messaging.transports.base import Accepted, Identity, InboundMessage
from tests.factories import BY, an_inbox, from_customer

ANN = Identity("phone", "447700900123")
NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "arrived", "stands"),
    [
        (None, NOON, NOON),
        (NOON, NOON + timedelta(seconds=0.4), NOON + timedelta(seconds=0.4)),
        (NOON, NOON + timedelta(hours=1), NOON.replace(microsecond=999_999)),
        (NOON + timedelta(hours=1), NOON, NOON),
    ],
)
def test_order_key(written: datetime | None, arrived: datetime, stands: datetime) -> None:
    assert order_key(written, arrived) == stands


@pytest.mark.django_db
def test_the_window_is_24_hours_from_when_it_was_written(inbox: Inbox) -> None:
    written = timezone.now() - timedelta(hours=3)
    conversation = from_customer(inbox, sent_at=written).conversation
    assert conversation.window_closes_at == written + timedelta(hours=24)
    older = from_customer(inbox, sent_at=written - timedelta(hours=5)).conversation
    assert older.window_closes_at == written + timedelta(hours=24)


@pytest.mark.django_db
def test_a_clock_that_is_ahead_promises_no_more_than_24_hours(inbox: Inbox) -> None:
    conversation = from_customer(inbox, sent_at=timezone.now() + timedelta(days=400)).conversation
    assert conversation.window_closes_at <= timezone.now() + timedelta(hours=24)


@pytest.mark.django_db
def test_a_clock_that_is_set_back_changes_no_order(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    real = timezone.now()
    first = from_customer(inbox, sent_at=real)
    late = from_customer(inbox, "late", sent_at=real - timedelta(minutes=5))
    monkeypatch.setattr(timezone, "now", lambda: real - timedelta(hours=1))
    second = from_customer(inbox, "second", sent_at=real + timedelta(seconds=5))
    answer = send_message(first.conversation, Draft(author=None, content="answer"), by=BY)
    third = from_customer(inbox, "third", sent_at=real + timedelta(seconds=9))
    thread = Message.objects.order_by("timestamp", "id")
    assert list(thread) == [late, first, second, answer, third]


@pytest.mark.django_db
def test_one_customer_by_either_identity(inbox: Inbox) -> None:
    phone, bsuid = Identity("phone", "447700900123"), Identity("bsuid", "GB.1349120865530274")
    first = from_customer(inbox, identities=(phone,))
    both = from_customer(inbox, identities=(bsuid, phone))
    only_bsuid = from_customer(inbox, identities=(bsuid,), name="")
    assert {first.conversation, both.conversation} == {only_bsuid.conversation}
    assert Contact.objects.count() == 1
    assert only_bsuid.sender == bsuid.value


@pytest.mark.django_db
def test_one_customer_of_two_inboxes_has_two_conversations(inbox: Inbox) -> None:
    first, second = from_customer(inbox), from_customer(an_inbox())
    assert first.conversation.contact == second.conversation.contact
    assert first.conversation != second.conversation


# --- what it answers ---------------------------------------------------------------------------


def many(inbox: Inbox, *texts: tuple[str, str | None]) -> None:
    """One batch of (id, id that it answers)."""
    items = [
        InboundMessage(inbox.route, name, (ANN,), "text", name, reply_to=answered) for name, answered in texts
    ]
    receive_messages(inbox, [ReceivedMessage(item) for item in items], by=BY)


def answered() -> dict[str, str | None]:
    rows = Message.objects.filter(direction="inbound").exclude(reply_to=None)
    return dict(rows.values_list("external_id", "reply_to__external_id"))


@pytest.mark.django_db
def test_an_answer_may_come_before_what_it_answers(inbox: Inbox) -> None:
    reply = from_customer(inbox, external_id="wamid.B", reply_to="wamid.A")
    assert answered() == {}
    from_customer(inbox, external_id="wamid.A")
    assert answered() == {"wamid.B": "wamid.A"}
    published = FeedEvent.objects.filter(kind="message.updated", payload__id=reply.pk).latest("seq").payload
    assert published["reply_to"]["external_id"] == "wamid.A"
    assert not PendingUpdate.objects.exists()


@pytest.mark.django_db
def test_within_one_call_the_order_does_not_matter(inbox: Inbox) -> None:
    many(inbox, ("wamid.C", "wamid.D"), ("wamid.D", None), ("wamid.E", "wamid.D"), ("wamid.F", "wamid.G"))
    assert answered() == {"wamid.C": "wamid.D", "wamid.E": "wamid.D"}
    many(inbox, ("wamid.G", None))
    assert answered()["wamid.F"] == "wamid.G"


@pytest.mark.django_db
def test_what_is_answered_may_stand_in_an_older_conversation(inbox: Inbox) -> None:
    old = from_customer(inbox, external_id="wamid.A").conversation
    set_conversation_status(old, "resolved", by=BY)
    Conversation.objects.filter(pk=old.pk).update(last_activity_at=timezone.now() - timedelta(days=8))
    many(inbox, ("wamid.B", "wamid.A"))
    assert Conversation.objects.count() == 2
    assert answered() == {"wamid.B": "wamid.A"}


@pytest.mark.django_db
def test_the_answer_to_a_message_of_ours_may_be_faster_than_its_id(inbox: Inbox) -> None:
    message = send_message(from_customer(inbox).conversation, Draft(author=None, content="Which one?"), by=BY)
    mark_sending(message, by=BY)
    from_customer(inbox, external_id="wamid.B", reply_to="wamid.ours")
    mark_sent(message, Accepted("wamid.ours"), by=BY)
    assert answered() == {"wamid.B": "wamid.ours"}
