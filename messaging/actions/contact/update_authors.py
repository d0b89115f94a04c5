"""Who speaks of a message that is there already."""

from __future__ import annotations

from collections.abc import Sequence

from messaging.actions.contact.identities import add_addresses, identify_contact, is_known
from messaging.models import Contact, Inbox, Message
from messaging.transports import Identity


def identify_sender(
    inbox: Inbox, identities: Sequence[Identity], name: str, target: Message | None
) -> Contact:
    """Return the contact behind the identities. A chat has two sides: an unknown sender who names a message
    of a conversation is its customer, under another name."""
    if target is None or is_known(inbox.transport, identities):
        return identify_contact(inbox.transport, identities, name)
    return add_addresses(target.conversation.contact, inbox.transport, identities)
