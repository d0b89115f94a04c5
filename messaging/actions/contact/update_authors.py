"""Who speaks of a message that is there already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from messaging.actions.contact.identities import (
    Owners,
    Profile,
    add_addresses,
    identify_contact,
    is_known,
    owners_of,
)
from messaging.actions.contact.identity_batches import identify_contacts
from messaging.models import Contact, Inbox, Message
from messaging.transports import Identity, phone_variants


@dataclass(frozen=True, slots=True)
class UpdateAuthor:
    """Somebody under these names, and the message that they speak of, if it is there."""

    identities: tuple[Identity, ...]
    name: str = ""
    target: Message | None = None


def identify_authors(inbox: Inbox, authors: Sequence[UpdateAuthor]) -> list[Contact]:
    """Return the contact behind each. A chat has two sides: an unknown sender who names a message of a
    conversation is its customer, under another name."""
    owners = owners_of(inbox.transport, [one for author in authors for one in author.identities])
    people = {
        place: Profile(author.identities, author.name)
        for place, author in enumerate(authors)
        if author.target is None or _is_among(author, owners)
    }
    found = identify_contacts(inbox.transport, people.values())
    return [
        found[people[place]] if place in people else _identify(inbox, author)
        for place, author in enumerate(authors)
    ]


def _is_among(author: UpdateAuthor, owners: Owners) -> bool:
    spellings = (other for one in author.identities for other in (one, *phone_variants(one)))
    return any(one in owners for one in spellings)


def _identify(inbox: Inbox, author: UpdateAuthor) -> Contact:
    if author.target is None or is_known(inbox.transport, author.identities):
        return identify_contact(inbox.transport, author.identities, author.name)
    return add_addresses(author.target.conversation.contact, inbox.transport, author.identities)
