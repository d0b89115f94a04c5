"""Notes: what colleagues write to each other in a conversation. A note is a line of the thread and nothing else: it is no
answer, ends no waiting, moves no conversation in the list, and nothing of it leaves."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError
from django.utils import timezone

from messaging.actions.conversation.drafts import spend_draft
from messaging.actions.conversation.history import add_activity
from messaging.actions.conversation.mentions import Named, find_addressed, named_in, set_mentions
from messaging.actions.core import record_message
from messaging.actors import Actor
from messaging.errors import Conflict, ConsoleError, Forbidden
from messaging.feed import recording, redact, savepoint
from messaging.limits import LONGEST_TEXT
from messaging.models import Activity, Agent, Conversation, Message, SavedDraft
from messaging.timestamps import utc_text
from messaging.transports.payload import is_visible

# What stands in the place of a note that was deleted.
DELETED = "Deleted note"
# Earlier contents that a note keeps: each of its events has them all.
MOST_REVISIONS = 20


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """What somebody wants to note. The same `client_id` again is the same note."""

    author: Agent | None
    content: str
    mentions: Sequence[Named] = ()
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)
    # Of the author's saved draft that becomes the note.
    draft_revision: int | None = None


def add_note(conversation: Conversation, draft: NoteDraft, *, by: Actor) -> Message:
    """Add a note to a conversation, whatever its status and window, and return it; the same `client_id` again returns the
    same note. Raises `ConsoleError` for an empty one and for whom it may not name, `Conflict` where the `client_id` is of
    another message."""
    check_note(draft.content)
    try:
        with savepoint():
            return _add(conversation, draft, by=by)
    except IntegrityError:
        # The same client_id came twice at once, in two conversations.
        if earlier := _find_earlier(conversation, draft):
            return earlier
        raise


@recording()
def _add(conversation: Conversation, draft: NoteDraft, *, by: Actor) -> Message:
    conversation = Conversation.objects.lock(conversation.pk)
    if earlier := _find_earlier(conversation, draft):
        return earlier
    addressed = find_addressed(conversation.inbox, draft.mentions, draft.author)
    message = Message(
        client_id=draft.client_id,
        conversation=conversation,
        inbox=conversation.inbox,
        direction=Message.Direction.NOTE,
        kind=Message.Kind.NOTE,
        # Nobody is written to; the columns tell as much.
        sender=conversation.inbox.address,
        receiver=conversation.inbox.address,
        content=draft.content,
        payload=addressed.as_payload(),
        author=draft.author,
        status=Message.Status.RECEIVED,
        # After what the thread holds, also when our clock was set back meanwhile.
        timestamp=max(timezone.now(), conversation.last_activity_at),
    )
    message.save(force_insert=True)
    if draft.draft_revision is not None:
        spend_draft(conversation, draft.author, SavedDraft.Mode.NOTE, draft.draft_revision, draft.content)
    set_mentions(conversation, message, addressed.agents)
    record_message(message, "created")
    return message


def check_note(content: str) -> None:
    """Raise `ConsoleError` for a text of which nothing is seen, or that is too long."""
    if not is_visible(content):
        raise ConsoleError.field("content", "This field may not be blank.", code="blank")
    if len(content) > LONGEST_TEXT:
        sentence = f"A note has at most {LONGEST_TEXT} characters; this one has {len(content)}."
        raise ConsoleError.field("content", sentence, code="too_long")


def _find_earlier(conversation: Conversation, draft: NoteDraft) -> Message | None:
    """Return the note that this client_id already made; raises `Conflict` if it is something else."""
    earlier = Message.objects.filter(client_id=draft.client_id).first()
    if earlier is None:
        return None
    same = (earlier.kind, earlier.conversation_id) == (Message.Kind.NOTE, conversation.pk)
    # Edited or deleted since, it is still the one that this request made.
    unchanged = earlier.edited_at is not None or earlier.revoked_at is not None
    if not same or not (unchanged or earlier.content == draft.content):
        raise Conflict("This client_id was used for another message.", code="client_id_taken")
    return earlier


@recording()
def edit_note(
    note: Message, content: str, mentions: Sequence[Named] | None, *, author: Agent, by: Actor
) -> Message:
    """Let a note say something else, and return it. What it said before stays with it. Raises `Forbidden` for anybody but
    its author, `Conflict` for one that was deleted. Whom it names already may stay, also who has left the inbox since;
    `mentions` None: it names whom it names."""
    conversation, note = _locked(note)
    if note.author_id != author.pk:
        raise Forbidden("Only its author may change a note.")
    chosen = named_in(note) if mentions is None else mentions
    addressed = find_addressed(conversation.inbox, chosen, author, note)
    payload = addressed.as_payload()
    if (note.content, note.payload) == (content, payload):
        return note
    now = timezone.now()
    if note.content != content:
        earlier = {"content": note.content, "until": utc_text(now)}
        note.revisions = [*note.revisions, earlier][-MOST_REVISIONS:]
        note.edited_at = now
    note.content, note.payload = content, payload
    note.save(update_fields=["content", "payload", "revisions", "edited_at"])
    set_mentions(conversation, note, addressed.agents)
    # What is new among them is what the content was.
    record_message(note, without=["revisions"])
    return note


@recording()
def delete_note(note: Message, *, agent: Agent, by: Actor) -> Message:
    """Delete what a note says, with what it said before, in the thread and in the log, and return it. That there was
    one stays. Raises `Forbidden` for anybody but its author, supervisors and admins."""
    conversation, note = _locked(note)
    if note.author_id != agent.pk and not agent.sees_everything:
        raise Forbidden("Only its author or a supervisor may delete a note.")
    left: dict[str, Any] = {"content": DELETED, "payload": {}, "revisions": []}
    note.content, note.payload, note.revisions = left.values()
    note.edited_at, note.revoked_at = None, timezone.now()
    note.save(update_fields=[*left, "edited_at", "revoked_at"])
    redact("message", note.pk, left)
    set_mentions(conversation, note, {})
    add_activity(note, Activity.Verb.NOTE_DELETED, before={"message": note.pk})
    record_message(note, without=left)
    return note


def _locked(note: Message) -> tuple[Conversation, Message]:
    conversation = Conversation.objects.lock(note.conversation_id)
    note = Message.objects.lock(note.pk)
    if note.revoked_at is not None:
        raise Conflict("This note was deleted.")
    return conversation, note
