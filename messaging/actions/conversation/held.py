"""Answers that wait until the customer writes again: held now, in their lane when the window opens or, where it is open,
with the customer's next message. What waits for a time is held as well, and no reply lets it go."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from django.db.models import Max
from django.utils import timezone

from messaging.actions.conversation.conversations import continue_when_due
from messaging.actions.conversation.history import add_activity
from messaging.actions.conversation.scheduled import keep_scheduled
from messaging.actions.core import SILENT_KINDS, enqueue_message, record_status, window_is_open
from messaging.actors import Actor
from messaging.errors import Advice, Conflict, ConsoleError
from messaging.feed import recording
from messaging.models import Activity, Conversation, Message, Select
from messaging.queries import best_address, capabilities_of

_HELD = Select(
    Message, ["conversation"], key="conversation", where="own.stage = 'held' AND own.send_at IS NULL"
)
CANCELLED = {
    "code": "cancelled",
    "title": "Taken back before it was sent",
    "detail": "An agent cancelled this message while it waited.",
    "action": "Write it again if it is wanted after all.",
    "advice": Advice.RESEND,
}


def check_template_sent(conversation: Conversation) -> None:
    """Refuse to hold a message unless a template has gone out since the window closed: without one the
    customer has no reason to write. Raises `ConsoleError`."""
    templates = conversation.messages.filter(
        direction=Message.Direction.OUTBOUND, kind=Message.Kind.TEMPLATE
    ).exclude(status=Message.Status.FAILED)
    if conversation.window_closes_at is not None:
        templates = templates.filter(timestamp__gt=conversation.window_closes_at)
    if not templates.exists():
        sentence = "Choose a template that goes out now: it asks the customer to write."
        raise ConsoleError.field("template", sentence, code="template_needed")


@recording()
def release_held(conversation: Conversation) -> int:
    """Queue what was held, in the order in which it was written, now that the window is open. Return how
    many. What waits for a reply whatever the window (`until_reply`) stays while the customer has written nothing since.

    The caller has locked the conversation and passes that very object: holding, cancelling and releasing
    happen under this lock, so that of two answers at once only one finds something to release. A reply that
    comes too late to open the window releases nothing.
    """
    # While another sender answers, sending would take the conversation over without anybody having decided that.
    if conversation.contact.blocked or conversation.answered_by:
        return 0
    if not window_is_open(conversation, capabilities_of(conversation.inbox)):
        return 0
    # Locked as well: who cancels one may know it in the conversation that it was in before a merge.
    rows = conversation.messages.awaiting_reply().select_for_update(no_key=True)
    due = _due(conversation, list(rows.order_by("pk")))
    if not due:
        return 0
    for message in due:
        release_one(conversation, message)
    # What they wrote has been read by nobody yet: it stays unread, and the message goes all the same.
    continue_when_due(conversation, due[-1])
    return len(due)


def _due(conversation: Conversation, held: list[Message]) -> list[Message]:
    """Return what the open window lets go, in order."""
    waiting = [message.pk for message in held if message.until_reply]
    if not waiting:
        return held
    # Also in a conversation that another one was merged into: what is held has moved, what they wrote has not.
    theirs = Conversation.objects.filter(contact=conversation.contact_id, inbox=conversation.inbox_id)
    written = Message.objects.inbound().filter(
        conversation__in=list(theirs.values_list("pk", flat=True)), pk__gt=waiting[0]
    )
    live = written.exclude(origin=Message.Origin.HISTORY).exclude(kind__in=SILENT_KINDS)
    # Under the conversation's lock the order of the ids is that of the commits.
    newest: int = live.aggregate(newest=Max("pk"))["newest"] or 0
    return [message for message in held if not message.until_reply or message.pk < newest]


def ask_holding(conversations: Iterable[Conversation]) -> Callable[[], set[int]]:
    """Ask which of these locked conversations hold something back; return what returns their ids."""
    asked = _HELD.asked({conversation.pk for conversation in conversations})
    return lambda: {pk for (pk,) in asked()}


def release_all_held(conversations: Iterable[Conversation], holding: Collection[int]) -> int:
    """Release for many locked conversations, inside `recording()`, and return how many messages. `holding`: see
    `ask_holding`."""
    rows = {conversation.pk: conversation for conversation in conversations}
    return sum(release_held(rows[pk]) for pk in sorted(rows.keys() & holding))


def release_one(conversation: Conversation, message: Message) -> None:
    """Give a held message, locked as its conversation is, its place in the lane."""
    message.lane_position = enqueue_message(conversation)
    message.status = Message.Status.QUEUED
    # The customer reads it below the answer that released it, and so does the console.
    message.timestamp = timezone.now()
    # They may have moved while it was held: it goes where they are now.
    message.receiver = best_address(conversation)
    message.save(update_fields=["lane_position", "status", "timestamp", "receiver"])
    record_status(message)


@recording()
def cancel_message(message: Message, *, by: Actor) -> Message:
    """Take a held message back and return it as failed; raises `Conflict` when it is held no more."""
    conversation = Conversation.objects.lock(message.conversation_id)
    moved = Message.objects.held().filter(pk=message.pk).update(status=Message.Status.FAILED, error=CANCELLED)
    message.refresh_from_db()
    if not moved:
        raise Conflict(f"Only a held message can be cancelled; this one is {message.status}.")
    add_activity(message, Activity.Verb.MESSAGE_CANCELLED, before={"message": message.pk})
    record_status(message, attempt="cancelled")
    if message.send_at is not None:
        # A merge may have moved it between reading and locking.
        is_here = message.conversation_id == conversation.pk
        keep_scheduled(conversation if is_here else Conversation.objects.lock(message.conversation_id))
    return message
