"""What is known of a customer, and telling whoever shows it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from messaging.actors import Actor
from messaging.feed.log import record, recording
from messaging.models import Contact, Conversation


@recording()
def rename_contact(contact: Contact, name: str, *, by: Actor | None = None) -> None:
    contact.name = name[:255]
    contact.save(update_fields=["name"])
    record_contact(contact)


@recording()
def block_contact(contact: Contact, *, blocked: bool, by: Actor | None = None) -> None:
    """Block a contact: messages still come in (inbound is never muted), none go out."""
    contact.blocked = blocked
    contact.save(update_fields=["blocked"])
    record_contact(contact)


@recording()
def change_contact(contact: Contact, *, name: str, blocked: bool, by: Actor) -> None:
    """Both at once, as one event."""
    rename_contact(contact, name)
    block_contact(contact, blocked=blocked)


@recording()
def set_marketing_consent(contact: Contact, *, wants: bool, at: datetime, by: Actor | None = None) -> bool:
    """Whether the customer wants marketing messages, as told at that time; False when they said something
    newer since, or the same. Of two words of one second the "no" counts."""
    said = Contact.Marketing.RESUMED if wants else Contact.Marketing.STOPPED
    older = Q(marketing_at=None) | Q(marketing_at__lt=at)
    if not wants:
        older |= Q(marketing_at=at)
    rows = Contact.objects.filter(older, pk=contact.pk).exclude(marketing=said, marketing_at=at)
    if not rows.update(marketing=said, marketing_at=at):
        return False
    record_contact(contact)
    return True


def record_contact(contact: Contact) -> None:
    """Record a contact as changed, and its conversations, which carry it."""
    rows = Conversation.objects.filter(contact=contact).values_list("pk", "inbox_id")
    inboxes = dict.fromkeys(inbox_id for _, inbox_id in rows)
    for inbox_id in inboxes:
        record("contact.updated", contact.pk, inbox_id=inbox_id)
    for pk, inbox_id in rows:
        record("conversation.updated", pk, inbox_id=inbox_id, conversation_id=pk)
