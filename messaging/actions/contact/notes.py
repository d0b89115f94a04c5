"""Notes on contacts: what agents should know of a customer in every conversation."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable

from django.db import IntegrityError
from django.utils import timezone

from messaging.actors import Actor
from messaging.errors import Conflict, Forbidden, NotFound
from messaging.feed import record, recording, redact, savepoint
from messaging.models import Agent, Contact, ContactNote, Conversation


def add_contact_note(
    contact: Contact, content: str, *, author: Agent, client_id: uuid.UUID, by: Actor
) -> ContactNote:
    """Add a note to a contact and return it; the same `client_id` again returns the same note. Raises `Conflict` where it
    is of another one."""
    try:
        with savepoint():
            return _add(contact, content, author=author, client_id=client_id, by=by)
    except IntegrityError:
        # The same client_id came twice at once.
        if earlier := _find_earlier(contact, content, client_id):
            return earlier
        raise


@recording()
def _add(contact: Contact, content: str, *, author: Agent, client_id: uuid.UUID, by: Actor) -> ContactNote:
    if earlier := _find_earlier(contact, content, client_id):
        return earlier
    # Not "no key": who merges the contact into another waits, or was faster.
    if not Contact.objects.select_for_update().filter(pk=contact.pk).exists():
        raise NotFound("This contact was merged with another one; write the note there.")
    note = ContactNote.objects.create(contact=contact, content=content, author=author, client_id=client_id)
    _record([note], "created")
    return note


def _find_earlier(contact: Contact, content: str, client_id: uuid.UUID) -> ContactNote | None:
    earlier = ContactNote.objects.filter(client_id=client_id).first()
    if earlier is None:
        return None
    unchanged = earlier.deleted_at is not None or earlier.content == content
    if earlier.contact_id != contact.pk or not unchanged:
        raise Conflict("This client_id was used for another note.", code="client_id_taken")
    return earlier


@recording()
def delete_contact_note(note: ContactNote, *, agent: Agent, by: Actor) -> ContactNote:
    """Delete a note on a contact and return what is left of it. Raises `Forbidden` for anybody but its author,
    supervisors and admins."""
    note = ContactNote.objects.select_for_update(of=("self",), no_key=True).get(pk=note.pk)
    if note.author_id != agent.pk and not agent.sees_everything:
        raise Forbidden("Only its author or a supervisor may delete a note.")
    if note.deleted_at is None:
        note.content, note.deleted_at = "", timezone.now()
        note.save(update_fields=["content", "deleted_at"])
        redact("contact_note", note.pk, {"content": ""})
        # Not what it said: that is what was deleted.
        _record([note], was={"deleted_at": None})
    return note


def move_contact_notes(gone: Contact, keep: Contact) -> None:
    """Let the notes on one contact be another's, inside `recording()`."""
    notes = list(ContactNote.objects.filter(contact=gone))
    ContactNote.objects.filter(contact=gone).update(contact=keep)
    for note in notes:
        note.contact = keep
    _record(notes, was={"contact": gone.pk})


def give_contact_notes(
    pks: Collection[int], keep: Contact, gone: Contact, inbox_ids: Collection[int]
) -> None:
    """Let those of the notes that are still `keep`'s be `gone`'s again, inside `recording()`. `inbox_ids`: where either of them
    writes: who has seen a note there hears whose it is."""
    notes = list(ContactNote.objects.filter(contact=keep, pk__in=pks))
    ContactNote.objects.filter(pk__in=[note.pk for note in notes]).update(contact=gone)
    for note in notes:
        for inbox_id in inbox_ids:
            record("contact_note.updated", note.pk, inbox_id=inbox_id, was={"contact": keep.pk})


def _record(
    notes: Iterable[ContactNote], verb: str = "updated", was: dict[str, object] | None = None
) -> None:
    """Record notes in the feed of each inbox that the contact writes to."""
    for note in notes:
        for inbox_id in _inboxes(note):
            record(f"contact_note.{verb}", note.pk, inbox_id=inbox_id, was=was)


def _inboxes(note: ContactNote) -> Iterable[int]:
    rows = Conversation.objects.filter(contact=note.contact_id).order_by("inbox")
    return rows.values_list("inbox", flat=True).distinct()
