"""Steps of notes, mentions and notes on contacts, for `test_snapshot_and_events`."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from typing import Any

from messaging.actions.contact import notes as contact_notes
from messaging.actions.conversation import mentions, notes
from messaging.actions.conversation.mentions import Named
from messaging.feed.log import recording
from messaging.models import Agent, ContactNote, Conversation, Inbox, Message
from tests.factories import BY

Step = Callable[[random.Random, Inbox], object]
MODULES = (mentions, notes, contact_notes)


def some(rows: Any, rng: random.Random) -> Any:
    return rng.choice(list(rows.order_by("pk")))


def a_conversation(rng: random.Random, inbox: Inbox) -> Conversation:
    return some(Conversation.objects.filter(inbox=inbox), rng)


def named(rng: random.Random, inbox: Inbox) -> list[Named]:
    """Nobody, some, or everybody; also who does not see the inbox, which is refused."""
    everybody = [Named("agent", pk) for pk in Agent.objects.order_by("pk").values_list("pk", flat=True)]
    return rng.sample(everybody, rng.randrange(len(everybody) + 1))


def add(rng: random.Random, inbox: Inbox) -> Message:
    draft = notes.NoteDraft(Agent.objects.first(), f"Note {rng.randrange(99)}", named(rng, inbox))
    return notes.add_note(a_conversation(rng, inbox), draft, by=BY)


def a_note(rng: random.Random, inbox: Inbox) -> Message:
    rows = Message.objects.notes().filter(inbox=inbox)
    return some(rows, rng) if rows.exists() else add(rng, inbox)


@recording(by=BY)
def edit(rng: random.Random, inbox: Inbox) -> Message:
    note = a_note(rng, inbox)
    return notes.edit_note(
        note,
        f"Edited {rng.randrange(3)}",
        named(rng, inbox),
        author=note.author or Agent.objects.get(),
        by=BY,
    )


@recording(by=BY)
def delete(rng: random.Random, inbox: Inbox) -> Message:
    note = a_note(rng, inbox)
    return notes.delete_note(note, agent=note.author or Agent.objects.get(), by=BY)


@recording(by=BY)
def see(rng: random.Random, inbox: Inbox) -> Conversation:
    note = add(rng, inbox)
    return mentions.mark_mentions_seen(note.conversation, some(Agent.objects, rng), by=BY)


def note_contact(rng: random.Random, inbox: Inbox) -> ContactNote:
    contact, author = a_conversation(rng, inbox).contact, Agent.objects.earliest("pk")
    return contact_notes.add_contact_note(
        contact, "Prefers calls", author=author, client_id=uuid.uuid4(), by=BY
    )


def delete_contact_note(rng: random.Random, inbox: Inbox) -> ContactNote:
    note = note_contact(rng, inbox)
    return contact_notes.delete_contact_note(note, agent=Agent.objects.earliest("pk"), by=BY)


STEPS: dict[str, Step] = {
    "add_note": add,
    "edit_note": edit,
    "delete_note": delete,
    "mark_mentions_seen": see,
    "add_contact_note": note_contact,
    "delete_contact_note": delete_contact_note,
}
