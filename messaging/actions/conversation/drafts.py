"""Drafts of agents: saved by compare-and-set, shown to their author alone.

No event of a feed says anything of them, as everybody in the inbox reads it. The author's other windows are sent the
draft by the doorbell, colleagues only that there is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from messaging.actors import Actor
from messaging.errors import Conflict, ConsoleError
from messaging.feed import doorbell, recording, savepoint
from messaging.models import Agent, Attachment, Conversation, Message, SavedDraft, json_text
from messaging.serializers import drafts_shown

Content = Mapping[str, Any]
EMPTY: Content = {}
# What makes a draft; the rest only hangs on it.
WRITTEN = ("text", "reply_to", "media", "interactive")


@dataclass(frozen=True, slots=True)
class DraftChange:
    """What a draft is to hold, and on which revision that is founded (0: there was none)."""

    revision: int
    content: Content
    others: Sequence[Content] = ()
    write_id: UUID = field(default_factory=uuid4)

    @property
    def media(self) -> set[int]:
        """Return the files that it has."""
        return {pk for part in (self.content, *self.others) for pk in part.get("media", ())}


def save_draft(
    conversation: Conversation, agent: Agent, mode: str, change: DraftChange, *, by: Actor
) -> SavedDraft:
    """Save what the agent has written in a conversation, and return it; the same `write_id` again saves nothing more.

    Raises `Conflict` with the draft as it is, where that is another one than the agent's device had read; `ConsoleError`
    for a quoted message or a file that is not there.
    """
    check_draft(conversation, agent, change)
    try:
        with savepoint():
            return _save(conversation, agent, mode, change, by=by)
    except IntegrityError:
        # Two devices begin at once: the second finds the row of the first.
        return _save(conversation, agent, mode, change, by=by)


def spend_draft(conversation: Conversation, agent: Agent | None, mode: str, revision: int, text: str) -> None:
    """Empty the draft that a message is made of, in the transaction that makes the message: where it is at the revision
    that the author names, or says the same. What was written since stays."""
    if agent is None:
        return
    row = _locked(conversation, agent, mode)
    if row is None or row.is_empty:
        return
    if row.revision == revision or row.content.get("text", "").strip() == text.strip():
        _write(row, DraftChange(row.revision, EMPTY, row.others))


def check_draft(conversation: Conversation, agent: Agent, change: DraftChange) -> None:
    """Raise `ConsoleError` for what the draft refers to and the agent cannot send."""
    quoted = {pk for part in (change.content, *change.others) if (pk := part.get("reply_to")) is not None}
    lines = Message.objects.thread().filter(conversation=conversation, pk__in=quoted)
    if quoted and lines.count() < len(quoted):
        raise ConsoleError.field("reply_to", "There is no such message in this conversation.")
    files = Attachment.objects.filter(inbox=conversation.inbox_id, pk__in=change.media)
    if change.media and files.sent_or_uploaded_by(agent).count() < len(change.media):
        raise ConsoleError.field("media", "There is no such upload of yours in this inbox.")


@recording()
def _save(
    conversation: Conversation, agent: Agent, mode: str, change: DraftChange, *, by: Actor
) -> SavedDraft:
    row = _locked(conversation, agent, mode)
    if row is None:
        row = SavedDraft(
            agent=agent,
            conversation=conversation,
            inbox_id=conversation.inbox_id,
            mode=mode,
            # Above those of a row that was pruned, which grew by one a second at most.
            revision=int(timezone.now().timestamp()),
            is_empty=True,
        )
    elif row.write_id == change.write_id:
        return row
    elif row.revision != change.revision and not (row.is_empty and change.revision == 0):
        raise Conflict(
            "This draft was changed on another device.",
            code="draft_changed",
            extra={"draft": drafts_shown([row])[0]},
        )
    return _write(row, change)


def _locked(conversation: Conversation, agent: Agent, mode: str) -> SavedDraft | None:
    rows = SavedDraft.objects.filter(agent=agent, conversation=conversation, mode=mode)
    return rows.select_related("agent").select_for_update(of=("self",), no_key=True).first()


def _write(row: SavedDraft, change: DraftChange) -> SavedDraft:
    was_empty = row.is_empty
    row.revision += 1
    row.write_id, row.updated_at = change.write_id, timezone.now()
    row.content, row.others = dict(change.content), [dict(one) for one in change.others]
    row.is_empty = not any(row.content.get(name) for name in WRITTEN) and not row.others
    row.save()
    row.files.set(change.media)
    note = {
        "conversation": row.conversation_id,
        "agent": row.agent_id,
        "name": row.agent.name,
        "note": row.mode == SavedDraft.Mode.NOTE,
        "empty": row.is_empty,
        # Colleagues are told that it begins or ends, not of each letter.
        "news": row.is_empty != was_empty,
    }
    text = json_text(drafts_shown([row])[0])
    transaction.on_commit(partial(doorbell.draft, row.inbox_id, note, text), robust=True)
    return row
