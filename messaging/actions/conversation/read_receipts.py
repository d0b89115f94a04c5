"""What customers see of our looking and writing: blue ticks by the inbox's policy, and "typing…"."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from django.db.models import OuterRef, Q, Subquery

from messaging.actions.core import enqueue_each, enqueue_job, window_is_open
from messaging.actors import Actor
from messaging.clock import database_now
from messaging.feed import recording
from messaging.models import Conversation, Inbox, Job, Message, MessageQuerySet, RateLimit
from messaging.queries import capabilities_of
from messaging.transports import Capabilities

# The provider shows it for 25 s; asking again earlier than this does nothing.
TYPING_EVERY = timedelta(seconds=20)


def mark_read_on_open(conversation: Conversation, before: int) -> None:
    """Messages above `before` have been seen, up to the conversation's mark: tell where the policy says so."""
    if conversation.inbox.read_policy == Inbox.ReadPolicy.OPEN:
        newest = _newest_inbound_id(conversation, after=before, up_to=conversation.seen_up_to)
        _mark_read(conversation, newest, capabilities_of(conversation.inbox))


def mark_all_read_on_open(conversations: Collection[Conversation], before: Mapping[int, int]) -> None:
    """Do the same for many, in which all messages above `before`, by conversation, have been seen."""
    inboxes = Inbox.objects.filter(read_policy=Inbox.ReadPolicy.OPEN)
    inboxes = inboxes.filter(pk__in={one.inbox_id for one in conversations})
    for inbox in inboxes.order_by("pk") if conversations else ():
        if capabilities_of(inbox).read_receipts:
            theirs = [one.pk for one in conversations if one.inbox_id == inbox.pk]
            newest = _newest_of_each(theirs, before)
            data = {pk: {"external_id": name} for pk, name in newest.items()}
            enqueue_each(Job.Kind.MARK_READ, data, inbox_id=inbox.pk)


def _newest_of_each(pks: Collection[int], before: Mapping[int, int]) -> dict[int, str]:
    """Return what the provider calls the newest inbound message above `before`, where there is one."""
    newest = _markable(Message.objects.filter(conversation=OuterRef("pk")))
    rows = Conversation.objects.filter(pk__in=pks).order_by()
    found = rows.values_list(
        "pk", Subquery(newest.values("pk")[:1]), Subquery(newest.values("external_id")[:1])
    )
    return {pk: name for pk, last, name in found if name and last > before[pk]}


def mark_read_on_reply(conversation: Conversation, message: Message, can: Capabilities) -> None:
    """Mark what the customer wrote last as read because an agent answered, once per answer of ours. `can`: of
    the inbox."""
    if message.author_id is None or conversation.inbox.read_policy != Inbox.ReadPolicy.REPLY:
        return
    # What is held, or was taken back while it was, has answered nothing: it has no place in the lane.
    answers = (
        conversation.messages.thread().outbound().filter(author__isnull=False, lane_position__isnull=False)
    )
    former = answers.exclude(pk=message.pk).order_by("-pk").values_list("pk", flat=True).first()
    _mark_read(conversation, _newest_inbound_id(conversation, after=former or 0), can)


def _newest_inbound_id(conversation: Conversation, *, after: int = 0, up_to: int = 2**62) -> str:
    """Return the provider's id of the newest message of the customer in this range, empty when there is none.
    A notice of the provider's, a call, or what was imported from years ago, would be refused, and with it what
    stands before."""
    rows = _markable(conversation.messages.filter(pk__gt=after, pk__lte=up_to))
    return rows.values_list("external_id", flat=True).first() or ""


def _markable(messages: MessageQuerySet) -> MessageQuerySet:
    """Keep what a provider can be asked to mark as read, the newest first."""
    rows = messages.inbound().known_to_provider()
    others = Q(kind__in=[Message.Kind.SYSTEM, Message.Kind.CALL]) | Q(origin=Message.Origin.HISTORY)
    return rows.exclude(others).order_by("-pk")


def _mark_read(conversation: Conversation, external_id: str, can: Capabilities) -> None:
    if external_id and can.read_receipts:
        data = {"external_id": external_id}
        enqueue_job(Job.Kind.MARK_READ, conversation.pk, inbox=conversation.inbox_id, data=data)


def show_typing(conversation: Conversation, *, by: Actor) -> bool:
    """Tell the customer that somebody writes an answer; False when that is not to be told, or was just now.

    It also turns the ticks blue, so it is never told where the policy says never.
    """
    inbox = conversation.inbox
    can = capabilities_of(inbox)
    if (
        conversation.contact.blocked
        or not can.typing
        or inbox.read_policy == Inbox.ReadPolicy.NEVER
        or not window_is_open(conversation, can)
    ):
        return False
    newest = "" if _shown_recently(conversation) else _newest_inbound_id(conversation)
    return bool(newest) and _enqueue_typing(conversation, newest, by=by)


def _shown_recently(conversation: Conversation) -> bool:
    return RateLimit.objects.filter(key=_key(conversation), tat__gt=database_now().timestamp()).exists()


@recording()
def _enqueue_typing(conversation: Conversation, external_id: str, *, by: Actor) -> bool:
    now = database_now().timestamp()
    RateLimit.objects.bulk_create([RateLimit(key=_key(conversation))], ignore_conflicts=True)
    # Of several agents who type at once one is told of.
    free = RateLimit.objects.filter(key=_key(conversation), tat__lte=now)
    if not free.update(tat=now + TYPING_EVERY.total_seconds()):
        return False
    newest = conversation.messages.order_by("-pk").values_list("pk", flat=True).first()
    data = {"external_id": external_id, "newest": newest}
    enqueue_job(Job.Kind.SHOW_TYPING, conversation.pk, inbox=conversation.inbox_id, data=data)
    return True


def _key(conversation: Conversation) -> str:
    return f"typing:{conversation.pk}"
