"""What a merge remembers, so that it can be taken back: what came from whom. Of what came later the address tells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypedDict

from messaging.models import Address, Contact, ContactMerge, ContactNote, Conversation, Reaction
from messaging.timestamps import utc_text


class ContactFields(TypedDict):
    """The columns of a contact."""

    name: str
    username: str
    blocked: bool
    marketing: str
    marketing_at: str | None
    created_at: str


class AddressEvidence(TypedDict):
    """An address that came with the contact who is gone."""

    id: int
    kind: str
    value: str


# Who answers a conversation, and since when: `ANSWERED_FIELDS`.
Answerer = tuple[str | None, str | None]


class Ended(TypedDict):
    """A running conversation that went on in another one, its status and who answered it, and what the other one took over: the
    labels that it got, and the columns that changed, before and after, as well as who answers it."""

    ended: int
    running: int
    status: str
    answered: Answerer
    took: dict[str, list[Any]]
    took_answered: tuple[Answerer, Answerer]
    labels: list[int]


class Evidence(TypedDict):
    """By ids. `kept_id`, `kept` and `became`: the contact that remains, before and after; `last_message`: the newest message
    of all, above which an address decides; `held`: messages that moved, with the conversation in which they were held."""

    contact: ContactFields
    kept_id: int
    kept: ContactFields
    became: ContactFields
    addresses: list[AddressEvidence]
    conversations: list[int]
    notes: list[int]
    reactions: list[int]
    merges: list[int]
    last_message: int
    ended: list[Ended]
    held: list[tuple[int, int]]


def answerer_of(conversation: Conversation) -> Answerer:
    """Return who answers a conversation as it is now."""
    at = conversation.answered_by_at
    return conversation.answered_by, utc_text(at) if at else None


def fields_of(contact: Contact) -> ContactFields:
    """Return the columns of a contact as they are now."""
    return {
        "name": contact.name,
        "username": contact.username,
        "blocked": contact.blocked,
        "marketing": contact.marketing,
        "marketing_at": utc_text(contact.marketing_at) if contact.marketing_at else None,
        "created_at": utc_text(contact.created_at),
    }


def gather(keep: Contact, gone: Contact) -> Evidence:
    """Return what is known before anything of `gone` becomes `keep`'s; the rest is filled in by the merge."""
    return {
        "contact": fields_of(gone),
        "kept_id": keep.pk,
        "kept": fields_of(keep),
        "became": fields_of(keep),
        "addresses": _addresses(gone.addresses.all()),
        "conversations": _ids(Conversation.objects.filter(contact=gone).values_list("pk", flat=True)),
        "notes": _ids(ContactNote.objects.filter(contact=gone).values_list("pk", flat=True)),
        "reactions": _ids(Reaction.objects.filter(contact=gone).values_list("pk", flat=True)),
        "merges": _ids(ContactMerge.objects.filter(contact=gone).values_list("pk", flat=True)),
        "last_message": 0,
        "ended": [],
        "held": [],
    }


def _ids(pks: Iterable[int]) -> list[int]:
    return sorted(pks)


def _addresses(rows: Iterable[Address]) -> list[AddressEvidence]:
    return [{"id": row.pk, "kind": row.kind, "value": row.value} for row in rows]
