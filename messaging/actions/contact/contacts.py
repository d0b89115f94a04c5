"""What is known of a customer, and telling whoever shows it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from messaging.actions.conversation import add_activity
from messaging.actors import Actor
from messaging.feed import record, recording
from messaging.models import Activity, Address, Contact, Conversation, update_rows
from messaging.serializers import AddressSerializer, ContactSerializer

_ADDRESS, _CONTACT = AddressSerializer(), ContactSerializer()


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


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether a customer wants marketing messages, as told at that time."""

    contact: Contact
    wants: bool
    at: datetime


@recording()
def set_marketing_consent(contact: Contact, *, wants: bool, at: datetime, by: Actor | None = None) -> bool:
    """Whether the customer wants marketing messages, as told at that time; False when they said something
    newer since, or the same. Of two words of one second the "no" counts."""
    return bool(_save_choices([Choice(contact, wants, at)]))


@recording()
def set_marketing_consents(choices: Sequence[Choice]) -> None:
    """Keep what many customers said themselves; see `set_marketing_consent`."""
    _save_choices(choices, by=Actor.contact)


def _save_choices(choices: Sequence[Choice], by: Callable[[Contact], Actor] | None = None) -> int:
    locked = Contact.objects.select_for_update(no_key=True).filter(pk__in={one.contact.pk for one in choices})
    rows = {row.pk: row for row in locked.order_by("pk")}
    changed: dict[int, Contact] = {}
    for choice in choices:
        row = rows.get(choice.contact.pk)
        if row is not None and _is_newer(row, choice):
            row.marketing, row.marketing_at = _marketing(choice), choice.at
            changed[row.pk] = row
    update_rows(changed.values(), ["marketing", "marketing_at"])
    record_contacts(changed.values(), by=by)
    return len(changed)


def _marketing(choice: Choice) -> str:
    return Contact.Marketing.RESUMED if choice.wants else Contact.Marketing.STOPPED


def _is_newer(row: Contact, choice: Choice) -> bool:
    if row.marketing_at is None or row.marketing_at < choice.at:
        return True
    same_moment = row.marketing_at == choice.at
    return same_moment and not choice.wants and row.marketing != _marketing(choice)


def _add_activities(rows: Iterable[Conversation], verb: str, before: Any, after: Any) -> None:
    """Keep it in the conversations that go on: years of finished ones tell it no better."""
    for row in rows:
        if row.status != Conversation.Status.RESOLVED:
            add_activity(row, verb, before=before, after=after)


def addresses_shown(contact_id: int) -> list[dict[str, Any]]:
    """Return the contact's addresses in the shape of resources: for `was`, before they change."""
    return addresses_shown_of([contact_id])[contact_id]


def addresses_shown_of(contact_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Return the same of many contacts, by id."""
    shown: dict[int, list[dict[str, Any]]] = {pk: [] for pk in contact_ids}
    for row in Address.objects.filter(contact__in=shown):
        shown[row.contact_id].append(_ADDRESS.to_representation(row))
    return shown


def record_contact(contact: Contact, *, was: Mapping[str, Any] | None = None) -> list[Conversation]:
    """Record a contact as changed, and its conversations, which carry it; return these. `was`: earlier values of
    what is no column of its row."""
    return record_contacts([contact], was={contact.pk: was or {}})


def record_contacts(
    contacts: Collection[Contact],
    *,
    was: Mapping[int, Mapping[str, Any]] | None = None,
    by: Callable[[Contact], Actor] | None = None,
) -> list[Conversation]:
    """Record many at once. `was`: by contact id; `by`: who changed each, where it is not who acts."""
    earlier = {one.pk: {**_changed_columns(one), **(was or {}).get(one.pk, {})} for one in contacts}
    rows = list(
        Conversation.objects.filter(contact__in=earlier).only("pk", "inbox_id", "status", "contact_id")
    )
    of_contacts: dict[int, list[Conversation]] = {}
    for row in rows:
        of_contacts.setdefault(row.contact_id, []).append(row)
    shown = _shown(pk for pk in of_contacts if earlier[pk])
    for contact in contacts:
        pk, theirs = contact.pk, of_contacts.get(contact.pk, [])
        actor = by(contact) if by else None
        for inbox_id in dict.fromkeys(row.inbox_id for row in theirs):
            record("contact.updated", pk, inbox_id=inbox_id, was=earlier[pk], by=actor)
        carried = {"contact": {**shown[pk], **earlier[pk]}} if pk in shown else {}
        for row in theirs:
            record(
                "conversation.updated",
                row.pk,
                inbox_id=row.inbox_id,
                conversation_id=row.pk,
                was=carried,
                by=actor,
            )
        contact.remember()
    return rows


def _changed_columns(contact: Contact) -> dict[str, Any]:
    return {name: old for name, old in contact.earlier.items() if getattr(contact, name) != old}


def _shown(pks: Iterable[int]) -> dict[int, dict[str, Any]]:
    rows = Contact.objects.with_resources().filter(pk__in=list(pks))
    return {row.pk: _CONTACT.to_representation(row) for row in rows}
