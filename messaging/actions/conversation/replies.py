"""When we answered first and last, counted again from the messages where an answer turned out to be none, or to be one after
all. Everything else moves the columns one message at a time (`actions.core.milestones`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from messaging.models import Activity, Conversation, Message, MessageQuerySet

# What did not go out answers nobody.
UNSENT = [Message.Status.HELD, Message.Status.FAILED]


def answers_in(conversation: OuterRef) -> MessageQuerySet:
    """Return our messages in a conversation that went out or are on their way."""
    lines = Message.objects.filter(conversation=conversation).exclude(origin=Message.Origin.HISTORY)
    return lines.thread().outbound().exclude(status__in=UNSENT)


def recount_replies(conversations: Iterable[Conversation]) -> None:
    """Set when these locked conversations were answered, in memory; `waiting_since` is still what it was before the answer
    failed or arrived. What was sent again answered when it was."""
    every = {one.pk: one for one in conversations}
    again = _sent_again(list(every))
    answers = answers_in(OuterRef("pk")).exclude(pk__in=[pk for sent in again.values() for pk in sent])
    # The first answer that there was, else the first to who waits.
    since = Coalesce(OuterRef("first_reply_at"), OuterRef("waiting_since"))
    rows = Conversation.objects.filter(pk__in=every).order_by()
    found = rows.values_list(
        "pk",
        Subquery(answers.order_by("-timestamp", "-id").values("timestamp")[:1]),
        Subquery(answers.filter(timestamp__gte=since).order_by("timestamp", "id").values("timestamp")[:1]),
    )
    for pk, newest, first in found:
        _set(every[pk], newest, first, [*again.get(pk, {}).values()])


def _set(
    conversation: Conversation, newest: datetime | None, first: datetime | None, again: list[datetime]
) -> None:
    since = conversation.first_reply_at or conversation.waiting_since
    conversation.last_reply_at = max(filter(None, [newest, *again]), default=None)
    if since is not None:
        conversation.first_reply_at = min(
            filter(None, [first, *(at for at in again if at >= since)]), default=None
        )


def _sent_again(pks: list[int]) -> Mapping[int, Mapping[int, datetime]]:
    """Return, by conversation and message, when those were sent again that count."""
    rows = Activity.objects.filter(conversation__in=pks, verb=Activity.Verb.MESSAGE_RETRIED).order_by("at")
    found: dict[int, dict[int, datetime]] = {}
    for pk, after, at in rows.values_list("conversation", "after", "at"):
        if after is not None:
            found.setdefault(pk, {})[after["message"]] = at
    messages = Message.objects.filter(pk__in=[pk for sent in found.values() for pk in sent])
    counted = set(messages.exclude(status__in=UNSENT).values_list("pk", flat=True)) if found else set()
    return {pk: {one: at for one, at in sent.items() if one in counted} for pk, sent in found.items()}
