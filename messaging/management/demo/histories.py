"""The scripts as rows of the console: as if they had come and gone through the real paths.

Written in bulk instead of action by action: the past is no news, so it makes no feed events.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from messaging.actions.inbound import SERVICE_WINDOW
from messaging.management.demo.messages import Scene, messages_of, quotes, timeline
from messaging.management.demo.scripts import Script
from messaging.management.demo.wire import bsuid_of, phone_digits
from messaging.models import (
    Address,
    Agent,
    Contact,
    Conversation,
    Inbox,
    Label,
    Message,
    OutboxLane,
    Reaction,
    StatusChange,
)

LABEL_COLORS = {
    "damage": "#b3261e",
    "delivery": "#1d6f8f",
    "furniture": "#7a5c3e",
    "invoice": "#5b7083",
    "lamps": "#a06a00",
    "order": "#3f6f4f",
    "return": "#8a4fa3",
    "trade": "#2f5aa8",
    "warranty": "#9a5b2a",
}


@dataclass(frozen=True, slots=True)
class PlayedScript:
    """One script with its rows; `messages` oldest first, one per line of the script."""

    script: Script
    conversation: Conversation
    messages: list[Message]


def write(
    inbox: Inbox, people: Mapping[str, Agent], scripts: Sequence[Script], now: datetime
) -> list[PlayedScript]:
    """All conversations of the scripts; the caller holds the transaction."""
    contacts = _contacts(inbox, scripts)
    conversations = Conversation.objects.bulk_create(
        _conversation(inbox, contacts[script.person], people, script, now) for script in scripts
    )
    played = [
        PlayedScript(script, conversation, messages_of(Scene(script, inbox, conversation, people, now)))
        for script, conversation in zip(scripts, conversations, strict=True)
    ]
    # By time across conversations, so that ids grow with time as they would have.
    Message.objects.bulk_create(
        sorted((message for each in played for message in each.messages), key=lambda row: row.timestamp)
    )
    StatusChange.objects.bulk_create(change for each in played for change in timeline(each.messages))
    _quote(played)
    Reaction.objects.bulk_create(_reactions(played))
    OutboxLane.objects.bulk_create(_lanes(played))
    _finish(played)
    _label(played)
    return played


def _contacts(inbox: Inbox, scripts: Iterable[Script]) -> dict[str, Contact]:
    """One contact per person, with the addresses that WhatsApp would have named."""
    persons = {script.person: script for script in scripts}
    rows = Contact.objects.bulk_create(
        Contact(name=script.name, marketing=script.marketing) for script in persons.values()
    )
    contacts = dict(zip(persons, rows, strict=True))
    Address.objects.bulk_create(
        Address(contact=contacts[person], transport=inbox.transport, kind=kind, value=value)
        for person, script in persons.items()
        for kind, value in _addresses(script)
    )
    return contacts


def _addresses(script: Script) -> list[tuple[str, str]]:
    bsuid = (Address.Kind.BSUID.value, bsuid_of(script))
    return [bsuid, (Address.Kind.PHONE.value, phone_digits(script))] if script.phone else [bsuid]


def _conversation(
    inbox: Inbox, contact: Contact, people: Mapping[str, Agent], script: Script, now: datetime
) -> Conversation:
    heard = [line.age for line in script.lines if line.direction == "inbound"]
    return Conversation(
        inbox=inbox,
        contact=contact,
        status=script.status,
        assignee=people[script.assignee] if script.assignee else None,
        priority=script.priority,
        snoozed_until=now + script.snoozed if script.snoozed else None,
        unread=script.unread,
        last_activity_at=now - script.lines[-1].age,
        window_closes_at=now - min(heard) + SERVICE_WINDOW,
        created_at=now - script.lines[0].age,
    )


def _quote(played: Iterable[PlayedScript]) -> None:
    """Which message answers which, now that they have ids."""
    answers = []
    for each in played:
        for index, message in enumerate(each.messages):
            if (quoted := quotes(each.script.lines, index)) is not None:
                message.reply_to = each.messages[quoted]
                answers.append(message)
    Message.objects.bulk_update(answers, ["reply_to"])


def _reactions(played: Iterable[PlayedScript]) -> Iterator[Reaction]:
    """The other side's emoji on a message."""
    for each in played:
        contact = each.conversation.contact
        for line, message in zip(each.script.lines, each.messages, strict=True):
            if not line.reaction:
                continue
            theirs = line.direction == "outbound"
            yield Reaction(
                inbox_id=message.inbox_id,
                message=message,
                target_external_id=str(message.external_id),
                by=f"contact:{contact.pk}" if theirs else "us",
                contact=contact if theirs else None,
                agent=None if theirs else each.conversation.assignee,
                emoji=line.reaction,
                reacted_at=message.timestamp + timedelta(seconds=4),
            )


def _lanes(played: Iterable[PlayedScript]) -> Iterable[OutboxLane]:
    for each in played:
        sent = sum(message.lane_position is not None for message in each.messages)
        if sent:
            conversation = each.conversation
            yield OutboxLane(conversation=conversation, inbox_id=conversation.inbox_id, last_position=sent)


def _finish(played: Iterable[PlayedScript]) -> None:
    """What needed the messages' ids: the last one, and up to which the team has seen them."""
    rows = []
    for each in played:
        each.conversation.last_message = each.messages[-1]
        each.conversation.seen_up_to = _seen_up_to(each)
        rows.append(each.conversation)
    Conversation.objects.bulk_update(rows, ["last_message", "seen_up_to"])


def _seen_up_to(played: PlayedScript) -> int:
    inbound = [row.pk for row in played.messages if row.direction == Message.Direction.INBOUND]
    unseen = inbound[len(inbound) - played.script.unread :]
    return int(unseen[0]) - 1 if unseen else int(played.messages[-1].pk)


def _label(played: Iterable[PlayedScript]) -> None:
    labels = {
        name: Label.objects.get_or_create(name=name, defaults={"color": color})[0]
        for name, color in LABEL_COLORS.items()
    }
    through = Conversation.labels.through
    through.objects.bulk_create(
        through(conversation_id=each.conversation.pk, label_id=labels[name].pk)
        for each in played
        for name in each.script.labels
    )
