"""Our emoji on a message: a row that the console sees, and a message of its own that carries it to the customer."""

from __future__ import annotations

from django.utils import timezone

from messaging import transports
from messaging.actions.core import add_status_change, check_window, enqueue_message, record_message
from messaging.actions.outgoing.policy import check_not_blocked
from messaging.actors import Actor
from messaging.errors import Conflict, ConsoleError
from messaging.feed import recording
from messaging.limits import LONGEST_EMOJI
from messaging.models import Agent, Conversation, Message, Reaction
from messaging.queries import best_address

# Makes a picture of what could be a letter.
VARIANT = "\ufe0f"


@recording()
def react(target: Message, agent: Agent | None, emoji: str, *, by: Actor) -> Message:
    """Put the console's one reaction on a message, change it, or take it back (`emoji` is empty).

    Raises `ConsoleError` for what is no emoji, `Conflict` when this message cannot be reacted to now.
    """
    _check_emoji(emoji)
    conversation = Conversation.objects.lock(target.conversation_id)
    target = conversation.messages.get(pk=target.pk)
    external_id = _check_target(target)
    standing = Reaction.objects.filter(
        inbox=target.inbox_id, target_external_id=external_id, by=Reaction.By.US
    ).first()
    if (standing.emoji if standing else "") == emoji and not _failed(standing):
        return target
    check_not_blocked(conversation)
    check_window(conversation)
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


def _check_emoji(emoji: str) -> None:
    """Roughly: nothing that somebody could read as words."""
    letters = [place for place, one in enumerate(emoji) if one.isalpha()]
    pictured = [place for place in letters if emoji[place + 1 : place + 2] == VARIANT]
    words = emoji.isascii() or letters != pictured[:1] or any(one.isspace() for one in emoji)
    if emoji and (words or len(emoji) > LONGEST_EMOJI):
        raise ConsoleError.field("emoji", "A reaction is exactly one emoji.")


def _check_target(target: Message) -> str:
    """Return the provider's id of the message that is to wear it; raises `Conflict`."""
    if not transports.get(target.inbox.transport).capabilities.reactions:
        raise Conflict("This inbox's provider has no reactions.", code="no_reactions")
    if target.external_id is None:
        raise Conflict("The provider does not know this message yet; try again once it was sent.")
    if target.revoked_at is not None:
        raise Conflict("This message was deleted, so it can wear no reaction.")
    return target.external_id


def _failed(standing: Reaction | None) -> bool:
    """Return whether the same emoji once more is a second try of what did not arrive."""
    carrier_message = standing.carrier_message if standing else None
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
    add_status_change(carrier_message, carrier_message.status)
    record_message(carrier_message)
    return carrier_message
