"""Since when a customer waits, counted again from the messages: where an answer turned out to be none, or the waiting
goes on after it had ended. Everything else moves the columns one message at a time (`actions.core.milestones`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import DateTimeField, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from messaging.actions.conversation.history import record_conversation
from messaging.actions.conversation.replies import answers_in, recount_replies
from messaging.actions.core import REPLY_FIELDS
from messaging.actors import Actor
from messaging.feed import recording
from messaging.models import Activity, Conversation, Message, MessageQuerySet

# What the customer did not write to be answered.
_SILENT = [Message.Kind.REACTION, Message.Kind.SYSTEM]
# Before every message.
_BEGINNING = Value(datetime(1970, 1, 1, tzinfo=UTC), output_field=DateTimeField())
# Conversations of one statement that names for each of them since when it is asked.
_AT_ONCE = 100


@recording()
def recount_waiting(conversation_ids: Collection[int], *, by: Actor) -> None:
    """Let the customers of these conversations wait again whose answer has failed, as if there had been none, and no longer
    those to whom it got through after all."""
    rows = Conversation.objects.select_for_update(of=("self",), no_key=True)
    locked = list(rows.filter(pk__in=conversation_ids).order_by("pk"))
    before = [_columns(conversation) for conversation in locked]
    recount_replies(locked)
    waiting = waiting_of(locked)
    for conversation, former in zip(locked, before, strict=True):
        conversation.waiting_since = waiting[conversation.pk]
        if _columns(conversation) != former:
            conversation.save(update_fields=REPLY_FIELDS)
            record_conversation(conversation)


def _columns(conversation: Conversation) -> list[datetime | None]:
    return [getattr(conversation, name) for name in REPLY_FIELDS]


def waiting_of(conversations: Iterable[Conversation]) -> Mapping[int, datetime | None]:
    """Return, by id, the time of the customer's oldest message after our last answer that went out or is on its way, and
    after the resolving that ended the waiting before; None where there is none, or the conversation is resolved."""
    every = list(conversations)
    found: dict[int, datetime | None] = {one.pk: None for one in every}
    since: dict[int, datetime] = {}
    asked = {one.pk: one for one in every if one.status != Conversation.Status.RESOLVED}
    for pk, waits in _read(list(asked)).items():
        found[pk] = waits.first
        ended = _ended(asked[pk], waits)
        if ended is not None and waits.first is not None and waits.first < ended:
            since[pk] = ended
    return found | _first_since(since)


def _ended(conversation: Conversation, waits: _Waits) -> datetime | None:
    """Return when the waiting ended without a message of that time: resolved, or with one that was sent again."""
    settled = waits.settled_at if conversation.reopened else None
    if settled is not None and waits.why == Activity.Why.CUSTOMER_WROTE and waits.newest is not None:
        # What came late was written before, and made it go on all the same.
        settled = min(settled, waits.newest)
    return max(filter(None, [settled, conversation.last_reply_at]), default=None)


class _Waits(NamedTuple):
    """What the messages of a conversation say: the customer's oldest message after our last answer, and of these the one
    that was stored last; when it was resolved before it went on by itself, and why it did. Whoever took the resolving back
    by hand did not mean it to end the waiting."""

    first: datetime | None
    newest: datetime | None
    settled_at: datetime | None
    why: str | None


def _read(pks: Collection[int]) -> dict[int, _Waits]:
    if not pks:
        return {}
    lines = Message.objects.filter(conversation=OuterRef("pk")).exclude(origin=Message.Origin.HISTORY)
    answers = answers_in(OuterRef("pk")).order_by("-timestamp", "-id")
    asked = _asked(lines).filter(timestamp__gt=OuterRef("answered_at"))
    done = Activity.objects.filter(conversation=OuterRef("pk")).order_by("-at", "-id")
    again = done.filter(verb=Activity.Verb.REOPENED).exclude(why=Activity.Why.ASKED)
    rows = Conversation.objects.filter(pk__in=pks).order_by()
    rows = rows.annotate(
        answered_at=Coalesce(_first(answers, "timestamp"), _BEGINNING), again_at=_first(again, "at")
    )
    resolved = done.filter(verb=Activity.Verb.RESOLVED, at__lte=OuterRef("again_at"))
    found = rows.values_list(
        "pk",
        _first(asked.order_by("timestamp", "id"), "timestamp"),
        _first(asked.order_by("-id"), "timestamp"),
        _first(resolved, "at"),
        _first(again, "why"),
    )
    return {pk: _Waits(*read) for pk, *read in found}


def _first(rows: QuerySet[Any], name: str) -> Subquery:
    return Subquery(rows.values(name)[:1])


def _asked(lines: MessageQuerySet) -> MessageQuerySet:
    return lines.inbound().exclude(kind__in=_SILENT)


def _first_since(since: Mapping[int, datetime]) -> dict[int, datetime | None]:
    """Return the time of the customer's oldest message from then on; few wait since before they were resolved."""
    found: dict[int, datetime | None] = dict.fromkeys(since)
    every = list(since.items())
    for start in range(0, len(every), _AT_ONCE):
        named = Q()
        for pk, at in every[start : start + _AT_ONCE]:
            named |= Q(conversation=pk, timestamp__gte=at)
        lines = _asked(Message.objects.filter(named).exclude(origin=Message.Origin.HISTORY)).order_by()
        found.update(lines.values_list("conversation").annotate(Min("timestamp")))
    return found
