"""What an agent decides about a message that failed, whose outcome nobody knows, or that waits for the customer."""

from __future__ import annotations

from django.utils import timezone

from messaging.actions.conversation import (
    add_activity,
    answer_again,
    continue_with,
    mark_read_on_reply,
    release_one,
)
from messaging.actions.core import enqueue_message, record_quoting, record_status
from messaging.actions.outgoing.send_checks import check_release, check_resend, check_undelivered
from messaging.actors import Actor
from messaging.billing import charge_of
from messaging.errors import Conflict
from messaging.feed import record_charge, recording
from messaging.models import Activity, Conversation, Message
from messaging.queries import best_address, capabilities_of, newest_message_id

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
    """Queue a failed or unconfirmed message once more, at the end of its lane, and return it; raises `Conflict`,
    also when the service window has closed meanwhile."""
    conversation = Conversation.objects.lock(message.conversation_id)
    check_resend(conversation, message)
    position = enqueue_message(conversation)
    message = Message.objects.select_for_update(no_key=True).get(pk=message.pk)
    # Under the locks of its lane and its own: until then a worker or a receipt may move it.
    check_undelivered(message)
    dropped = message.external_id
    if dropped:
        message.superseded_ids = [*message.superseded_ids, dropped]
    message.status, message.error, message.external_id = Message.Status.QUEUED, None, None
    message.lane_position, message.next_attempt_at = position, None
    message.receiver = best_address(conversation)
    message.save(update_fields=RETRIED_FIELDS)
    # One time for both: by the activity it is known later when this message answered.
    now = timezone.now()
    add_activity(message, Activity.Verb.MESSAGE_RETRIED, after={"message": message.pk}, at=now)
    record_status(message, attempt=f"retry {message.attempts}")
    if dropped:
        record_quoting([message.pk])
    answer_again(conversation, now)
    return message


@recording()
def confirm_message(message: Message, *, by: Actor) -> Message:
    """Mark an unconfirmed message as sent, because an agent knows that it arrived, and return it; raises
    `Conflict` for any other status."""
    moved = Message.objects.filter(pk=message.pk, status=Message.Status.UNCONFIRMED).update(
        status=Message.Status.SENT, error=None
    )
    if not moved:  # only the UPDATE knows: a receipt may have been faster than the agent
        raise Conflict("Only an unconfirmed message can be confirmed.")
    add_activity(message, Activity.Verb.MESSAGE_CONFIRMED, after={"message": message.pk})
    record_status(message, Message.Status.SENT, attempt="confirmed by an agent")
    message.refresh_from_db()
    record_charge(None, charge_of(message))
    return message


@recording()
def release_message(message: Message, *, by: Actor) -> Message:
    """Queue a held message now, without waiting for the customer, and return it; raises `Conflict` when it is held no more,
    and where free text is refused."""
    conversation = Conversation.objects.lock(message.conversation_id)
    message = Message.objects.select_for_update(no_key=True).get(pk=message.pk)
    check_release(conversation, message)
    release_one(conversation, message)
    add_activity(message, Activity.Verb.MESSAGE_RELEASED, after={"message": message.pk})
    continue_with(conversation, message, seen_up_to=newest_message_id(conversation))
    mark_read_on_reply(conversation, message, capabilities_of(conversation.inbox))
    return message
