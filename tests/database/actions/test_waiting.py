"""Who waits for us, since when, and what ends it: an answer of ours that goes out, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from messaging.actions.conversation import (
    assign_conversation,
    cancel_message,
    mark_seen,
    mark_unread,
    set_conversation_status,
)
from messaging.actions.conversation.conversations import set_labels
from messaging.actions.inbound import ReceivedEcho, receive_echoes
from messaging.actions.inbox import set_waiting_limits
from messaging.actions.outgoing import Draft, TemplateChoice, react, retry_message, send_message, send_to
from messaging.actions.updates import apply_reactions, apply_receipts, mark_failed, mark_sending
from messaging.actors import Actor
from messaging.errors import ConsoleError
from messaging.feed import positions
from messaging.followers.cursors import advance, behind, ensure_cursors
from messaging.followers.kinds import FOLLOWERS
from messaging.models import Activity, Agent, Conversation, Inbox, Message
from messaging.transports import base
from messaging.transports.base import Echo, Identity, Receipt
from tests.factories import BY, a_template, close_window, from_customer

pytestmark = pytest.mark.django_db
CUSTOMER = Identity("phone", "447700900123")
ERROR = {"code": "131026", "title": "Not delivered", "detail": "", "action": ""}


@pytest.fixture
def first(inbox: Inbox) -> Message:
    """What the customer waits for an answer to; they wrote again since."""
    message = from_customer(inbox, "Where is it?", sent_at=timezone.now() - timedelta(minutes=9))
    from_customer(inbox, "Hello?", sent_at=timezone.now() - timedelta(minutes=4))
    return message


def now(conversation: Conversation) -> Conversation:
    return Conversation.objects.get(pk=conversation.pk)


def waits(first: Message) -> datetime | None:
    return now(first.conversation).waiting_since


def echo(inbox: Inbox, **fields: Any) -> None:
    item = Echo(
        route=inbox.route,
        external_id="wamid.phone",
        identities=(CUSTOMER,),
        kind="text",
        content="From the phone",
        sent_at=timezone.now(),
        **fields,
    )
    receive_echoes(inbox, [ReceivedEcho(item)], by=Actor.provider(inbox.transport))


def answer(first: Message, agent: Agent | None, content: str = "It is on its way") -> Message:
    return send_message(first.conversation, Draft(author=agent, content=content), by=BY)


def follow() -> None:
    """Let the followers catch up, as they do in a process that delivers."""
    kinds = {kind.name: kind for kind in FOLLOWERS}
    ensure_cursors(FOLLOWERS)
    for name, pk in behind(FOLLOWERS):
        while advance(kinds[name], pk):
            pass


def react_as_customer(inbox: Inbox, message: Message) -> None:
    emoji = base.Reaction(inbox.route, "wamid.emoji", (CUSTOMER,), str(message.external_id), "❤️")
    apply_reactions(inbox, [emoji], by=Actor.provider(inbox.transport))


def test_the_waiting_begins_with_the_first_of_several_messages(first: Message) -> None:
    assert waits(first) == first.timestamp


ANSWERS: dict[str, Callable[[Message, Agent], object]] = {
    "an agent": answer,
    "a program": lambda first, _: answer(first, None),
    "a program that knows no conversation": lambda first, _: send_to(
        first.inbox, CUSTOMER, Draft(author=None, content="Sent"), by=BY
    ),
    "the business's phone": lambda first, _: echo(first.inbox),
    "another sender": lambda first, _: echo(first.inbox, answered_by="Meta's Business Agent"),
}


@pytest.mark.parametrize("who", ANSWERS)
def test_an_answer_ends_it_and_has_seen_what_was_written(first: Message, agent: Agent, who: str) -> None:
    mark_unread(first.conversation, by=BY)
    ANSWERS[who](first, agent)
    assert waits(first) is None
    assert now(first.conversation).unread == 0


def test_a_template_is_an_answer(first: Message, agent: Agent) -> None:
    a_template(first.inbox)
    choice = TemplateChoice("go_on", "en", {"body.1": "Ann"})
    send_message(first.conversation, Draft(author=agent, template=choice), by=BY)
    assert waits(first) is None


NO_ANSWERS: dict[str, Callable[[Message, Agent], object]] = {
    "reading": lambda first, _: mark_seen(first.conversation, by=BY),
    "marking unread": lambda first, _: mark_unread(first.conversation, by=BY),
    "our reaction": lambda first, agent: react(first, agent, "👍", by=Actor.agent(agent)),
    "their reaction": lambda first, _: react_as_customer(first.inbox, first),
    "assigning": lambda first, agent: assign_conversation(first.conversation, agent, by=BY),
    "labels": lambda first, _: set_labels(first.conversation, [], by=BY),
    "imported history": lambda first, _: echo(first.inbox, silent=True),
    "pending": lambda first, _: set_conversation_status(first.conversation, "pending", by=BY),
    "snoozing": lambda first, _: set_conversation_status(
        first.conversation, "snoozed", snoozed_until=timezone.now() + timedelta(hours=1), by=BY
    ),
}


@pytest.mark.parametrize("what", NO_ANSWERS)
def test_nothing_else_ends_it(first: Message, agent: Agent, what: str) -> None:
    NO_ANSWERS[what](first, agent)
    assert waits(first) == first.timestamp


def test_a_held_message_answers_once_it_is_released(first: Message, agent: Agent) -> None:
    conversation = close_window(first.conversation)
    asked = waits(first)
    template = a_template(first.inbox)
    choice = TemplateChoice(template.name, "en", {"body.1": "Ann"})
    held = send_message(
        conversation, Draft(author=agent, content="Here it is", hold=True, template=choice), by=BY
    )
    assert waits(first) is None  # the template asked them to write
    invitation = Message.objects.get(kind="template")
    mark_sending(invitation, by=BY)
    mark_failed(invitation, ERROR, by=BY)
    follow()
    assert waits(first) == min(Message.objects.inbound().values_list("timestamp", flat=True)) != asked
    cancel_message(held, by=BY)
    follow()
    assert waits(first) is not None
    from_customer(first.inbox, "I am back")
    assert waits(first) is not None


def test_what_is_released_is_an_answer(first: Message, agent: Agent) -> None:
    template = a_template(first.inbox)
    choice = TemplateChoice(template.name, "en", {"body.1": "Ann"})
    draft = Draft(author=agent, content="Here it is", hold=True, template=choice)
    send_message(close_window(first.conversation), draft, by=BY)
    from_customer(first.inbox, "I am back")
    assert waits(first) is None


# --- answers that do not get through --------------------------------------------------------


def test_a_failed_answer_is_none_and_a_retry_is_one(first: Message, agent: Agent) -> None:
    message = answer(first, agent)
    mark_sending(message, by=BY)
    mark_failed(message, ERROR, by=BY)
    follow()
    assert waits(first) == first.timestamp
    (event,) = [one for one in positions.since(first.inbox_id, 0) if one.by["name"] == "failed answers"]
    assert (event.kind, event.payload["id"]) == ("conversation.updated", first.conversation_id)
    retry_message(Message.objects.get(pk=message.pk), by=BY)
    assert waits(first) is None


def test_a_failure_after_the_fact_counts_and_so_does_an_arrival_after_that(
    first: Message, agent: Agent
) -> None:
    message = answer(first, agent)
    report = Receipt(first.inbox.route, "wamid.out", "failed", timezone.now(), str(message.client_id), ERROR)
    apply_receipts(first.inbox, [report], by=BY)
    follow()
    assert waits(first) == first.timestamp
    apply_receipts(
        first.inbox, [Receipt(first.inbox.route, "wamid.out", "delivered", timezone.now(), "")], by=BY
    )
    follow()
    assert waits(first) is None


def test_another_answer_that_got_through_is_enough(first: Message, agent: Agent) -> None:
    failing = answer(first, agent, "One")
    answer(first, agent, "Two")
    mark_sending(failing, by=BY)
    mark_failed(failing, ERROR, by=BY)
    follow()
    assert waits(first) is None


# --- resolving and taking it back -----------------------------------------------------------


def test_resolving_ends_it_and_taking_that_back_begins_it_again(first: Message, agent: Agent) -> None:
    conversation = set_conversation_status(first.conversation, "resolved", by=BY)
    assert conversation.waiting_since is None
    assert set_conversation_status(conversation, "open", by=BY).waiting_since == first.timestamp
    answer(first, agent)
    set_conversation_status(conversation, "resolved", by=BY)
    assert set_conversation_status(conversation, "open", by=BY).waiting_since is None


def test_a_failure_in_a_resolved_conversation_makes_nobody_wait(first: Message, agent: Agent) -> None:
    message = answer(first, agent)
    set_conversation_status(first.conversation, "resolved", by=BY)
    mark_sending(message, by=BY)
    mark_failed(message, ERROR, by=BY)
    follow()
    assert waits(first) is None


def fail(message: Message) -> None:
    mark_sending(message, by=BY)
    mark_failed(message, ERROR, by=BY)
    follow()


@pytest.fixture
def thanked(inbox: Inbox) -> Conversation:
    """Three days ago a customer's last word needed no answer, and the conversation was resolved."""
    then = timezone.now() - timedelta(days=3)
    conversation = from_customer(inbox, "Thanks", sent_at=then).conversation
    conversation = set_conversation_status(conversation, "resolved", by=BY)
    Activity.objects.filter(verb="resolved").update(at=then + timedelta(minutes=1))
    return conversation


