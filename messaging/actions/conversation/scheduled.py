"""When a conversation's next message goes out that was sent for later, kept beside it so that a list row costs no subquery."""

from __future__ import annotations

from datetime import timedelta

from messaging.actions.conversation.history import record_conversation
from messaging.models import Conversation

# What waits no longer than this waits to be undone: nobody looks for it among what is scheduled.
BRIEF = timedelta(seconds=15)


def note_scheduled(conversation: Conversation) -> None:
    """Set it in a locked conversation, in memory, from what is held there now."""
    waiting = conversation.messages.scheduled().order_by("send_at").values_list("send_at", "timestamp")
    times = (send_at for send_at, written in waiting if send_at is not None and send_at - written > BRIEF)
    conversation.scheduled_at = next(times, None)


def keep_scheduled(conversation: Conversation) -> None:
    """Do the same in a conversation in which nothing else has changed, and record it where it moved."""
    before = conversation.scheduled_at
    note_scheduled(conversation)
    if conversation.scheduled_at != before:
        conversation.save(update_fields=["scheduled_at"])
        record_conversation(conversation)
