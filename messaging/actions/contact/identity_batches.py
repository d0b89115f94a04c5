"""Finding or making the contacts of many people at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from messaging.actions.contact.contacts import addresses_shown_of, record_contacts
from messaging.actions.contact.identities import (
    Owners,
    Profile,
    current_owners,
    identify_contact,
    known_among,
    learn_profile,
    new_address,
    owners_of,
)
from messaging.feed import recording
from messaging.models import Address, Contact, update_rows
from messaging.transports import Identity, phone_variants


@recording()
def identify_contacts(transport: str, people: Iterable[Profile]) -> dict[Profile, Contact]:
    """Identify many at once; raises `IntegrityError` when another transaction meets one of them now."""
    everybody = list(dict.fromkeys(people))
    identities = [one for person in everybody for one in person.identities]
    known = current_owners(transport, everybody)
    strangers = _unknown_profiles(everybody, known)
    found = dict(zip(strangers, _create_many(transport, strangers), strict=True)) if strangers else {}
    others = [person for person in everybody if person not in found]
    changed = [person for person in others if not _is_unchanged(person, known)]
    if not changed:
        return found | {person: known[person.identities[0]] for person in others}
    for person in _not_learned(transport, changed, known, strangers):
        identify_contact(transport, *person)
    # What one of them brought may have made two of the others one.
    owners = owners_of(transport, identities)
    return {person: owners[person.identities[0]] for person in everybody}


def _not_learned(
    transport: str, changed: Sequence[Profile], known: Owners, strangers: Sequence[Profile]
) -> list[Profile]:
    """Learn at once what is new about people of whom nothing else is in doubt; return the others, who need a look
    of their own. `strangers`: who has just become known besides."""
    learned: dict[int, tuple[Contact, Profile]] = {}
    others, named = [], {other for person in strangers for other in _spellings(person.identities)}
    for person in changed:
        spellings = _spellings(person.identities)
        owner = _only_owner(person, known)
        if owner and owner.pk not in learned and named.isdisjoint(spellings):
            learned[owner.pk] = (owner, person)
        else:
            others.append(person)
        named |= spellings
    _learn(transport, list(learned.values()), known)
    return others


def _only_owner(person: Profile, known: Owners) -> Contact | None:
    """Return whose all known identities are, if nobody else may be meant by another spelling of the new ones."""
    owners = {contact.pk: contact for one in person.identities if (contact := known.get(one))}
    new = [one for one in person.identities if one not in known]
    if len(owners) != 1 or not known.keys().isdisjoint(_spellings(new)):
        return None
    return next(iter(owners.values()))


def _spellings(identities: Iterable[Identity]) -> set[Identity]:
    return {other for one in identities for other in (one, *phone_variants(one))}


def _learn(transport: str, people: Sequence[tuple[Contact, Profile]], known: Owners) -> None:
    new = {contact.pk: [one for one in person.identities if one not in known] for contact, person in people}
    richer = [contact.pk for contact, _ in people if new[contact.pk]]
    before = addresses_shown_of(richer)
    theirs: dict[int, list[Address]] = {}
    for row in Address.objects.filter(contact__in=richer):
        theirs.setdefault(row.contact_id, []).append(row)
    addresses = [
        new_address(contact, transport, one, known_among(theirs.get(contact.pk, ()), person.identities))
        for contact, person in people
        for one in new[contact.pk]
    ]
    in_order = sorted(addresses, key=lambda address: (address.kind, address.value))
    Address.objects.bulk_create(in_order, ignore_conflicts=True)
    renamed = [contact for contact, person in people if learn_profile(contact, person)]
    update_rows(renamed, ["name", "username"])
    changed = {contact.pk: contact for contact, _ in people if new[contact.pk]} | {
        one.pk: one for one in renamed
    }
    record_contacts(changed.values(), was={pk: {"addresses": shown} for pk, shown in before.items()})


def _create_many(transport: str, strangers: Sequence[Profile]) -> list[Contact]:
    made = Contact.objects.bulk_create(
        [Contact(name=one.name[:255], username=one.username[:64]) for one in strangers]
    )
    addresses = [
        new_address(contact, transport, one)
        for contact, person in zip(made, strangers, strict=True)
        for one in person.identities
    ]
    # Sorted: of two transactions that meet the same strangers one waits for the other.
    Address.objects.bulk_create(sorted(addresses, key=lambda address: (address.kind, address.value)))
    return made


def _unknown_profiles(people: Iterable[Profile], known: Owners) -> list[Profile]:
    """Those of whom no identity is known, nor named by another one of them, in whatever spelling."""
    named = set(known)
    strangers = []
    for person in people:
        spellings = _spellings(person.identities)
        if named.isdisjoint(spellings):
            named |= spellings
            strangers.append(person)
    return strangers


def _is_unchanged(person: Profile, known: Owners) -> bool:
    """Whether there is nothing to learn about somebody."""
    owners = {contact.pk for one in person.identities if (contact := known.get(one))}
    if len(owners) != 1 or not known.keys() >= set(person.identities):
        return False
    contact = known[person.identities[0]]
    return bool(contact.name or not person.name) and person.username in {"", contact.username}
