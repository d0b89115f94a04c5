"""Sub-checks of `send_checks`: whether this customer may be written to now. Whatever may not be raises `Conflict`."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID, uuid5

from messaging.errors import Conflict
from messaging.models import Agent, Contact, Conversation, Message
from messaging.queries import newer_replies
from messaging.serializers import MessageSerializer


def check_may_write(
    conversation: Conversation,
    *,
    author: Agent | None = None,
    last_seen_seq: int | None = None,
    seen: Collection[UUID] | None = None,
) -> None:
    """Refuse to write to a blocked contact; and a reply while an answer after `last_seen_seq` is unseen, so that the
    customer gets one answer. `seen`: the answers, by their `client_id`, that the author's window knows all the same;
    given, what the author wrote in another window counts as a colleague's."""
    if conversation.contact.blocked:
        raise Conflict("This contact is blocked; unblock it before you write.", code="contact_blocked")
    if last_seen_seq is None:
        return
    # Whoever knows a held message knows the template that went out with it.
    known = None if seen is None else {*seen, *map(invitation_id, seen), *map(fallback_id, seen)}
    newer = newer_replies(conversation, last_seen_seq, author_id=author.pk if author else None, seen=known)
    if newer:
        raise Conflict(
            _who_answered(newer[-1], author),
            code="newer_activity",
            extra={"newer": [dict(MessageSerializer(message).data) for message in newer]},
        )


def _who_answered(message: Message, author: Agent | None) -> str:
    if message.author is None:
        return "Somebody answered meanwhile."
    if author is not None and message.author == author:
        return "You answered meanwhile in another window."
    return f"{message.author.name} answered meanwhile."


def check_marketing_consent(contact: Contact, category: str) -> None:
    """Refuse marketing to a contact who asked for none; `category` is a template's."""
    if category.upper() == "MARKETING" and contact.marketing == Contact.Marketing.STOPPED:
        raise Conflict(
            "This customer has asked for no marketing messages; send a template of another category.",
            code="opted_out",
        )


def invitation_id(client_id: UUID) -> UUID:
    """Return the `client_id` of the template that goes out with a held message: whoever knows the one knows the other."""
    return uuid5(client_id, "invitation")


def fallback_id(client_id: UUID) -> UUID:
    """Return the `client_id` of the template that goes out in the place of a scheduled message."""
    return uuid5(client_id, "fallback")
