"""Send when they reply: a template now, the answer once the customer has written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from messaging.actions.contact.contacts import block_contact
from messaging.actions.conversation.conversations import set_conversation_status
from messaging.actions.conversation.held import ask_holding, cancel_message, release_all_held, release_held
from messaging.actions.inbound.messages import ReceivedMessage, receive_messages
from messaging.actions.outgoing import Draft, TemplateChoice, send_message, send_to
from messaging.errors import Conflict, ConsoleError
from messaging.feed import positions
from messaging.feed.log import recording
from messaging.models import Conversation, Inbox, Message, OutboxLane
from messaging.transports.base import Identity, InboundMessage
from tests.factories import BY, a_template, close_window, from_customer

pytestmark = pytest.mark.django_db
GO_ON = TemplateChoice("go_on", "en", {"body.1": "Ann"})


@pytest.fixture
def late(inbox: Inbox) -> Conversation:
    """A conversation whose window has closed."""
    a_template(inbox)
    return close_window(from_customer(inbox, "Is it there?").conversation)


def hold(conversation: Conversation, content: str = "Here it is", **fields: Any) -> Message:
    return send_message(conversation, Draft(author=None, content=content, hold=True, **fields), by=BY)


def outgoing() -> list[tuple[str, str]]:
    rows = Message.objects.filter(direction="outbound").order_by("timestamp", "pk")
    return list(rows.values_list("kind", "status"))


def release(conversation: Conversation) -> int:
    with recording(by=BY):
        return release_held(Conversation.objects.lock(conversation.pk))


def test_the_answer_waits_and_a_template_asks_for_the_reply(late: Conversation) -> None:
    held = hold(late, template=GO_ON)
    assert (held.status, held.lane_position) == ("held", None)
    assert outgoing() == [("template", "queued"), ("text", "held")]
    late.refresh_from_db()
    assert late.last_message == held
    assert [change.status for change in held.changes.all()] == ["held"]


def test_the_reply_lets_everything_go_in_the_order_in_which_it_was_written(
    inbox: Inbox, late: Conversation
) -> None:
    one, two = hold(late, "one", template=GO_ON), hold(late, "two")
    before = timezone.now()
    reply = from_customer(inbox, "Yes, go on")
    one.refresh_from_db()
    two.refresh_from_db()
    assert [one.status, two.status] == ["queued", "queued"]
    assert [one.lane_position, two.lane_position] == [2, 3]
    # Below the reply that released them, for the console as for the customer.
    assert before <= reply.timestamp <= one.timestamp <= two.timestamp
    conversation = Conversation.objects.get()
    assert conversation.last_message == two
    assert OutboxLane.objects.get().due_at is not None


def test_it_goes_out_once_however_often_they_write(inbox: Inbox, late: Conversation) -> None:
    held = hold(late, template=GO_ON)
    for words in ("Yes", "Go on", "Hello?"):
        from_customer(inbox, words)
    held.refresh_from_db()
    assert held.lane_position == 2
    assert OutboxLane.objects.get().last_position == 2
    assert [change.status for change in held.changes.all()] == ["held", "queued"]


def test_a_batch_of_replies_releases_it_once(inbox: Inbox, late: Conversation) -> None:
    held = hold(late, template=GO_ON)
    person = (Identity("phone", "447700900123"),)
    items = [InboundMessage(inbox.route, f"wamid.b{n}", person, "text", "Yes") for n in range(3)]
    receive_messages(inbox, [ReceivedMessage(item) for item in items], by=BY)
    held.refresh_from_db()
    assert (held.status, held.lane_position) == ("queued", 2)


def test_nothing_held_is_one_question_for_a_whole_batch(inbox: Inbox, django_assert_num_queries: Any) -> None:
    conversations = [from_customer(inbox, phone=f"44770090020{n}").conversation for n in range(5)]
    with recording(by=BY), django_assert_num_queries(1):
        assert release_all_held(conversations, ask_holding(conversations)()) == 0


def test_with_an_open_window_it_just_goes(inbox: Inbox) -> None:
    a_template(inbox)
    message = hold(from_customer(inbox).conversation, template=GO_ON)
    assert message.status == "queued"
    assert outgoing() == [("text", "queued")]


def test_without_a_template_they_would_have_no_reason_to_write(late: Conversation) -> None:
    with pytest.raises(ConsoleError) as refusal:
        hold(late)
    assert list(refusal.value.errors) == ["template"]
    assert outgoing() == []


@pytest.mark.parametrize(("status", "enough"), [("sent", True), ("failed", False)])
def test_a_template_that_is_on_its_way_is_enough(late: Conversation, status: str, *, enough: bool) -> None:
    template = send_message(late, Draft(author=None, template=GO_ON), by=BY)
    Message.objects.filter(pk=template.pk).update(status=status)
    if enough:
        assert hold(late).status == "held"
    else:
        with pytest.raises(ConsoleError):
            hold(late)


def test_a_template_of_an_earlier_silence_is_not(inbox: Inbox, late: Conversation) -> None:
    template = send_message(late, Draft(author=None, template=GO_ON), by=BY)
    Message.objects.filter(pk=template.pk).update(timestamp=timezone.now() - timedelta(days=3))
    with pytest.raises(ConsoleError):
        hold(late)


def test_a_template_that_cannot_be_filled_holds_nothing(late: Conversation) -> None:
    with pytest.raises(ConsoleError) as refusal:
        hold(late, template=TemplateChoice("go_on", "en"))
    assert "body.1" in refusal.value.errors
    assert outgoing() == []


def test_asking_twice_with_one_client_id_is_once(late: Conversation) -> None:
    draft = Draft(author=None, content="Here it is", hold=True, template=GO_ON)
    assert send_message(late, draft, by=BY) == send_message(late, draft, by=BY)
    assert outgoing() == [("template", "queued"), ("text", "held")]


def test_taking_it_back(inbox: Inbox, late: Conversation) -> None:
    held = hold(late, template=GO_ON)
    assert cancel_message(held, by=BY).error["code"] == "cancelled"  # type: ignore[index]
    from_customer(inbox, "Yes")
    held.refresh_from_db()
    assert (held.status, held.lane_position) == ("failed", None)


def test_what_is_on_its_way_cannot_be_taken_back(inbox: Inbox, late: Conversation) -> None:
    held = hold(late, template=GO_ON)
    from_customer(inbox, "Yes")
    with pytest.raises(Conflict):
        cancel_message(held, by=BY)
    held.refresh_from_db()
    assert held.status == "queued"


def test_a_blocked_customer_gets_it_after_the_block(inbox: Inbox, late: Conversation) -> None:
    held = hold(late, template=GO_ON)
    block_contact(late.contact, blocked=True, by=BY)
    from_customer(inbox, "Yes")
    held.refresh_from_db()
    assert held.status == "held"
    block_contact(late.contact, blocked=False, by=BY)
    assert release(late) == 1


def test_a_reply_that_comes_a_day_late_opens_nothing(inbox: Inbox, late: Conversation) -> None:
    held = hold(late, template=GO_ON)
    from_customer(inbox, "Yes", sent_at=timezone.now() - timedelta(hours=24, minutes=1))
    held.refresh_from_db()
    assert held.status == "held"
    from_customer(inbox, "Yes!")
    held.refresh_from_db()
    assert held.status == "queued"


def test_it_waits_in_its_conversation_however_long_that_has_been_over(
    inbox: Inbox, late: Conversation
) -> None:
    held = hold(late, template=GO_ON)
    set_conversation_status(late, "resolved", by=BY)
    Conversation.objects.update(last_activity_at=timezone.now() - timedelta(days=30))
    from_customer(inbox, "Yes")
    held.refresh_from_db()
    assert held.status == "queued"
    assert Conversation.objects.get().status == "open"


def test_the_feed_tells_what_became_of_it(inbox: Inbox, late: Conversation) -> None:
    held = hold(late, template=GO_ON)
    from_customer(inbox, "Yes")
    published = [
        (event.kind, event.payload["status"])
        for event in positions.since(inbox.pk, 0)
        if event.kind.startswith("message.") and event.payload["id"] == held.pk
    ]
    assert published == [("message.created", "held"), ("message.updated", "queued")]


def test_an_answer_to_somebody_who_never_wrote_waits_too(inbox: Inbox) -> None:
    a_template(inbox)
    draft = Draft(author=None, content="Here it is", template=GO_ON, hold=True)
    send_to(inbox, Identity("phone", "447700900555"), draft, by=BY)
    assert outgoing() == [("template", "queued"), ("text", "held")]
