"""Taking a conversation over from another sender of the number."""

from __future__ import annotations

from messaging.actions.conversation.answering import ANSWERED_FIELDS, we_answer
from messaging.actions.conversation.held import release_held
from messaging.actions.conversation.history import record_conversation
from messaging.actions.core import enqueue_job
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
    we_answer(conversation)
    conversation.save(update_fields=ANSWERED_FIELDS)
    record_conversation(conversation)
    if capabilities_of(conversation.inbox).takes_control:
        enqueue_job(Job.Kind.TAKE_CONTROL, conversation.pk, inbox=conversation.inbox_id)
    release_held(conversation)
    return conversation
