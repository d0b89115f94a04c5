"""Blue ticks by the inbox's policy, and "typing…": what is asked of the delivery, and how often."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from messaging import transports
from messaging.actions.contact.contacts import block_contact
from messaging.actions.conversation.conversations import mark_seen
from messaging.actions.conversation.held import cancel_message
from messaging.actions.conversation.read_receipts import show_typing
from messaging.actions.inbound.messages import GivenParties, receive_message
from messaging.actions.inbox.inboxes import set_read_policy
from messaging.actions.outgoing import Draft, TemplateChoice, release_message, send_message
from messaging.models import Agent, Conversation, Inbox, Job, RateLimit
from messaging.transports.base import Identity, InboundMessage
from tests.factories import BY, a_template, close_window, from_customer

pytestmark = pytest.mark.django_db


def asked(kind: str = "mark_read") -> list[str]:
    """The provider's ids of the messages for which it was asked."""
    return [job.data["external_id"] for job in Job.objects.filter(kind=kind)]


def fresh() -> Conversation:
    return Conversation.objects.select_related("inbox").get()


@pytest.fixture
def two(inbox: Inbox) -> Conversation:
    """The customer wrote twice."""
    from_customer(inbox, "one", external_id="wamid.one")
    return from_customer(inbox, "two", external_id="wamid.two").conversation


def test_opening_tells_of_the_newest_that_was_seen(two: Conversation) -> None:
    first = two.messages.earliest("pk")
    mark_seen(two, first.pk, by=BY)
    assert asked() == ["wamid.one"]
    mark_seen(two, by=BY)
    assert asked() == ["wamid.two"]
    assert Job.objects.get().subject == two.pk


def test_what_a_program_brought_is_never_marked(two: Conversation) -> None:
    """The id is the program's: the provider would answer that it does not know the message."""
    item = InboundMessage(two.inbox.route, "ticket-17", (Identity("phone", "447700900123"),), "text", "x")
    receive_message(two.inbox, item, written=GivenParties(sender="+447700900123"), by=BY)
    mark_seen(two, by=BY)
    assert asked() == ["wamid.two"]
    assert show_typing(fresh(), by=BY)
    assert asked("show_typing") == ["wamid.two"]


@pytest.mark.parametrize("imported", [True, False])
def test_only_what_the_customer_wrote_now_is_marked(two: Conversation, *, imported: bool) -> None:
    """Else the provider would refuse that one, and what stands before it would stay grey."""
    kind, sent_at = ("text", timezone.now() - timedelta(days=40)) if imported else ("system", None)
    person = (Identity("phone", "447700900123"),)
    item = InboundMessage(two.inbox.route, "wamid.x", person, kind, "x", sent_at=sent_at, silent=imported)
    receive_message(two.inbox, item, by=BY)
    mark_seen(two, by=BY)
    assert asked() == ["wamid.two"]


def test_opening_again_tells_nothing(two: Conversation) -> None:
    mark_seen(two, by=BY)
    Job.objects.all().delete()
    mark_seen(two, by=BY)
    assert asked() == []


@pytest.mark.parametrize("policy", ["never", "reply"])
def test_opening_is_not_told_where_the_policy_says_otherwise(two: Conversation, policy: str) -> None:
    set_read_policy(two.inbox, policy, by=BY)
    mark_seen(fresh(), by=BY)
    assert asked() == []


@pytest.mark.parametrize(("policy", "marked"), [("never", []), ("open", []), ("reply", ["wamid.two"])])
def test_an_agents_answer_tells_where_the_policy_says_so(
    two: Conversation, agent: Agent, policy: str, marked: list[str]
) -> None:
    set_read_policy(two.inbox, policy, by=BY)
    send_message(fresh(), Draft(author=None, content="A program's answer"), by=BY)
    assert asked() == []
    send_message(fresh(), Draft(author=agent, content="Yes"), by=BY)
    assert asked() == marked
    Job.objects.all().delete()
    send_message(fresh(), Draft(author=agent, content="And another thing"), by=BY)
    assert asked() == []


def test_the_template_that_asks_for_a_reply_is_an_answer_too(two: Conversation, agent: Agent) -> None:
    a_template(two.inbox)
    set_read_policy(two.inbox, "reply", by=BY)
    close_window(two)
    asking = TemplateChoice("go_on", "en", {"body.1": "Ann"})
    send_message(fresh(), Draft(author=agent, content="Later", hold=True, template=asking), by=BY)
    assert asked() == ["wamid.two"]


@pytest.mark.parametrize("way", ["held", "taken back", "released after another"])
def test_what_is_held_has_answered_nothing(two: Conversation, agent: Agent, way: str) -> None:
    set_read_policy(two.inbox, "reply", by=BY)
    held = send_message(fresh(), Draft(author=agent, content="Later", until_reply=True), by=BY)
    assert asked() == []
    if way == "taken back":
        cancel_message(held, by=BY)
    if way == "released after another":
        other = send_message(fresh(), Draft(author=agent, content="Later, too", until_reply=True), by=BY)
        release_message(other, by=BY)
    else:
        send_message(fresh(), Draft(author=agent, content="Now"), by=BY)
    assert asked() == ["wamid.two"]


def test_what_is_released_has_seen_what_was_written_since(
    inbox: Inbox, two: Conversation, agent: Agent
) -> None:
    set_read_policy(inbox, "reply", by=BY)
    held = send_message(fresh(), Draft(author=agent, content="Later", until_reply=True), by=BY)
    block_contact(two.contact, blocked=True, by=BY)
    newer = from_customer(inbox, "three", external_id="wamid.three")
    block_contact(two.contact, blocked=False, by=BY)
    held.refresh_from_db()
    if held.status == "held":
        release_message(held, by=BY)
    assert asked() == ["wamid.three"]
    assert (fresh().unread, fresh().seen_up_to >= newer.pk) == (0, True)


def test_nothing_is_asked_of_a_provider_that_cannot(
    two: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    transport = transports.get("whatsapp_cloud")
    without = replace(transport.capabilities, read_receipts=False, typing=False)
    monkeypatch.setattr(type(transport), "capabilities", without)
    mark_seen(two, by=BY)
    assert not show_typing(two, by=BY)
    assert not Job.objects.exists()


def test_typing_is_told_once_in_twenty_seconds(two: Conversation) -> None:
    assert show_typing(two, by=BY)
    assert not show_typing(two, by=BY)
    assert asked("show_typing") == ["wamid.two"]
    RateLimit.objects.update(tat=(timezone.now() - timedelta(seconds=1)).timestamp())
    assert show_typing(two, by=BY)


def test_typing_also_marks_as_read_and_is_not_told_where_that_is_never_told(two: Conversation) -> None:
    set_read_policy(two.inbox, "never", by=BY)
    assert not show_typing(fresh(), by=BY)
    assert asked("show_typing") == []


def test_typing_tells_nothing_when_no_answer_may_follow(two: Conversation) -> None:
    assert not show_typing(close_window(two), by=BY)


def test_typing_is_not_told_to_who_is_blocked(two: Conversation) -> None:
    block_contact(two.contact, blocked=True, by=BY)
    assert not show_typing(fresh(), by=BY)
    assert asked() == []
