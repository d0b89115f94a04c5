"""Finding or making the contact behind a set of identities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from messaging.actions.contact.contacts import addresses_shown, record_contact
from messaging.actions.contact.merging import merge_contacts
from messaging.actors import Actor
from messaging.feed import recording
from messaging.models import Address, Contact, Instances
from messaging.transports import Identity, phone_variants


class Profile(NamedTuple):
    """A person as a provider names them: every identity, most durable first; a name and a username or nothing."""

    identities: tuple[Identity, ...]
    name: str = ""
    username: str = ""


# An address that somebody wrote down, or that a provider only named; see `address_activity`.
_ADDRESSES = Instances(Address, key="value", related="contact")
NEVER_SEEN = datetime(2000, 1, 1, tzinfo=UTC)
# Who has which identity, other spellings of the asked ones included.
Owners = Mapping[Identity, Contact]


@recording()
def identify_contact(
    transport: str,
    identities: Sequence[Identity],
    name: str = "",
    username: str = "",
    *,
    by: Actor | None = None,
) -> Contact:
    """Return the contact that one of the identities belongs to, else a new one with all of them.

    Contacts who share one update are one person from then on. They and their addresses come before
    conversations in the order of locks.
    """
    person = Profile(tuple(identities), name, username)
    known = current_owners(transport, [person])
    owners = _owners(transport, person, known)
    if not owners:
        return _create(transport, person)
    contact = owners[0]
    for other in owners[1:]:
        contact = merge_contacts(contact, other)
    new = [one for one in identities if one not in known]
    was = _add_new(contact, transport, new, beside=identities)
    if _update_profile(contact, person) or new:
        record_contact(contact, was=was)
    return contact


def _owners(transport: str, person: Profile, known: Owners) -> list[Contact]:
    """Whose identities these are, the oldest first."""
    exact = [known[one] for one in person.identities if one in known]
    spelt = [
        known[other]
        for one in person.identities
        if one not in known
        for other in phone_variants(one)
        if other in known and _may_be_same(transport, known[other], person)
    ]
    return sorted(dict.fromkeys([*exact, *spelt]), key=lambda contact: contact.pk)


def current_owners(transport: str, people: Sequence[Profile]) -> dict[Identity, Contact]:
    """Return who of them is known. A number that somebody left and under which another user writes now is theirs."""
    identities = [one for person in people for one in person.identities]
    rows = _rows(transport, identities)
    for person in people:
        for one in person.identities:
            row = rows.get(one)
            if (
                row
                and row.was_left
                and one.kind == "phone"
                and not _may_be_same(transport, row.contact, person)
            ):
                _detach(row)
                del rows[one]
    return {one: row.contact for one, row in rows.items()}


def release_left_address(transport: str, identity: Identity) -> None:
    """Who is written to there on purpose is whoever has it now, not the contact that left it."""
    for row in _rows(transport, [identity]).values():  # also under another spelling: it is the same phone
        if row.was_left:
            _detach(row)


def _detach(row: Address) -> None:
    before = addresses_shown(row.contact_id)
    row.delete()
    record_contact(row.contact, was={"addresses": before})


def _may_be_same(transport: str, contact: Contact, person: Profile) -> bool:
    """Another spelling of a number may be somebody else's line: two who have different ids of one provider are two."""
    named = {one.value for one in person.identities if one.kind == "bsuid"}
    ids = contact.addresses.filter(kind=Address.Kind.BSUID, transport=transport)
    theirs = set(ids.values_list("value", flat=True))
    return not named or not theirs or not named.isdisjoint(theirs)


def _known(transport: str, identities: Sequence[Identity]) -> dict[Identity, Contact]:
    return {one: row.contact for one, row in _rows(transport, identities).items()}


def _rows(transport: str, identities: Sequence[Identity]) -> dict[Identity, Address]:
    """Their addresses, those under other spellings included."""
    asked = dict.fromkeys(other for one in identities for other in (one, *phone_variants(one)))
    rows = _ADDRESSES.read({one.value for one in asked})
    found = {(row.kind, row.value): row for row in rows if row.is_known_to(transport)}
    return {one: found[one.kind, one.value] for one in asked if (one.kind, one.value) in found}