def test_after_a_failed_answer_they_wait_since_what_they_asked_after_resolving(
    thanked: Conversation, agent: Agent
) -> None:
    question = from_customer(thanked.inbox, "Where is it?", sent_at=timezone.now() - timedelta(minutes=5))
    assert question.conversation_id == thanked.pk
    message = answer(question, agent)
    fail(message)
    assert waits(question) == question.timestamp
    # Resolved by mistake: what is taken back by hand ends nothing that went on.
    set_conversation_status(now(thanked), "resolved", by=BY)
    set_conversation_status(now(thanked), "open", by=BY)
    assert waits(question) == question.timestamp
    fail(answer(question, agent))
    assert waits(question) == question.timestamp


def test_a_template_that_fails_after_resolving_makes_nobody_wait(thanked: Conversation, agent: Agent) -> None:
    a_template(thanked.inbox)
    choice = TemplateChoice("go_on", "en", {"body.1": "Ann"})
    fail(send_message(thanked, Draft(author=agent, template=choice), by=BY))
    assert (now(thanked).status, now(thanked).waiting_since) == ("open", None)


def test_what_came_late_and_was_written_before_resolving_waits_for_its_answer(
    thanked: Conversation, agent: Agent
) -> None:
    Activity.objects.filter(verb="resolved").update(at=timezone.now() - timedelta(minutes=1))
    late = from_customer(thanked.inbox, "Where is it?", sent_at=timezone.now() - timedelta(minutes=5))
    fail(answer(late, agent))
    assert waits(late) == late.timestamp


def test_a_resolving_taken_back_lets_them_wait_as_before_when_the_answer_fails(
    first: Message, agent: Agent
) -> None:
    for status in ("resolved", "open"):
        set_conversation_status(now(first.conversation), status, by=BY)
    fail(answer(first, agent))
    assert waits(first) == first.timestamp


# --- when it has become long ----------------------------------------------------------------


def test_amber_comes_before_red(inbox: Inbox) -> None:
    assert (inbox.waiting_amber, inbox.waiting_red) == (15, 60)
    changed = set_waiting_limits(inbox, amber=5, by=BY)
    assert (changed.waiting_amber, changed.waiting_red) == (5, 60)
    for wrong in ({"amber": 60}, {"amber": 0}, {"red": 5}, {"red": 99_999}):
        with pytest.raises(ConsoleError, match="minutes"):
            set_waiting_limits(inbox, **wrong, by=BY)
