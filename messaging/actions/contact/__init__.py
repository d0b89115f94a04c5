"""Contacts: names, addresses, merging."""

from messaging.actions.contact.address_activity import (
    Departure,
    ask_siblings,
    mark_addresses_seen,
    mark_departures,
)
from messaging.actions.contact.contacts import (
    Choice,
    block_contact,
    change_contact,
    set_marketing_consent,
    set_marketing_consents,
)
from messaging.actions.contact.identities import (
    Profile,
    add_addresses,
    identify_contact,
    owners_of,
    release_left_address,
)
from messaging.actions.contact.identity_batches import identify_contacts
from messaging.actions.contact.merging import merge_contacts, merge_contacts_by_hand
from messaging.actions.contact.notes import add_contact_note, delete_contact_note
from messaging.actions.contact.unmerging import unmerge_contacts, unmerge_contacts_by_hand
from messaging.actions.contact.update_authors import UpdateAuthor, identify_authors

__all__ = [
    "Choice",
    "Departure",
    "Profile",
    "UpdateAuthor",
    "add_addresses",
    "add_contact_note",
    "ask_siblings",
    "block_contact",
    "change_contact",
    "delete_contact_note",
    "identify_authors",
    "identify_contact",
    "identify_contacts",
    "mark_addresses_seen",
    "mark_departures",
    "merge_contacts",
    "merge_contacts_by_hand",
    "owners_of",
    "release_left_address",
    "set_marketing_consent",
    "set_marketing_consents",
    "unmerge_contacts",
    "unmerge_contacts_by_hand",
]
