"""The demo's conversations as rows of the console, as the real paths would have left them.

Written in bulk instead of action by action: nothing of the past is a change, so it makes no feed events. This
needs the console's own tables, which the simulator may not see; so it stays in `management`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from messaging.actions.core import REPLY_FIELDS, SERVICE_WINDOW, customer_wrote, we_replied
from messaging.management.demo.activities import activities_of
from messaging.management.demo.agents import VISITOR
from messaging.management.demo.measurements import measurements_of
from messaging.management.demo.messages import Scene, messages_of, quotes, timeline
from messaging.models import (
    Activity,
    Address,
    Agent,
    Contact,
    Conversation,
    Inbox,
    Label,
    Measurement,
    Message,
    OutboxLane,
    Reaction,
    StatusChange,
    Team,
)
from simulator.demo import Script, bsuid_of, phone_digits

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
class DemoConversation:
    """A script with its rows; ``messages`` oldest first, one per line of the script."""

    script: Script
    row: Conversation
    messages: list[Message]


def write_conversations(
    inbox: Inbox,
    people: Mapping[str, Agent],
    teams: Mapping[str, Team],
    scripts: Sequence[Script],
    now: datetime,
) -> list[DemoConversation]:
    """Write all conversations of the scripts; the caller holds the transaction. `people` by username."""
    contacts = _contacts(inbox, scripts)
    rows = Conversation.objects.bulk_create(
        _conversation(
            script,
            Conversation(
                inbox=inbox,
                contact=contacts[script.person],
                assignee=people[script.assignee] if script.assignee else None,
                team=teams[script.team] if script.team else None,
            ),
            now,
        )
        for script in scripts
    )
    conversations = [
        DemoConversation(script, row, messages_of(Scene(script, inbox, row, people, now)))
        for script, row in zip(scripts, rows, strict=True)
    ]
    # By time across conversations, so that ids grow with time as they would have.
    Message.objects.bulk_create(
        sorted(
            (message for each in conversations for message in each.messages), key=lambda row: row.timestamp
        )
    )
    StatusChange.objects.bulk_create(change for each in conversations for change in timeline(each.messages))
    _quote(conversations)
    Reaction.objects.bulk_create(_reactions(conversations))
    OutboxLane.objects.bulk_create(_lanes(conversations))
    _finish(conversations)
    Measurement.objects.bulk_create(
        interval for each in conversations for interval in measurements_of(each.row, each.messages)
    )
    Activity.objects.bulk_create(_activities(conversations, people[VISITOR.username]))
    _label(conversations)
    return conversations


def _contacts(inbox: Inbox, scripts: Iterable[Script]) -> dict[str, Contact]:
    """One contact per person, with the addresses that WhatsApp would have conversations."""
    persons = {script.person: script for script in scripts}
    rows = Contact.objects.bulk_create(
        Contact(
            name=script.name,
            marketing=script.marketing,
            marketing_at=timezone.now() if script.marketing else None,
        )
        for script in persons.values()
    )
    contacts = dict(zip(persons, rows, strict=True))
    Address.objects.bulk_create(
        Address(
            contact=contacts[person],
            transport=Address.scope_of(kind, inbox.transport),
            kind=kind,
            value=value,
        )
        for person, script in persons.items()
        for kind, value in _addresses(script)
    )
    return contacts


def _addresses(script: Script) -> list[tuple[str, str]]:
    bsuid = (Address.Kind.BSUID.value, bsuid_of(script))
    return [bsuid, (Address.Kind.PHONE.value, phone_digits(script))] if script.phone else [bsuid]


def _conversation(script: Script, row: Conversation, now: datetime) -> Conversation:
    """Return the row, as the script says how it stands."""
    received = [line.age for line in script.lines if line.direction == "inbound"]
    row.status, row.priority, row.unread = script.status, script.priority, script.unread
    row.snoozed_until = now + script.snoozed if script.snoozed else None
    row.created_at, row.last_activity_at = now - script.lines[0].age, now - script.lines[-1].age
    row.window_closes_at = now - min(received) + SERVICE_WINDOW
    return row


def _quote(conversations: Iterable[DemoConversation]) -> None:
    """Set which message answers which, once they have ids."""
    answers = []
    for each in conversations:
        for index, message in enumerate(each.messages):
            if (quoted := quotes(each.script.lines, index)) is not None:
                message.reply_to = each.messages[quoted]
                answers.append(message)
    Message.objects.bulk_update(answers, ["reply_to"])


def _reactions(conversations: Iterable[DemoConversation]) -> Iterator[Reaction]:
    """Yield the other side's reactions."""
    for each in conversations:
        contact = each.row.contact
        for line, message in zip(each.script.lines, each.messages, strict=True):
            if not line.reaction:
                continue
            by_contact = line.direction == "outbound"
            yield Reaction(
                inbox_id=message.inbox_id,
                message=message,
                target_external_id=str(message.external_id),
                by=Reaction.By.CONTACT if by_contact else Reaction.By.US,
                contact=contact if by_contact else None,
                agent=None if by_contact else each.row.assignee,
                emoji=line.reaction,
                reacted_at=message.timestamp + timedelta(seconds=4),
            )


def _lanes(conversations: Iterable[DemoConversation]) -> Iterable[OutboxLane]:
    for each in conversations:
        sent = sum(message.lane_position is not None for message in each.messages)
        if sent:
            conversation = each.row
            yield OutboxLane(conversation=conversation, inbox_id=conversation.inbox_id, last_position=sent)


def _finish(conversations: Iterable[DemoConversation]) -> None:
    """Set the columns that need the messages' ids: the last message, and up to which the team has seen them."""
    rows = []
    for each in conversations:
        each.row.last_message = each.messages[-1]
        each.row.seen_up_to = _seen_up_to(each)
        _set_milestones(each)
        rows.append(each.row)
    Conversation.objects.bulk_update(rows, ["last_message", "seen_up_to", "resolved_at", *REPLY_FIELDS])


def _set_milestones(conversation: DemoConversation) -> None:
    """Set who waits since when, as the actions would have done message by message."""
    row = conversation.row
    for message in conversation.messages:
        if message.direction == Message.Direction.INBOUND:
            customer_wrote(row, message.timestamp)
        elif message.status != Message.Status.HELD:
            we_replied(row, message.timestamp)
    if row.status == Conversation.Status.RESOLVED:
        row.resolved_at, row.waiting_since = row.last_activity_at, None


def _seen_up_to(conversations: DemoConversation) -> int:
    inbound = [row.pk for row in conversations.messages if row.direction == Message.Direction.INBOUND]
    unseen = inbound[len(inbound) - conversations.script.unread :]
    return int(unseen[0]) - 1 if unseen else int(conversations.messages[-1].pk)


def _activities(conversations: Iterable[DemoConversation], first: Agent) -> list[Activity]:
    """Return what was done, by time across conversations."""
    done = (
        one
        for each in conversations
        for one in activities_of(each.row, each.messages, each.script.labels, first)
    )
    return sorted(done, key=lambda one: one.at)


def _label(conversations: Iterable[DemoConversation]) -> None:
    labels = {
        name: Label.objects.get_or_create(name=name, defaults={"color": color})[0]
        for name, color in LABEL_COLORS.items()
    }
    through = Conversation.labels.through
    through.objects.bulk_create(
        through(conversation_id=each.row.pk, label_id=labels[name].pk)
        for each in conversations
        for name in each.script.labels
    )
