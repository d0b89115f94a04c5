"""Held until the customer's next message, whatever the service window."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from messaging.actions.contact.contacts import block_contact
from messaging.actions.contact.merging import merge_contacts
from messaging.actions.conversation.conversations import set_conversation_status
from messaging.actions.conversation.held import cancel_message
from messaging.actions.conversation.taking_over import take_over
from messaging.actions.outgoing import Draft, TemplateChoice, release_message, send_message
from messaging.errors import Conflict, ConsoleError
from messaging.models import Activity, Conversation, Inbox, Message, OutboxLane
from messaging.transports.base import Identity
from tests.engines import seeds
from tests.factories import BY, a_template, close_window, from_customer

pytestmark = pytest.mark.django_db
GO_ON = TemplateChoice("go_on", "en", {"body.1": "Ann"})


@pytest.fixture
def open_(inbox: Inbox) -> Conversation:
    """A conversation whose window is open."""
    a_template(inbox)
    return from_customer(inbox, "Thanks, bye").conversation


def say(conversation: Conversation, content: str = "Here it is", **fields: Any) -> Message:
    return send_message(conversation, Draft(author=None, content=content, **fields), by=BY)


def hold(conversation: Conversation, content: str = "Here it is", **fields: Any) -> Message:
    return say(conversation, content, until_reply=True, **fields)


def status_of(message: Message) -> str:
    message.refresh_from_db()
    return message.status


def test_with_an_open_window_it_waits_for_the_next_message(inbox: Inbox, open_: Conversation) -> None:
    held = hold(open_)
    assert (held.status, held.lane_position) == ("held", None)
    assert Message.objects.filter(direction="outbound").count() == 1
    reply = from_customer(inbox, "One more thing")
    assert status_of(held) == "queued"
    assert reply.timestamp <= held.timestamp
    assert [change.status for change in held.changes.all()] == ["held", "queued"]


def test_it_goes_once_and_in_order_with_what_waits_for_the_window(inbox: Inbox, open_: Conversation) -> None:
    held = [hold(open_, "one")]
    close_window(open_)
    held += [say(open_, "two", hold=True, template=GO_ON), hold(open_, "three")]
    for words in ("Yes", "Go on"):
        from_customer(inbox, words)
    assert [status_of(message) for message in held] == ["queued"] * 3
    # The template has the first place.
    assert [message.lane_position for message in held] == [2, 3, 4]
    assert OutboxLane.objects.get().last_position == 4


def test_what_they_wrote_is_unread_though_an_answer_went_by_itself(inbox: Inbox, open_: Conversation) -> None:
    say(open_, "Bye")
    hold(open_)
    close_window(open_)
    say(open_, "two", hold=True, template=GO_ON)
    reply = from_customer(inbox, "One more thing")
    open_.refresh_from_db()
    assert (open_.unread, open_.waiting_since) == (1, None)
    assert open_.seen_up_to < reply.pk


def test_what_is_sent_meanwhile_goes_before_it(inbox: Inbox, open_: Conversation) -> None:
    held, sent = hold(open_), say(open_, "At once")
    assert (status_of(held), sent.status) == ("held", "queued")
    from_customer(inbox, "Yes")
    held.refresh_from_db()
    assert (sent.lane_position, held.lane_position) == (1, 2)


@pytest.mark.parametrize("item", [{"kind": "reaction"}, {"kind": "system"}, {"silent": True}])
def test_what_is_no_message_of_the_customer_lets_nothing_go(
    inbox: Inbox, open_: Conversation, item: dict[str, Any]
) -> None:
    held = hold(open_)
    from_customer(inbox, "👍", **item)
    assert status_of(held) == "held"


def test_an_open_window_alone_lets_nothing_go(inbox: Inbox, open_: Conversation) -> None:
    """Neither taking the conversation over nor a merge brings a new message of the customer."""
    held = hold(open_)
    Conversation.objects.filter(pk=open_.pk).update(answered_by="A bot")
    take_over(open_, by=BY)
    assert status_of(held) == "held"
    other = from_customer(inbox, identities=(Identity("bsuid", "GB.1"),)).conversation
    waits = hold(other)
    merge_contacts(open_.contact, other.contact, by=BY)
    # What the other name had written came after the one, before the other.
    assert (status_of(held), status_of(waits)) == ("queued", "held")


def test_while_another_sender_answers_it_waits_for_the_taking_over(inbox: Inbox, open_: Conversation) -> None:
    Conversation.objects.filter(pk=open_.pk).update(answered_by="A bot", answered_by_at=timezone.now())
    held = hold(Conversation.objects.get(pk=open_.pk))
    from_customer(inbox, "Yes", answered_by=None)
    assert status_of(held) == "held"
    take_over(open_, by=BY)
    assert status_of(held) == "queued"


def test_a_block_is_asked_for_again_when_it_is_due(inbox: Inbox, open_: Conversation) -> None:
    held = hold(open_)
    block_contact(open_.contact, blocked=True, by=BY)
    from_customer(inbox, "Yes")
    assert status_of(held) == "held"
    block_contact(open_.contact, blocked=False, by=BY)
    from_customer(inbox, "Hello?")
    assert status_of(held) == "queued"


def test_a_reply_that_is_undone_lets_nothing_go(inbox: Inbox, open_: Conversation) -> None:
    """The process dies before COMMIT; the provider brings the message again."""
    held = hold(open_)
    with transaction.atomic():
        from_customer(inbox, "Yes", external_id="wamid.again")
        assert status_of(held) == "queued"
        transaction.set_rollback(True)
    assert status_of(held) == "held"
    from_customer(inbox, "Yes", external_id="wamid.again")
    assert status_of(held) == "queued"
    assert [change.status for change in held.changes.all()] == ["held", "queued"]


def test_it_waits_beyond_the_window_and_the_conversations_end(inbox: Inbox, open_: Conversation) -> None:
    held = hold(open_)
    set_conversation_status(open_, "resolved", by=BY)
    close_window(Conversation.objects.get())
    Conversation.objects.update(last_activity_at=timezone.now() - timedelta(days=30))
    from_customer(inbox, "Hello again")
    assert status_of(held) == "queued"


def test_after_the_window_it_needs_a_template_as_any_other(open_: Conversation) -> None:
    close_window(open_)
    with pytest.raises(ConsoleError) as refusal:
        hold(open_)
    assert refusal.value.code == "template_needed"
    assert hold(open_, template=GO_ON).status == "held"


def test_a_template_with_it_goes_at_once_also_while_the_window_is_open(open_: Conversation) -> None:
    hold(open_, template=GO_ON)
    sent = Message.objects.filter(direction="outbound").order_by("pk")
    assert list(sent.values_list("kind", "status")) == [("template", "queued"), ("text", "held")]


def test_an_agent_sends_it_at_once(inbox: Inbox, open_: Conversation) -> None:
    first, second = hold(open_, "one"), hold(open_, "two")
    release_message(second, by=BY)
    assert (status_of(first), status_of(second)) == ("held", "queued")
    conversation = Conversation.objects.get()
    assert (conversation.waiting_since, conversation.unread) == (None, 0)
    done = Activity.objects.get(verb="message_released")
    assert done.after == {"message": second.pk}
    with pytest.raises(Conflict, match="this one is queued"):
        release_message(second, by=BY)
    from_customer(inbox, "Yes")
    assert (status_of(first), OutboxLane.objects.get().last_position) == ("queued", 2)


def test_at_once_is_not_past_the_window_a_block_or_another_sender(open_: Conversation) -> None:
    held = hold(open_)
    for change, back, code in (
        ({"window_closes_at": timezone.now()}, {"window_closes_at": open_.window_closes_at}, "window_closed"),
        ({"answered_by": "A bot"}, {"answered_by": None}, "answered_by_other"),
    ):
        Conversation.objects.filter(pk=open_.pk).update(**change)
        with pytest.raises(Conflict) as refusal:
            release_message(held, by=BY)
        assert refusal.value.code == code
        Conversation.objects.filter(pk=open_.pk).update(**back)
    block_contact(open_.contact, blocked=True, by=BY)
    with pytest.raises(Conflict) as refusal:
        release_message(held, by=BY)
    assert refusal.value.code == "contact_blocked"
    assert status_of(held) == "held"


class Expectation:
    """What is to become of everything that was written in one conversation, by nothing but what was done."""

    def __init__(self, inbox: Inbox, rng: random.Random) -> None:
        self.inbox, self.rng = inbox, rng
        self.conversation = from_customer(inbox).conversation
        self.held: list[int] = []
        self.cancelled: set[int] = set()
        self.sent: list[int] = []
        self.blocked = False

    def hold(self) -> None:
        self._written(hold(self.conversation, template=GO_ON))

    def hold_for_the_window(self) -> None:
        self._written(say(self.conversation, hold=True, template=GO_ON))

    def _written(self, message: Message) -> None:
        if message.status == "held":
            self.held.append(message.pk)
        else:
            self.sent.append(message.pk)

    def write(self) -> None:
        from_customer(self.inbox, "Yes")
        if not self.blocked:
            self.sent += self.held
            self.held.clear()

    def react(self) -> None:
        from_customer(self.inbox, "👍", kind="reaction")

    def close(self) -> None:
        close_window(Conversation.objects.get(pk=self.conversation.pk))

    def cancel(self) -> None:
        if pk := self._one():
            cancel_message(Message.objects.get(pk=pk), by=BY)
            self.held.remove(pk)
            self.cancelled.add(pk)

    def release(self) -> None:
        if pk := self._one():
            release_message(Message.objects.get(pk=pk), by=BY)
            self.held.remove(pk)
            self.sent.append(pk)

    def block(self) -> None:
        self.blocked = not self.blocked
        block_contact(self.conversation.contact, blocked=self.blocked, by=BY)

    def _one(self) -> int | None:
        return self.rng.choice(self.held) if self.held else None

    def check(self) -> None:
        texts = Message.objects.filter(direction="outbound", kind="text")
        held = texts.filter(status="held").order_by("pk")
        assert list(held.values_list("pk", flat=True)) == self.held
        queued = texts.filter(status="queued").order_by("lane_position")
        assert list(queued.values_list("pk", flat=True)) == self.sent
        assert set(texts.filter(status="failed").values_list("pk", flat=True)) == self.cancelled
        for message in queued:
            assert message.changes.filter(status="queued").count() == 1


@pytest.mark.parametrize("seed", seeds(8))
def test_whatever_is_done_it_goes_once_in_order_and_only_with_a_reply(inbox: Inbox, seed: int) -> None:
    a_template(inbox)
    rng = random.Random(seed)
    expected = Expectation(inbox, rng)
    steps: list[Callable[[], None]] = [
        *(expected.hold, expected.hold, expected.hold_for_the_window, expected.write, expected.react),
        *(expected.close, expected.cancel, expected.release, expected.block),
    ]
    for step in rng.choices(steps, k=40):
        try:
            with transaction.atomic():
                step()
        except ConsoleError:
            pass  # blocked, or the window is closed: nothing has become of it
        expected.check()
    if expected.blocked:
        expected.block()
    expected.hold()
    expected.write()
    expected.check()
