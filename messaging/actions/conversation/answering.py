"""Who answers a conversation: we, or another sender of the number, as Meta's Business Agent does."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from messaging.actions.conversation.history import add_activity
from messaging.models import Activity, Conversation

ANSWERED_FIELDS = ("answered_by", "answered_by_at")
# Meta lets go of a conversation in which the customer has written nothing for so long (docs/transports.md).
FORGOTTEN_AFTER = timedelta(hours=24)


def note_answerer(conversation: Conversation, reported: str | None, at: datetime | None) -> None:
    """Take in what the provider says about who answers a locked conversation (empty: we do; None: nothing), unless
    something newer is known. In memory; the caller saves `ANSWERED_FIELDS`."""
    now = timezone.now()
    at = min(at or now, now)
    if reported is None or at < now - FORGOTTEN_AFTER or not _is_newer(conversation, reported, at):
        return
    _set_answerer(conversation, reported, at, Activity.Verb.LEFT_TO_US)


def _is_newer(conversation: Conversation, reported: str, at: datetime) -> bool:
    """Of two facts of one second the one counts by which we answer: providers report whole seconds, and whoever leaves
    writes a last line first."""
    known = conversation.answered_by_at
    return known is None or at > known or (at == known and not reported)


def we_answer(conversation: Conversation) -> None:
    """Note that we answer a locked conversation from now on. In memory; the caller saves `ANSWERED_FIELDS`."""
    now = timezone.now()
    _set_answerer(conversation, "", max(now, conversation.answered_by_at or now), Activity.Verb.TAKEN_OVER)


def _set_answerer(conversation: Conversation, who: str, at: datetime, ours: Activity.Verb) -> None:
    before = conversation.answered_by
    conversation.answered_by, conversation.answered_by_at = who or None, at
    if before != conversation.answered_by:
        verb = Activity.Verb.ANSWERED_BY_OTHER if who else ours
        add_activity(conversation, verb, before=before, after=conversation.answered_by)
