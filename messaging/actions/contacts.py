"""Finding or making the contact behind a set of identities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from messaging.feed.log import record, recording
from messaging.models import Address, Contact, Conversation
from messaging.transports.base import Identity

# Somebody as a provider tells of them: every identity, most durable first, and a name or nothing.
Person = tuple[tuple[Identity, ...], str]


@recording()
def identify_contact(transport: str, identities: Sequence[Identity], name: str = "") -> Contact:
    """The contact that one of the identities belongs to, else a new one with all of them."""
    known = _known(transport, identities)
    contact = next((known[one] for one in identities if one in known), None)
    if contact is None:
        return _create(transport, identities, name)
    if new := [one for one in identities if one not in known]:
        learn_addresses(contact, transport, new)
    if name and not contact.name:
        rename_contact(contact, name)
    return contact


@recording()
def identify_contacts(transport: str, people: Iterable[Person]) -> dict[Person, Contact]:
    """The same for many at once; raises `IntegrityError` when another transaction meets one of them now."""
    everybody = dict.fromkeys(people)
    known = _known(transport, [one for identities, _ in everybody for one in identities])
    strangers = _strangers(everybody, known)
    made = Contact.objects.bulk_create([Contact(name=name[:255]) for _, name in strangers])
    found = dict(zip(strangers, made, strict=True))
    addresses = [_address(found[person], transport, one) for person in strangers for one in person[0]]
    # Sorted: of two transactions that meet the same strangers one waits for the other.
    Address.objects.bulk_create(sorted(addresses, key=lambda address: (address.kind, address.value)))
    for person in [one for one in everybody if one not in found]:
        found[person] = _familiar(person, known) or identify_contact(transport, *person)
    return found


def _strangers(people: Iterable[Person], known: Mapping[Identity, Contact]) -> list[Person]:
    """Those of whom no identity is known, nor named by another one of them."""
    named = set(known)
    strangers = []
    for person in people:
        if named.isdisjoint(person[0]):
            named.update(person[0])
            strangers.append(person)
    return strangers


def _familiar(person: Person, known: Mapping[Identity, Contact]) -> Contact | None:
    """The contact of somebody about whom there is nothing to learn."""
    identities, name = person
    contact = known.get(identities[0])
    nothing_new = contact is not None and (contact.name or not name) and known.keys() >= set(identities)
    return contact if nothing_new else None


def _known(transport: str, identities: Sequence[Identity]) -> dict[Identity, Contact]:
    rows = Address.objects.select_related("contact").filter(
        transport=transport, value__in=[one.value for one in identities]
    )
    found = {(row.kind, row.value): row.contact for row in rows}
    return {one: found[one.kind, one.value] for one in identities if (one.kind, one.value) in found}


def _create(transport: str, identities: Sequence[Identity], name: str) -> Contact:
    contact = Contact.objects.create(name=name[:255])
    _attach(contact, transport, identities)
    # Another transaction may have met the same customer meanwhile; its addresses then won the insert.
    owners = _known(transport, identities).values()
    winner = next((owner for owner in owners if owner.pk != contact.pk), None)
    if winner is None:
        return contact
    # It may have known fewer of them: what is left joins the winner, or one customer would be two.
    contact.addresses.update(contact=winner)
    contact.delete()
    record_contact(winner)
    return winner


def _attach(contact: Contact, transport: str, identities: Sequence[Identity]) -> None:
    addresses = [_address(contact, transport, one) for one in identities]
    Address.objects.bulk_create(addresses, ignore_conflicts=True)


def _address(contact: Contact, transport: str, identity: Identity) -> Address:
    return Address(contact=contact, transport=transport, kind=identity.kind, value=identity.value)


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
