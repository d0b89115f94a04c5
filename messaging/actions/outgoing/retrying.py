"""What an agent decides about a message that failed or whose outcome nobody knows."""

from __future__ import annotations

from messaging.actions.conversation import add_activity
from messaging.actions.core import add_status_change, check_window, enqueue_message, record_message
from messaging.actions.outgoing.policy import check_marketing_consent, check_not_blocked
from messaging.actors import Actor
from messaging.errors import Conflict
from messaging.feed import recording
from messaging.models import Activity, Conversation, Message, Reaction
from messaging.queries import best_address
from messaging.transports.payload import text

RETRIED_FIELDS = (
    "status",
    "receiver",
    "error",
    "external_id",
    "superseded_ids",
    "lane_position",
    "next_attempt_at",
)


@recording()
def retry_message(message: Message, *, by: Actor) -> Message:
    """Send a failed or unconfirmed message once more, at the end of its lane; raises `Conflict`,
    also when the service window has closed meanwhile."""
    conversation = Conversation.objects.lock(message.conversation_id)
    check_not_blocked(conversation)
    _check_still_allowed(conversation, message)
    position = enqueue_message(conversation)
    message = Message.objects.select_for_update(no_key=True).get(pk=message.pk)
    check_retry(message)
    if message.external_id:
        message.superseded_ids = [*message.superseded_ids, message.external_id]
    message.status, message.error, message.external_id = Message.Status.QUEUED, None, None
    message.lane_position, message.next_attempt_at = position, None
    message.receiver = best_address(conversation)
    message.save(update_fields=RETRIED_FIELDS)
    add_status_change(message, message.status, attempt=f"retry {message.attempts}")
    add_activity(conversation.pk, Activity.Verb.MESSAGE_RETRIED, after={"message": message.pk})
    record_message(message)
    return message


def _check_still_allowed(conversation: Conversation, message: Message) -> None:
    """Refuse what may have changed since the message was written."""
    if message.kind == Message.Kind.TEMPLATE:
        check_marketing_consent(conversation.contact, text(message.payload, "category"))
        return
    check_window(conversation, never_wrote=True)
    if message.kind == Message.Kind.REACTION and not _is_current_reaction(message):
        raise Conflict("This reaction was changed since; put it on the message again.")


def _is_current_reaction(message: Message) -> bool:
    return Reaction.objects.filter(carrier_message=message).exists()


def check_retry(message: Message) -> None:
    """Refuse a message that neither failed nor is unconfirmed: raises `Conflict`."""
    if message.status not in {Message.Status.FAILED, Message.Status.UNCONFIRMED}:
        raise Conflict(
            f"Only a failed or unconfirmed message can be sent again; this one is {message.status}."
        )


@recording()
def confirm_message(message: Message, *, by: Actor) -> Message:
    """Mark an unconfirmed message as sent, because an agent knows that it arrived; raises `Conflict` for any
    other status."""
    moved = Message.objects.filter(pk=message.pk, status=Message.Status.UNCONFIRMED).update(
        status=Message.Status.SENT, error=None
    )
    if not moved:
        raise Conflict("Only an unconfirmed message can be confirmed.")
    add_status_change(message, Message.Status.SENT, attempt="confirmed by an agent")
    add_activity(message.conversation_id, Activity.Verb.MESSAGE_CONFIRMED, after={"message": message.pk})
    record_message(message)
    message.refresh_from_db()
    return message
