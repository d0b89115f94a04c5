"""Whether this customer may be written to now, and by somebody who has seen what was said."""

from __future__ import annotations

from messaging import transports
from messaging.actions.outgoing.drafts import Draft
from messaging.errors import Conflict, ConsoleError
from messaging.models import Contact, Conversation, Message
from messaging.queries import newer_replies
from messaging.serializers import MessageSerializer


def check_draft(conversation: Conversation, draft: Draft) -> Message | None:
    """Whether this may be sent to this customer now; the quoted message is returned."""
    check_not_blocked(conversation)
    check_nothing_newer(conversation, draft)
    if draft.reply_to is None:
        return None
    if draft.is_template:
        raise ConsoleError.field("reply_to", "A template quotes nothing; send it without.")
    return _quoted(conversation, draft.reply_to)


def _quoted(conversation: Conversation, pk: int) -> Message:
    if not transports.get(conversation.inbox.transport).capabilities.quotes:
        raise ConsoleError.field("reply_to", "This inbox's provider cannot quote messages; write without.")
    quoted = conversation.messages.filter(pk=pk).first()
    if quoted is None:
        raise ConsoleError.field("reply_to", "There is no such message in this conversation.")
    return quoted


def check_not_blocked(conversation: Conversation) -> None:
    if conversation.contact.blocked:
        raise Conflict("This contact is blocked; unblock it before you write.", code="contact_blocked")


def check_marketing_consent(contact: Contact, category: str) -> None:
    """No marketing for who asked for none; ``category`` is that of a template."""
    if category.upper() == "MARKETING" and contact.marketing == Contact.Marketing.STOPPED:
        raise Conflict(
            "This customer has asked for no marketing messages; send a template of another category.",
            code="opted_out",
        )


def check_nothing_newer(conversation: Conversation, draft: Draft) -> None:
    """A colleague's answer that the author has not seen refuses the reply: the customer gets one answer."""
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
