"""Status, snoozing, assignment, labels, unread marks and service window of conversations."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError
from django.utils import timezone

from messaging.actions.conversation.answering import ANSWERED_FIELDS, we_answer
from messaging.actions.conversation.history import add_activity, record_conversation
from messaging.actions.conversation.read_receipts import mark_read_on_open
from messaging.actions.conversation.scheduled import note_scheduled
from messaging.actions.conversation.waiting import waiting_of
from messaging.actions.core import REPLY_FIELDS, STATUS_FIELDS, change_status, we_replied
from messaging.actors import Actor
from messaging.errors import Conflict, ConsoleError
from messaging.feed import recording, savepoint
from messaging.models import Activity, Agent, Conversation, Inbox, Label, Message, Team
from messaging.queries import newest_message_id, unread_count
from messaging.serializers import LabelSerializer
from messaging.timestamps import utc_text

# The rest a moment later: a Monday morning must not hold the delivery's only thread.
WOKEN_AT_ONCE = 200
SEEN_FIELDS = ("seen_up_to", "unread")
# What goes on with a message of ours.
CONTINUED_FIELDS = (
    "last_message",
    "last_activity_at",
    "scheduled_at",
    *SEEN_FIELDS,
    *REPLY_FIELDS,
    *ANSWERED_FIELDS,
)


@recording()
def set_conversation_status(
    conversation: Conversation, status: str, *, snoozed_until: datetime | None = None, by: Actor
) -> Conversation:
    """Make a conversation open, pending, snoozed (needs `snoozed_until`) or resolved, and return it locked. Raises
    `ConsoleError` for a status that there is not, `Conflict` for a second open conversation of the customer."""
    check_status(status, snoozed_until)
    conversation = Conversation.objects.lock(conversation.pk)
    snoozed = snoozed_until if status == Conversation.Status.SNOOZED else None
    if (conversation.status, conversation.snoozed_until) == (status, snoozed):
        return conversation
    reopened = conversation.status == Conversation.Status.RESOLVED
    change_status(conversation, status, snoozed)
    if reopened:  # resolving ended the waiting, and nobody has answered since
        conversation.waiting_since = waiting_of([conversation])[conversation.pk]
    _save_status(conversation)
    record_conversation(conversation)
    return conversation


def continue_with(conversation: Conversation, message: Message, *, seen_up_to: int = 0) -> None:
    """Let a locked conversation go on with a message of ours: no longer resolved, and answered, by us, unless the
    message is held. `seen_up_to`: what its sender has seen, where the message itself is older. Raises `Conflict` when the customer has another open conversation by now."""
    if conversation.status == Conversation.Status.RESOLVED:
        change_status(conversation, Conversation.Status.OPEN)
        _save_status(conversation)
    if message.status != Message.Status.HELD:
        # Another process's clock may be ahead of ours.
        we_replied(conversation, max(message.timestamp, conversation.waiting_since or message.timestamp))
        # Under the conversation's lock nothing of the customer's has a higher id than a new message.
        seen = max(conversation.seen_up_to, message.pk, seen_up_to)
        conversation.seen_up_to, conversation.unread = seen, 0
    _go_on(conversation, message)


def continue_when_due(conversation: Conversation, message: Message) -> None:
    """Let a locked conversation go on with a message of ours that went out by itself: answered by it, while what nobody has
    seen stays unread, and what was resolved meanwhile stays resolved."""
    we_replied(conversation, max(message.timestamp, conversation.waiting_since or message.timestamp))
    _go_on(conversation, message)


def fail_when_due(conversation: Conversation, message: Message) -> None:
    """Let a locked conversation show that a message of ours did not go at its time: as its last line, and open again if it
    was resolved, unless the customer has another one that goes on."""
    if conversation.status == Conversation.Status.RESOLVED and _ongoing(conversation) is None:
        change_status(conversation, Conversation.Status.OPEN)
        _save_status(conversation)
    _show_last(conversation, message)
    record_conversation(conversation)


def _go_on(conversation: Conversation, message: Message) -> None:
    if message.status != Message.Status.HELD and message.kind != Message.Kind.TEMPLATE:
        _answer_with(conversation, message)
    _show_last(conversation, message)
    record_conversation(conversation, why=Activity.Why.WE_WROTE)


def _show_last(conversation: Conversation, message: Message) -> None:
    if message.send_at is not None:
        note_scheduled(conversation)
    conversation.last_message = message
    conversation.last_activity_at = max(conversation.last_activity_at, message.timestamp)
    conversation.save(update_fields=CONTINUED_FIELDS)


def answer_again(conversation: Conversation, at: datetime) -> None:
    """Let a locked conversation be answered by a message that is sent once more: it has its old place in the thread."""
    we_replied(conversation, max(at, conversation.waiting_since or at))
    conversation.save(update_fields=REPLY_FIELDS)
    record_conversation(conversation)


def _answer_with(conversation: Conversation, message: Message) -> None:
    """In memory: we answer from this message on; at Meta a template takes no conversation over from another sender."""
    if conversation.answered_by:
        we_answer(conversation)
    else:
        conversation.answered_by_at = message.timestamp


def answered_until(conversation: Conversation, at: datetime) -> None:
    """In memory: an answer that was given elsewhere at this time has seen what the customer had written by then."""
    unseen = conversation.messages.inbound().filter(pk__gt=conversation.seen_up_to, timestamp__gt=at)
    later = sorted(unseen.exclude(origin=Message.Origin.HISTORY).values_list("pk", flat=True))
    mark = later[0] - 1 if later else newest_message_id(conversation)
    conversation.seen_up_to, conversation.unread = max(conversation.seen_up_to, mark), len(later)


def _save_status(conversation: Conversation) -> None:
    try:
        with savepoint():
            conversation.save(update_fields=STATUS_FIELDS)
    except IntegrityError as newer:
        raise already_open(_ongoing(conversation)) from newer


def already_open(ongoing: int | None = None) -> Conflict:
    """Return the refusal of a second conversation that goes on; `ongoing` is the id of the first."""
    return Conflict(
        "This customer already has another open conversation; answer there.",
        code="already_open",
        extra={} if ongoing is None else {"conversation": ongoing},
    )


def _ongoing(conversation: Conversation) -> int | None:
    """Return the id of the same customer's conversation in this inbox that goes on; None where it has just ended."""
    others = Conversation.objects.filter(inbox=conversation.inbox_id, contact=conversation.contact_id)
    ongoing = others.exclude(status=Conversation.Status.RESOLVED).exclude(pk=conversation.pk)
    found: int | None = ongoing.values_list("pk", flat=True).first()
    return found


