"""Sub-checks of `send_checks`: whether this customer may be written to now. Whatever may not be raises `Conflict`."""

from __future__ import annotations

from messaging.errors import Conflict
from messaging.models import Agent, Contact, Conversation
from messaging.queries import newer_replies
from messaging.serializers import MessageSerializer


def check_may_write(
    conversation: Conversation, *, author: Agent | None = None, last_seen_seq: int | None = None
) -> None:
    """Refuse to write to a blocked contact; and a reply while a colleague's answer after `last_seen_seq` is
    unseen, so that the customer gets one answer."""
    if conversation.contact.blocked:
        raise Conflict("This contact is blocked; unblock it before you write.", code="contact_blocked")
    if last_seen_seq is None:
        return
    newer = newer_replies(conversation, last_seen_seq, author_id=author.pk if author else None)
    if newer:
        name = newer[-1].author.name if newer[-1].author else "Somebody"
        raise Conflict(
            f"{name} answered meanwhile.",
            code="newer_activity",
            extra={"newer": [dict(MessageSerializer(message).data) for message in newer]},
        )


def check_marketing_consent(contact: Contact, category: str) -> None:
    """Refuse marketing to a contact who asked for none; `category` is a template's."""
    if category.upper() == "MARKETING" and contact.marketing == Contact.Marketing.STOPPED:
        raise Conflict(
            "This customer has asked for no marketing messages; send a template of another category.",
            code="opted_out",
        )
