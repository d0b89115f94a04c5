"""Who waits for whom since when: the columns of a conversation that answer what people ask. In memory only; the
caller has locked the conversation and saves `STATUS_FIELDS` or `REPLY_FIELDS` with the rest."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from messaging.models import Conversation

REPLY_FIELDS = ("waiting_since", "first_reply_at", "last_reply_at")
STATUS_FIELDS = ("status", "snoozed_until", "resolved_at", "reopened", "waiting_since")


def change_status(conversation: Conversation, status: str, snoozed_until: datetime | None = None) -> None:
    """Set the status. Resolving ends the customer's waiting; what goes on again counts as reopened."""
    resolved = Conversation.Status.RESOLVED
    if status == resolved != conversation.status:
        conversation.resolved_at, conversation.waiting_since = timezone.now(), None
    elif conversation.status == resolved != status:
        conversation.resolved_at, conversation.reopened = None, conversation.reopened + 1
    conversation.status, conversation.snoozed_until = status, snoozed_until


def customer_wrote(conversation: Conversation, at: datetime) -> None:
    """Let the customer wait since their oldest message after our last answer; a late one may be older."""
    answered = conversation.last_reply_at
    if answered is not None and at <= answered:
        return
    if conversation.waiting_since is None or at < conversation.waiting_since:
        conversation.waiting_since = at


def we_replied(conversation: Conversation, at: datetime) -> bool:
    """Note that a message of ours went out at that time; return whether that ended the customer's waiting."""
    conversation.last_reply_at = max(conversation.last_reply_at or at, at)
    if conversation.waiting_since is None or at < conversation.waiting_since:
        return False
    conversation.first_reply_at = conversation.first_reply_at or at
    conversation.waiting_since = None
    return True
