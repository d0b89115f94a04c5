"""Finding or making the contact behind a set of identities."""

from __future__ import annotations

from collections.abc import Sequence

from messaging.feed.log import record, recording
from messaging.models import Address, Contact, Conversation
from messaging.transports.base import Identity


@recording()
def identify_contact(transport: str, identities: Sequence[Identity], name: str = "") -> Contact:
    """The contact that one of the identities belongs to, else a new one with all of them."""
    known = _known(transport, identities)
    contact = next((known[one] for one in identities if one in known), None)
    if contact is None:
        return _create(transport, identities, name)
    _attach(contact, transport, [one for one in identities if one not in known])
    if name and not contact.name:
        rename_contact(contact, name)
    return contact


def _known(transport: str, identities: Sequence[Identity]) -> dict[Identity, Contact]:
    rows = Address.objects.select_related("contact").filter(
        transport=transport, value__in=[one.value for one in identities]
    )
    found = {(row.kind, row.value): row.contact for row in rows}
    return {one: found[one.kind, one.value] for one in identities if (one.kind, one.value) in found}


def _create(transport: str, identities: Sequence[Identity], name: str) -> Contact:
    contact = Contact.objects.create(name=name[:255])
    _attach(contact, transport, identities)
    # Another transaction may have made the same customer meanwhile; its addresses then won the insert.
    winner = next(iter(_known(transport, identities).values()))
    if winner.pk != contact.pk and not contact.addresses.exists():
        contact.delete()
    return winner


def _attach(contact: Contact, transport: str, identities: Sequence[Identity]) -> None:
    Address.objects.bulk_create(
        [Address(contact=contact, transport=transport, kind=one.kind, value=one.value) for one in identities],
        ignore_conflicts=True,
    )


@recording()
def learn_addresses(contact: Contact, transport: str, identities: Sequence[Identity]) -> None:
    """Other names under which a provider knows the contact; one that is somebody else's stays theirs."""
    known = _known(transport, identities)
    new = [one for one in identities if one not in known]
    if new:
        _attach(contact, transport, new)
        record_contact(contact)


@recording()
def rename_contact(contact: Contact, name: str) -> None:
    contact.name = name[:255]
    contact.save(update_fields=["name"])
    record_contact(contact)


@recording()
def block_contact(contact: Contact, *, blocked: bool) -> None:
    """A blocked contact is still heard (inbound is never muted) but no longer written to."""
    contact.blocked = blocked
    contact.save(update_fields=["blocked"])
    record_contact(contact)


@recording()
def change_contact(contact: Contact, *, name: str, blocked: bool) -> None:
    """Both at once, as one event."""
    rename_contact(contact, name)
    block_contact(contact, blocked=blocked)


def record_contact(contact: Contact) -> None:
    """A contact is seen through its conversations: they carry it, so they changed too."""
    rows = Conversation.objects.filter(contact=contact).values_list("pk", "inbox_id")
    inboxes = dict.fromkeys(inbox_id for _, inbox_id in rows)
    for inbox_id in inboxes:
        record("contact.updated", contact.pk, inbox_id=inbox_id)
    for pk, inbox_id in rows:
        record("conversation.updated", pk, inbox_id=inbox_id, conversation_id=pk)
