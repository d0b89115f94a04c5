"""Contacts: names, addresses, merging."""

from messaging.actions.contact.address_activity import (
    mark_addresses_left,
    mark_addresses_seen,
)
from messaging.actions.contact.contacts import (
    block_contact,
    change_contact,
    set_marketing_consent,
)
from messaging.actions.contact.identities import (
    Profile,
    add_addresses,
    identify_contact,
    identify_contacts,
    release_left_address,
)
from messaging.actions.contact.update_authors import (
    identify_sender,
)

__all__ = [
    "Profile",
    "add_addresses",
    "block_contact",
    "change_contact",
    "identify_contact",
    "identify_contacts",
    "identify_sender",
    "mark_addresses_left",
    "mark_addresses_seen",
    "release_left_address",
    "set_marketing_consent",
]
