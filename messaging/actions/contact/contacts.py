"""What is known of a customer, and telling whoever shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from messaging.actions.conversation import add_activity
from messaging.actors import Actor
from messaging.feed import record, recording
from messaging.models import Activity, Address, Contact, Conversation
from messaging.serializers import AddressSerializer, ContactSerializer


@recording()
def rename_contact(contact: Contact, name: str, *, by: Actor | None = None) -> None:
    former, contact.name = contact.name, name[:255]
    contact.save(update_fields=["name"])
    rows = record_contact(contact)
    if former != contact.name:
        _add_activities(rows, Activity.Verb.CONTACT_RENAMED, former, contact.name)


@recording()
def block_contact(contact: Contact, *, blocked: bool, by: Actor | None = None) -> None:
    """Block a contact: messages still come in (inbound is never muted), none go out."""
    former, contact.blocked = contact.blocked, blocked
    contact.save(update_fields=["blocked"])
    rows = record_contact(contact)
    if former != blocked:
        verb = Activity.Verb.CONTACT_BLOCKED if blocked else Activity.Verb.CONTACT_UNBLOCKED
        _add_activities(rows, verb, former, blocked)


@recording()
def change_contact(contact: Contact, *, name: str, blocked: bool, by: Actor) -> None:
    """Both at once, as one event."""
    rename_contact(contact, name)
    block_contact(contact, blocked=blocked)


@recording()
def set_marketing_consent(contact: Contact, *, wants: bool, at: datetime, by: Actor | None = None) -> bool:
    """Whether the customer wants marketing messages, as told at that time; False when they said something
    newer since, or the same. Of two words of one second the "no" counts."""
    choice = Contact.Marketing.RESUMED if wants else Contact.Marketing.STOPPED
    older = Q(marketing_at=None) | Q(marketing_at__lt=at)
    if not wants:
        older |= Q(marketing_at=at)
    rows = Contact.objects.filter(older, pk=contact.pk).exclude(marketing=choice, marketing_at=at)
    former = rows.select_for_update(no_key=True).first()
    if former is None:
        return False
    former.marketing, former.marketing_at = choice, at
    former.save(update_fields=["marketing", "marketing_at"])
    record_contact(former)
    return True


def _add_activities(rows: Iterable[Conversation], verb: str, before: Any, after: Any) -> None:
    """Keep it in the conversations that go on: years of finished ones tell it no better."""
    for row in rows:
        if row.status != Conversation.Status.RESOLVED:
            add_activity(row, verb, before=before, after=after)


def addresses_shown(contact_id: int) -> list[dict[str, Any]]:
    """Return the contact's addresses in the shape of resources: for `was`, before they change."""
    rows = Address.objects.filter(contact=contact_id)
    return [dict(one) for one in AddressSerializer(rows, many=True).data]


def record_contact(contact: Contact, *, was: Mapping[str, Any] | None = None) -> list[Conversation]:
    """Record a contact as changed, and its conversations, which carry it; return these. `was`: earlier values of
    what is no column of its row."""
    changed = {name: old for name, old in contact.earlier.items() if getattr(contact, name) != old}
    earlier = {**changed, **(was or {})}
    rows = list(Conversation.objects.filter(contact=contact).only("pk", "inbox_id", "status"))
    for inbox_id in dict.fromkeys(row.inbox_id for row in rows):
        record("contact.updated", contact.pk, inbox_id=inbox_id, was=earlier)
    carried = {"contact": {**_shown(contact), **earlier}} if rows and earlier else {}
    for row in rows:
        record("conversation.updated", row.pk, inbox_id=row.inbox_id, conversation_id=row.pk, was=carried)
    contact.remember()
    return rows


def _shown(contact: Contact) -> dict[str, Any]:
    stored = Contact.objects.with_resources().get(pk=contact.pk)
    return dict(ContactSerializer(stored).data)
