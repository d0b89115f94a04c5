"""Taking a conversation over from another sender of the number."""

from __future__ import annotations

from messaging.actions.conversation.answering import ANSWERED_FIELDS, we_answer
from messaging.actions.conversation.held import release_held
from messaging.actions.conversation.history import record_conversation
from messaging.actions.core import enqueue_job, window_is_open
from messaging.actors import Actor
from messaging.feed import recording
from messaging.models import Conversation, Job
from messaging.queries import capabilities_of


@recording()
def take_over(conversation: Conversation, *, by: Actor) -> Conversation:
    """Answer a conversation ourselves from now on and return it locked; nothing happens where we do already.

    The provider is asked to stop the other sender. Where it refuses, our next message still takes the conversation.
    """
    conversation = Conversation.objects.lock(conversation.pk)
    if conversation.answered_by is None:
        return conversation
    _answer(conversation)
    # Outside the window nobody answers, and there is nothing to take.
    can = capabilities_of(conversation.inbox)
    if can.takes_control and window_is_open(conversation, can):
        enqueue_job(Job.Kind.TAKE_CONTROL, conversation.pk, inbox=conversation.inbox_id)
    return conversation


@recording()
def note_control_taken(conversation_id: int, *, by: Actor) -> None:
    """Note that the provider has given us a conversation just now. What another sender wrote after we asked for it,
    and before we got it, would else have the last word."""
    conversation = Conversation.objects.filter(pk=conversation_id).select_for_update(no_key=True).first()
    if conversation is not None and conversation.answered_by is not None:
        _answer(conversation)


def _answer(conversation: Conversation) -> None:
    we_answer(conversation)
    conversation.save(update_fields=ANSWERED_FIELDS)
    record_conversation(conversation)
    release_held(conversation)
