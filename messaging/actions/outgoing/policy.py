"""Whether this customer may be written to now, and by somebody who has seen what was said."""

from __future__ import annotations

from messaging.actions.outgoing.drafts import Draft
from messaging.errors import Conflict
from messaging.models import Contact, Conversation
from messaging.queries import newer_replies
from messaging.serializers import MessageSerializer


def check_not_blocked(conversation: Conversation) -> None:
    """Refuse to write to a blocked contact: raises `Conflict`."""
    if conversation.contact.blocked:
        raise Conflict("This contact is blocked; unblock it before you write.", code="contact_blocked")


def check_marketing_consent(contact: Contact, category: str) -> None:
    """Refuse marketing to a contact who asked for none; `category` is a template's. Raises `Conflict`."""
    if category.upper() == "MARKETING" and contact.marketing == Contact.Marketing.STOPPED:
        raise Conflict(
            "This customer has asked for no marketing messages; send a template of another category.",
            code="opted_out",
        )


def check_nothing_newer(conversation: Conversation, draft: Draft) -> None:
    """Refuse a reply while a colleague's newer answer is unseen: the customer gets one answer. Raises `Conflict`."""
    if draft.last_seen_seq is None:
        return
    author_id = draft.author.pk if draft.author else None
    newer = newer_replies(conversation, draft.last_seen_seq, author_id=author_id)
    if newer:
        name = newer[-1].author.name if newer[-1].author else "Somebody"
        raise Conflict(
            f"{name} answered meanwhile.",
            code="newer_activity",
            extra={"newer": [dict(MessageSerializer(message).data) for message in newer]},
        )
