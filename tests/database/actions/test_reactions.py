"""Our emoji on a message: one per message, the last one counts, in the order of the lane."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from messaging.actions.outgoing import Draft, retry_message, send_message
from messaging.actions.outgoing.reacting import react
from messaging.errors import Conflict, ConsoleError
from messaging.feed import positions
from messaging.models import Agent, Conversation, Inbox, Message, Reaction
from messaging.serializers import MessageSerializer
from tests.factories import BY, close_window, from_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def target(inbox: Inbox) -> Message:
    return from_customer(inbox, "It arrived!", external_id="wamid.target")


def carriers() -> list[tuple[str, int]]:
    rows = Message.objects.filter(kind="reaction").order_by("pk")
    return list(rows.values_list("content", "lane_position"))


def worn(target: Message) -> list[str]:
    shown = MessageSerializer(Message.objects.thread().with_resources().get(pk=target.pk)).data
    return [reaction["emoji"] for reaction in shown["reactions"]]


def test_a_reaction_hangs_on_its_message_and_is_no_line_of_the_thread(target: Message, agent: Agent) -> None:
    before = Conversation.objects.get().last_message
    react(target, agent, "👍", by=BY)
    assert worn(target) == ["👍"]
    assert not Message.objects.thread().with_resources().filter(kind="reaction").exists()
    assert Conversation.objects.get().last_message == before
    carrier_message = Message.objects.get(kind="reaction")
    assert (carrier_message.reply_to, carrier_message.content, carrier_message.status) == (
        target,
        "👍",
        "queued",
    )


def test_what_a_program_brought_is_neither_quoted_nor_reacted_to(target: Message, agent: Agent) -> None:
    """The provider does not know it: it would refuse the reaction and send the answer without its quote."""
    Message.objects.filter(pk=target.pk).update(origin=Message.Origin.PROGRAM)
    with pytest.raises(Conflict, match="A program brought this message"):
        react(target, agent, "👍", by=BY)
    with pytest.raises(ConsoleError) as refused:
        send_message(target.conversation, Draft(author=agent, content="Yes", reply_to=target.pk), by=BY)
    assert list(refused.value.errors) == ["reply_to"]


def test_it_is_published_as_a_change_of_the_message(inbox: Inbox, target: Message, agent: Agent) -> None:
    head = positions.heads([inbox.pk])[inbox.pk].seq
    react(target, agent, "👍", by=BY)
    (event,) = positions.since(inbox.pk, head)
    assert (event.kind, event.payload["id"]) == ("message.updated", target.pk)
    assert [one["emoji"] for one in event.payload["reactions"]] == ["👍"]


def test_two_quick_changes_end_with_the_last_one(target: Message, agent: Agent) -> None:
    for emoji in ("👍", "❤️", ""):
        react(target, agent, emoji, by=BY)
    assert worn(target) == []
    assert carriers() == [("👍", 1), ("❤️", 2), ("", 3)]
    assert Reaction.objects.count() == 1


@pytest.mark.parametrize("emojis", [("👍", "👍"), ("",)])
def test_what_is_so_already_is_not_sent_again(target: Message, agent: Agent, emojis: tuple[str, ...]) -> None:
    for emoji in emojis:
        react(target, agent, emoji, by=BY)
    assert len(carriers()) == len(emojis) - 1


def test_one_that_failed_is_sent_again(target: Message, agent: Agent) -> None:
    react(target, agent, "👍", by=BY)
    Message.objects.filter(kind="reaction").update(status="failed")
    react(target, agent, "👍", by=BY)
    assert len(carriers()) == 2


def test_an_older_one_is_not_sent_again_over_a_newer_one(target: Message, agent: Agent) -> None:
    react(target, agent, "👍", by=BY)
    Message.objects.filter(kind="reaction").update(status="failed")
    older = Message.objects.get(kind="reaction")
    react(target, agent, "❤", by=BY)
    with pytest.raises(Conflict):
        retry_message(older, by=BY)
    newer = Message.objects.filter(kind="reaction").latest("pk")
    Message.objects.filter(pk=newer.pk).update(status="failed")
    newer.refresh_from_db()
    assert retry_message(newer, by=BY).status == "queued"


@pytest.mark.parametrize(
    "emoji",
    [
        "ok",
        "é",
        "Goodbye\ufe0f",
        "\u2139\ufe0fé",
        ":-)",
        "👍 👍",
        "👍👍",
        "🇩🇪🇩🇪",
        "\u200d",
        "x" * 40,
        "🙂" * 33,
    ],
)
def test_words_are_no_reaction(target: Message, agent: Agent, emoji: str) -> None:
    with pytest.raises(ConsoleError) as refusal:
        react(target, agent, emoji, by=BY)
    assert list(refusal.value.errors) == ["emoji"]


@pytest.mark.parametrize("emoji", ["👍🏽", "👩‍👩‍👧‍👦", "🇬🇧", "1️⃣", "\u2139\ufe0f", "❤"])
def test_what_is_made_of_several_signs_is_one_emoji(target: Message, agent: Agent, emoji: str) -> None:
    react(target, agent, emoji, by=BY)
    assert worn(target) == [emoji]


def unknown(target: Message) -> None:
    Message.objects.filter(pk=target.pk).update(external_id=None)


def late(target: Message) -> None:
    close_window(target.conversation)


def deleted(target: Message) -> None:
    Message.objects.filter(pk=target.pk).update(revoked_at=timezone.now())


def blocked(target: Message) -> None:
    contact = target.conversation.contact
    contact.blocked = True
    contact.save()


@pytest.mark.parametrize(
    ("spoil", "code"),
    [(unknown, "conflict"), (deleted, "conflict"), (late, "window_closed"), (blocked, "contact_blocked")],
)
def test_what_cannot_be_reacted_to_now(target: Message, agent: Agent, spoil: Any, code: str) -> None:
    spoil(target)
    with pytest.raises(Conflict) as refusal:
        react(target, agent, "👍", by=BY)
    assert refusal.value.code == code
    assert not Reaction.objects.exists()
    assert carriers() == []
