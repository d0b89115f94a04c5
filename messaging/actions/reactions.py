"""Our emoji on a message: a row that the desk sees, and a message of its own that carries it to the customer."""

from __future__ import annotations

from django.utils import timezone

from messaging import transports
from messaging.actions.conversations import locked
from messaging.actions.outbox import enqueue
from messaging.actions.permitted import check_not_blocked
from messaging.actions.statuses import note_change, record_message
from messaging.actions.windows import check_window
from messaging.errors import Conflict, DeskError
from messaging.feed.log import recording
from messaging.models import Agent, Message, Reaction
from messaging.queries import reach

# Several code points make one emoji: a family, a flag, a tone of skin.
LONGEST_EMOJI = 32
# Makes a picture of what could be a letter.
VARIANT = "\ufe0f"
US = "us"


@recording()
def react(target: Message, agent: Agent | None, emoji: str) -> Message:
    """Put the desk's one reaction on a message, change it, or take it back (`emoji` is empty).

    Raises `DeskError` for what is no emoji, `Conflict` when this message cannot be reacted to now.
    """
    _check_emoji(emoji)
    conversation = locked(target.conversation)
    target = conversation.messages.get(pk=target.pk)
    external_id = _check_target(target)
    standing = Reaction.objects.filter(inbox=target.inbox_id, target_external_id=external_id, by=US).first()
    if (standing.emoji if standing else "") == emoji and not _failed(standing):
        return target
    check_not_blocked(conversation)
    check_window(conversation)
    vehicle = _send(target, agent, emoji)
    Reaction.objects.update_or_create(
        inbox_id=target.inbox_id,
        target_external_id=external_id,
        by=US,
        defaults={
            "message": target,
            "agent": agent,
            "emoji": emoji,
            "reacted_at": timezone.now(),
            "vehicle": vehicle,
        },
    )
    return target


def _check_emoji(emoji: str) -> None:
    """Roughly: nothing that somebody could read as words."""
    letters = [place for place, one in enumerate(emoji) if one.isalpha()]
    pictured = [place for place in letters if emoji[place + 1 : place + 2] == VARIANT]
    words = emoji.isascii() or letters != pictured[:1] or any(one.isspace() for one in emoji)
    if emoji and (words or len(emoji) > LONGEST_EMOJI):
        raise DeskError.field("emoji", "A reaction is exactly one emoji.")


def _check_target(target: Message) -> str:
    """The provider's id of the message that is to wear it."""
    if not transports.get(target.inbox.transport).capabilities.reactions:
        raise Conflict("This inbox's provider has no reactions.", code="no_reactions")
    if target.external_id is None:
        raise Conflict("The provider does not know this message yet; try again once it was sent.")
    if target.revoked_at is not None:
        raise Conflict("This message was deleted, so it can wear no reaction.")
    return target.external_id


def _failed(standing: Reaction | None) -> bool:
    """The same emoji once more: a second try of what did not arrive."""
    vehicle = standing.vehicle if standing else None
    return vehicle is not None and vehicle.status == Message.Status.FAILED


def _send(target: Message, agent: Agent | None, emoji: str) -> Message:
    """In the conversation's lane, so that of two changes the customer sees the last one."""
    conversation = target.conversation
    vehicle = Message.objects.create(
        conversation=conversation,
        inbox=target.inbox,
        direction=Message.Direction.OUTBOUND,
        kind=Message.Kind.REACTION,
        sender=target.inbox.address,
        receiver=reach(conversation),
        content=emoji,
        status=Message.Status.QUEUED,
        author=agent,
        reply_to=target,
        lane_position=enqueue(conversation),
    )
    note_change(vehicle, vehicle.status)
    record_message(vehicle)
    return vehicle
