"""Who may see what: the same answer for REST, feed, socket and admin."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from messaging.errors import Forbidden, NotFound
from messaging.models import Agent, Attachment, Contact, Conversation, Inbox, Message


def visible_inboxes(agent: Agent) -> QuerySet[Inbox]:
    """Agents see the inboxes they are members of; supervisors and admins see all."""
    if not agent.is_active:
        return Inbox.objects.none()
    if agent.sees_everything:
        return Inbox.objects.all()
    return Inbox.objects.filter(memberships__agent=agent)


def visible_conversations(agent: Agent) -> QuerySet[Conversation]:
    return Conversation.objects.filter(inbox__in=visible_inboxes(agent))


def visible_messages(agent: Agent) -> QuerySet[Message]:
    return Message.objects.filter(inbox__in=visible_inboxes(agent))


def visible_attachments(agent: Agent) -> QuerySet[Attachment]:
    return Attachment.objects.filter(sent_or_own(agent), inbox__in=visible_inboxes(agent))


def sent_or_own(agent: Agent) -> Q:
    """Of attachments: what nobody has sent yet is its uploader's own."""
    return Q(message__isnull=False) | Q(uploaded_by=agent)


def visible_contacts(agent: Agent) -> QuerySet[Contact]:
    """Whoever has a conversation in an inbox that the agent sees."""
    if agent.is_active and agent.sees_everything:
        return Contact.objects.all()
    return Contact.objects.filter(conversations__inbox__in=visible_inboxes(agent)).distinct()


def check_sees_inbox(agent: Agent, inbox: Inbox) -> None:
    """Raises `Forbidden` unless the agent sees the inbox."""
    if not visible_inboxes(agent).filter(pk=inbox.pk).exists():
        raise Forbidden("You are not a member of this inbox.")


def conversation_or_404(agent: Agent, pk: int) -> Conversation:
    """What the agent may not see does not exist for them."""
    conversation = visible_conversations(agent).select_related("inbox", "contact").filter(pk=pk).first()
    if conversation is None:
        raise NotFound("There is no such conversation, or it is in an inbox that you do not see.")
    return conversation


def message_or_404(agent: Agent, pk: int) -> Message:
    """What the agent may not see does not exist for them."""
    # What carries a reaction of ours is no line of its own, see `queries.message_rows`.
    lines = visible_messages(agent).exclude(kind=Message.Kind.REACTION, direction=Message.Direction.OUTBOUND)
    message = lines.select_related("conversation", "inbox").filter(pk=pk).first()
    if message is None:
        raise NotFound("There is no such message, or it is in an inbox that you do not see.")
    return message
