"""The conversation that somebody's next message belongs to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from messaging.actions.conversation.history import record_conversation
from messaging.actions.core import STATUS_FIELDS, change_status
from messaging.errors import Conflict
from messaging.feed import recording, savepoint
from messaging.models import (
    Contact,
    Conversation,
    ConversationQuerySet,
    Inbox,
    Instances,
    Message,
    insert_rows,
)

# A customer who comes back within this time continues the resolved conversation; later they open a new one.
REOPENED_WITHIN = timedelta(days=7)
# How often a conversation may be resolved in the very moment in which it is opened.
TRIES = 3
_UNRESOLVED = Instances(
    Conversation, key="contact", within="inbox", where="own.status <> 'resolved'", lock=True
)
_PLACES = Instances(Message, ["id", "timestamp"])


@recording()
def find_or_open_conversation(inbox: Inbox, contact: Contact) -> Conversation:
    """Return the one conversation of this contact and inbox that is not resolved, locked until COMMIT.

    The lock makes message ids commit-ordered within a conversation, on which `seen_up_to` rests.
    """
    for _ in range(TRIES):
        conversation = _unresolved(inbox, contact) or _reopened(inbox, contact) or _created(inbox, contact)
        if conversation is not None:
            return conversation
    raise Conflict("The conversation was resolved while it was being opened.", code="resolved_meanwhile")


def _unresolved(inbox: Inbox, contact: Contact) -> Conversation | None:
    return _locked(inbox, [contact.pk]).unresolved().first()


def _reopened(inbox: Inbox, contact: Contact) -> Conversation | None:
    conversation = _reopenable(_locked(inbox, [contact.pk])).order_by("-last_activity_at", "-id").first()
    if conversation is None:
        return None
    try:
        with savepoint():
            return _open(conversation)
    except IntegrityError:  # another transaction opened one meanwhile
        return _unresolved(inbox, contact)


def _created(inbox: Inbox, contact: Contact) -> Conversation | None:
    Conversation.objects.bulk_create(
        [
            Conversation(
                inbox=inbox,
                contact=contact,
                window_closes_at=_window_ends(inbox, [contact.pk]).get(contact.pk),
            )
        ],
        ignore_conflicts=True,  # two first messages at once: one inserts
    )
    conversation = _unresolved(inbox, contact)
    if conversation is not None and not conversation.messages.exists():
        record_conversation(conversation, "created")
    return conversation


@recording()
def find_or_open_conversations(inbox: Inbox, contacts: Iterable[Contact]) -> dict[int, Conversation]:
    """Find or open many at once, by contact id, with their last messages; raises `IntegrityError` when
    another transaction opens one of them now."""
    wanted = {contact.pk: contact for contact in contacts}
    # All in one order: of two batches with the same customers one waits for the other.
    found = {row.contact_id: row for row in _UNRESOLVED.read(wanted, inbox.pk)}
    if len(found) < len(wanted):
        found |= _reopen_or_create(inbox, {pk: one for pk, one in wanted.items() if pk not in found})
    # Not in the query that locks: PostgreSQL would show a row that it waited for beside its former message.
    _read_last_messages(found.values())
    return found


def _reopen_or_create(inbox: Inbox, wanted: Mapping[int, Contact]) -> dict[int, Conversation]:
    # The last one of a contact remains: the one that was active last.
    recent = _reopenable(_locked(inbox, wanted)).order_by("last_activity_at", "pk")
    found = {row.contact_id: _open(row) for row in {row.contact_id: row for row in recent}.values()}
    unmet = sorted(wanted.keys() - found.keys())
    windows = _window_ends(inbox, unmet)
    new = [Conversation(inbox=inbox, contact=wanted[pk], window_closes_at=windows.get(pk)) for pk in unmet]
    for conversation in insert_rows(new):
        record_conversation(conversation, "created")
        found[conversation.contact_id] = conversation
    return found


def _read_last_messages(conversations: Iterable[Conversation]) -> None:
    """Let each know where its last message stands in the thread; the rest of that message is not needed."""
    every = list(conversations)
    last = {
        one.pk: one for one in _PLACES.read({one.last_message_id for one in every if one.last_message_id})
    }
    for conversation in every:
        conversation.last_message = last.get(conversation.last_message_id or 0)


@recording()
def find_or_add_resolved(
    inbox: Inbox, contacts: Mapping[Contact, datetime], *, any_age: bool = False
) -> dict[int, Conversation]:
    """For what opens and wakes nothing (imported history, the business's own phone), by contact id, locked:
    the running conversation, else the latest (`any_age`: however long ago it ended), else a new one that
    is resolved from the start. The times are when each contact was written with last."""
    known = _conversations_before(inbox, contacts)
    _lock_new_contacts([contact for contact in contacts if contact.pk not in known])
    rows = _locked(inbox, [contact.pk for contact in contacts])
    found = {row.contact_id: row for row in rows.unresolved().order_by("pk")}
    ended = rows if any_age else _reopenable(rows)
    latest = {row.contact_id: row for row in ended.order_by("last_activity_at", "pk")}
    found = latest | found
    windows = _window_ends(inbox, [contact.pk for contact in contacts if contact.pk not in found])
    new = [
        Conversation(
            inbox=inbox,
            contact=contact,
            status=Conversation.Status.RESOLVED,
            last_activity_at=at,
            window_closes_at=windows.get(contact.pk),
        )
        for contact, at in contacts.items()
        if contact.pk not in found
    ]
    for conversation in Conversation.objects.bulk_create(new):
        record_conversation(conversation, "created")
        found[conversation.contact_id] = conversation
    _read_last_messages(found.values())
    return found


def _window_ends(inbox: Inbox, contacts: Collection[int]) -> dict[int, datetime]:
    """By contact id, when those who wrote in an older conversation could be answered at last: whoever begins
    a new one with them begins with no stranger."""
    rows = Conversation.objects.filter(inbox=inbox, contact__in=contacts).exclude(window_closes_at=None)
    return dict(rows.order_by("contact").values_list("contact").annotate(Max("window_closes_at")))


def _conversations_before(inbox: Inbox, contacts: Iterable[Contact]) -> set[int]:
    rows = Conversation.objects.filter(inbox=inbox, contact__in=[contact.pk for contact in contacts])
    return set(rows.values_list("contact", flat=True))


def _lock_new_contacts(contacts: Iterable[Contact]) -> None:
    """No constraint keeps two resolved conversations apart: of two chunks of history about a new customer
    one waits here and then finds the other's."""
    pks = [contact.pk for contact in contacts]
    if pks:
        list(Contact.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk"))


def _locked(inbox: Inbox, contacts: Collection[int]) -> ConversationQuerySet:
    rows = Conversation.objects.select_for_update(no_key=True)
    return rows.filter(inbox=inbox, contact__in=contacts)


def _reopenable(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """However old it is, what is held in a conversation waits for the customer's next word in it."""
    held = Message.objects.held().filter(conversation=OuterRef("pk"))
    return rows.filter(Q(last_activity_at__gt=timezone.now() - REOPENED_WITHIN) | Exists(held))


def _open(conversation: Conversation) -> Conversation:
    change_status(conversation, Conversation.Status.OPEN)
    conversation.save(update_fields=STATUS_FIELDS)
    return conversation
