"""Our emoji on a message: a row that the console sees, and a message of its own that carries it to the customer."""

from __future__ import annotations

from django.utils import timezone

from messaging.actions.core import enqueue_message, record_status
from messaging.actions.outgoing.send_checks import check_answerable, check_reaction
from messaging.actors import Actor
from messaging.feed import recording
from messaging.models import Agent, Conversation, Message, Reaction
from messaging.queries import best_address


@recording()
def react(target: Message, agent: Agent | None, emoji: str, *, by: Actor) -> Message:
    """Put the console's one reaction on a message, change it, or take it back (`emoji` is empty).

    Returns the message that wears it. Raises `ConsoleError` for what is no emoji, `Conflict` when this
    message cannot be reacted to now.
    """
    conversation = Conversation.objects.lock(target.conversation_id)
    target = conversation.messages.get(pk=target.pk)
    external_id = check_reaction(target, emoji)
    current = Reaction.objects.filter(
        inbox=target.inbox_id, target_external_id=external_id, by=Reaction.By.US
    ).first()
    if (current.emoji if current else "") == emoji and not _failed(current):
        return target
    check_answerable(conversation)
    carrier_message = _send(target, agent, emoji)
    Reaction.objects.update_or_create(
        inbox_id=target.inbox_id,
        target_external_id=external_id,
        by=Reaction.By.US,
        defaults={
            "message": target,
            "agent": agent,
            "emoji": emoji,
            "reacted_at": timezone.now(),
            "carrier_message": carrier_message,
        },
    )
    return target


def _failed(current: Reaction | None) -> bool:
    """Return whether the same emoji once more is a second try of what did not arrive."""
    carrier_message = current.carrier_message if current else None
    return carrier_message is not None and carrier_message.status == Message.Status.FAILED


def _send(target: Message, agent: Agent | None, emoji: str) -> Message:
    """In the conversation's lane, so that of two changes the customer sees the last one."""
    conversation = target.conversation
    carrier_message = Message.objects.create(
        conversation=conversation,
        inbox=target.inbox,
        direction=Message.Direction.OUTBOUND,
        kind=Message.Kind.REACTION,
        sender=target.inbox.address,
        receiver=best_address(conversation),
        content=emoji,
        status=Message.Status.QUEUED,
        author=agent,
        reply_to=target,
        lane_position=enqueue_message(conversation),
    )
    record_status(carrier_message)
    return carrier_message