def check_status(status: str, snoozed_until: datetime | None) -> None:
    if status not in Conversation.Status.values:
        raise ConsoleError.field("status", f"Must be one of {', '.join(Conversation.Status.values)}.")
    if status == Conversation.Status.SNOOZED and (snoozed_until is None or snoozed_until <= timezone.now()):
        raise ConsoleError.field("snoozed_until", "A snoozed conversation needs a time in the future.")


@recording()
def assign_conversation(
    conversation: Conversation, assignee: Agent | None, *, was: int | None = None, by: Actor
) -> Conversation:
    """Give the conversation to an agent who sees its inbox, or to nobody.

    Compare-and-set: `was` is the id of the assignee that the caller saw (None: nobody). Of two agents
    who both take it, the second gets `Conflict` with who was faster and when. Giving it back needs no `was`,
    and with one it is refused, too, where somebody else has it by now.
    """
    check_assignee(conversation, assignee)
    conversation = Conversation.objects.lock(conversation.pk)
    now = conversation.assignee_id
    wanted = None if assignee is None else assignee.pk
    if now == wanted:
        return conversation
    if now is not None and now != was and not (wanted is None and was is None):
        given = Activity.objects.filter(conversation=conversation, verb=Activity.Verb.ASSIGNED)
        at = given.order_by("-pk").values_list("at", flat=True).first()
        raise already_assigned(conversation.assignee, at)
    conversation.assignee = assignee
    conversation.save(update_fields=["assignee"])
    record_conversation(conversation)
    return conversation


def check_assignee(conversation: Conversation, assignee: Agent | None) -> None:
    if assignee and not Inbox.objects.visible_to(assignee).filter(pk=conversation.inbox_id).exists():
        raise not_a_member(assignee)


def not_a_member(assignee: Agent) -> ConsoleError:
    """Return the refusal of an assignee who does not see the inbox."""
    return ConsoleError.field("assignee", f"{assignee.name} is not a member of this inbox.")


def already_assigned(holder: Agent | None, at: datetime | None = None) -> Conflict:
    """Return the refusal of what somebody else has by now; `at`: since when."""
    name = holder.name if holder else "Nobody"
    shown = {"id": holder.pk, "username": holder.username, "name": name} if holder else None
    return Conflict(
        f"{name} has already taken this conversation.",
        code="already_assigned",
        extra={"assignee": shown, "assigned_at": utc_text(at) if at else None},
    )