def owners_of(transport: str, identities: Sequence[Identity]) -> Owners:
    """Return who has which of the identities, other spellings of them included."""
    return _known(transport, identities)


def is_known(transport: str, identities: Sequence[Identity]) -> bool:
    """Whether one of the identities is some contact's."""
    return bool(_known(transport, identities))


def _create(transport: str, person: Profile) -> Contact:
    contact = Contact.objects.create(name=person.name[:255], username=person.username[:64])
    _add_addresses(contact, transport, person.identities)
    # Another transaction may have met the same customer meanwhile; its addresses then won the insert.
    known = _known(transport, person.identities)
    owners = {known[one].pk: known[one] for one in person.identities if one in known} | {contact.pk: contact}
    if len(owners) == 1:
        return contact
    # It may have known fewer of them: what is left joins the winner, or one customer would be two.
    winner = next(owner for pk, owner in owners.items() if pk != contact.pk)
    before = addresses_shown(winner.pk)
    contact.addresses.update(contact=winner)
    contact.delete()
    record_contact(winner, was={"addresses": before})
    return winner if len(owners) == 2 else identify_contact(transport, *person)  # noqa: PLR2004 (us and it)


def _add_new(
    contact: Contact, transport: str, identities: Sequence[Identity], *, beside: Sequence[Identity]
) -> dict[str, Any]:
    """Add addresses to a contact that others show; return what `was` has to say of it. `beside`: the identities with which
    they were named."""
    if not identities:
        return {}
    before, known = addresses_shown(contact.pk), known_among(contact.addresses.all(), beside)
    _add_addresses(contact, transport, identities, learned_with=known)
    return {"addresses": before}


def known_among(addresses: Iterable[Address], identities: Sequence[Identity]) -> Address | None:
    """Return the address of a contact that is one of these identities, in whatever spelling; the oldest."""
    named = {(other.kind, other.value) for one in identities for other in (one, *phone_variants(one))}
    found = [one for one in addresses if (one.kind, one.value) in named]
    return min(found, key=lambda one: one.pk, default=None)


def _add_addresses(
    contact: Contact,
    transport: str,
    identities: Sequence[Identity],
    *,
    learned_with: Address | None = None,
) -> None:
    addresses = [new_address(contact, transport, one, learned_with) for one in identities]
    Address.objects.bulk_create(addresses, ignore_conflicts=True)


def new_address(
    contact: Contact, transport: str, identity: Identity, learned_with: Address | None = None
) -> Address:
    """Return the row of an address that nobody has seen yet, not saved."""
    return Address(
        contact=contact,
        transport=Address.scope_of(identity.kind, transport),
        kind=identity.kind,
        value=identity.value,
        last_seen_at=NEVER_SEEN,
        learned_with=learned_with,
    )


def _update_profile(contact: Contact, person: Profile) -> bool:
    learned = learn_profile(contact, person)
    if learned:
        contact.save(update_fields=["name", "username"])
    return learned


def learn_profile(contact: Contact, person: Profile) -> bool:
    """In memory: a first name stays (agents may have changed it), a username is the newest; return whether
    anything changed."""
    new_name = bool(person.name) and not contact.name
    new_username = person.username not in {"", contact.username}
    if new_name:
        contact.name = person.name[:255]
    if new_username:
        contact.username = person.username[:64]
    return new_name or new_username


@recording()
def add_addresses(
    contact: Contact, transport: str, identities: Sequence[Identity], *, by: Actor | None = None
) -> Contact:
    """Other names under which a provider knows the contact. One that another contact has shows that both
    are one person: the contact that remains is returned."""
    known = _known(transport, identities)
    for other in {known[one].pk: known[one] for one in identities if one in known}.values():
        if other.pk != contact.pk:
            contact = merge_contacts(*sorted((contact, other), key=lambda one: one.pk))
    if new := [one for one in identities if one not in known]:
        record_contact(contact, was=_add_new(contact, transport, new, beside=identities))
    return contact