@recording()
def assign_team(conversation: Conversation, team: Team | None, *, by: Actor) -> Conversation:
    conversation = Conversation.objects.lock(conversation.pk)
    conversation.team = team
    conversation.save(update_fields=["team"])
    record_conversation(conversation)
    return conversation


@recording()
def set_priority(conversation: Conversation, priority: str, *, by: Actor) -> Conversation:
    if priority not in Conversation.Priority.values:
        raise ConsoleError.field("priority", f"Must be one of {', '.join(Conversation.Priority.values)}.")
    conversation = Conversation.objects.lock(conversation.pk)
    conversation.priority = priority
    conversation.save(update_fields=["priority"])
    record_conversation(conversation)
    return conversation


@recording()
def set_labels(conversation: Conversation, labels: list[Label], *, by: Actor) -> Conversation:
    conversation = Conversation.objects.lock(conversation.pk)
    former = list(conversation.labels.all())
    conversation.labels.set(labels)
    record_conversation(conversation, was={"labels": LabelSerializer(former, many=True).data})
    if added := sorted({one.name for one in labels} - {one.name for one in former}):
        add_activity(conversation, Activity.Verb.LABELS_ADDED, after=added)
    if removed := sorted({one.name for one in former} - {one.name for one in labels}):
        add_activity(conversation, Activity.Verb.LABELS_REMOVED, before=removed)
    return conversation


@recording()
def mark_seen(conversation: Conversation, up_to: int | None = None, *, by: Actor) -> Conversation:
    """Mark the messages up to this id (None: all) as seen by the team. What came later stays unread."""
    conversation = Conversation.objects.lock(conversation.pk)
    newest = newest_message_id(conversation)
    before = conversation.seen_up_to
    mark = max(before, newest if up_to is None else min(up_to, newest))
    conversation = _set_seen(conversation, mark)
    if mark > before:
        mark_read_on_open(conversation, before)
    return conversation


@recording()
def mark_unread(conversation: Conversation, *, by: Actor) -> Conversation:
    """Count the last inbound message as unread again, besides those that still do."""
    conversation = Conversation.objects.lock(conversation.pk)
    inbound = conversation.messages.inbound().order_by("-id")
    newest = inbound.values_list("pk", flat=True).first()
    mark = conversation.seen_up_to
    return _set_seen(conversation, mark if newest is None else min(mark, newest - 1))


def _set_seen(conversation: Conversation, mark: int) -> Conversation:
    unread = unread_count(conversation, mark)
    if (conversation.seen_up_to, conversation.unread) == (mark, unread):
        return conversation
    changed = conversation.unread != unread
    conversation.seen_up_to, conversation.unread = mark, unread
    conversation.save(update_fields=SEEN_FIELDS)
    if changed:
        record_conversation(conversation)
    return conversation


def wake_snoozed(*, by: Actor) -> int:
    """Open every conversation whose snooze is over, each in a transaction of its own; return how many."""
    over = Conversation.objects.filter(
        status=Conversation.Status.SNOOZED, snoozed_until__lte=timezone.now()
    ).order_by("snoozed_until")
    return sum(_wake_one(conversation, by=by) for conversation in over[:WOKEN_AT_ONCE])


@recording()
def _wake_one(conversation: Conversation, *, by: Actor) -> bool:
    conversation = Conversation.objects.lock(conversation.pk)
    until = conversation.snoozed_until
    # Somebody may have opened it, or snoozed it again, a moment ago.
    if conversation.status != Conversation.Status.SNOOZED or until is None or until > timezone.now():
        return False
    change_status(conversation, Conversation.Status.OPEN)
    conversation.save(update_fields=STATUS_FIELDS)
    record_conversation(conversation, why=Activity.Why.SNOOZE_OVER)
    return True


@recording()
def close_window(conversation: Conversation, *, by: Actor | None = None) -> None:
    """Close the service window because the provider says so, whatever we had computed. `conversation` is as
    it was when the provider was asked: a customer who has written since has opened it again."""
    reckoned = conversation.window_closes_at
    conversation = Conversation.objects.lock(conversation.pk)
    if conversation.window_closes_at != reckoned:
        return
    now = timezone.now()
    if conversation.window_closes_at is None or conversation.window_closes_at > now:
        conversation.window_closes_at = now
        conversation.save(update_fields=["window_closes_at"])
        record_conversation(conversation)
