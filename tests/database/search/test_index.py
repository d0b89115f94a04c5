"""The index follows whatever changes what is searched, in the same transaction, and can be made anew."""

from __future__ import annotations

import random
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from messaging.actions.contact.contacts import rename_contact
from messaging.actions.contact.merging import merge_contacts
from messaging.actions.updates import apply_edits_and_deletions
from messaging.feed import recording
from messaging.models import Contact, ContactSearchEntry, Inbox, Message, MessageSearchEntry
from messaging.transports import Deletion, Edit
from messaging.transports.base import Identity
from tests.database.feed.test_snapshot_and_events import STEPS, busy, shared_busy, take
from tests.factories import BY, an_inbox, from_customer

__all__ = ["busy", "shared_busy"]
pytestmark = pytest.mark.django_db


def index() -> tuple[dict[int, tuple[object, ...]], dict[tuple[int, int], str]]:
    """All that is in it."""
    messages = MessageSearchEntry.objects.values_list("message", "conversation_id", "at", "words")
    contacts = ContactSearchEntry.objects.values_list("contact", "inbox", "words")
    return {pk: tuple(row) for pk, *row in messages}, {(pk, inbox): words for pk, inbox, words in contacts}


def rebuilt() -> tuple[object, object]:
    MessageSearchEntry.objects.all().delete()
    ContactSearchEntry.objects.all().delete()
    call_command("rebuild_search_index", stdout=StringIO())
    return index()


def words_of(message: Message) -> set[str]:
    stored = MessageSearchEntry.objects.values_list("words", flat=True).filter(pk=message.pk).first()
    if stored is None:
        return set()
    return {word.partition("':")[0].strip("'") for word in stored.split()}


@pytest.mark.parametrize("name", sorted(STEPS))
def test_the_index_follows_every_action(busy: Inbox, name: str) -> None:
    """What it holds afterwards is what a rebuild would make of the rows."""
    rng = random.Random(name)
    for _ in range(5):
        take(STEPS[name], rng, busy)
    there = index()
    assert there[0]
    assert there[1]
    assert there == rebuilt()


def test_a_message_is_there_when_it_is_stored_and_not_when_that_failed(inbox: Inbox) -> None:
    message = from_customer(inbox, "Is the Lámp in stock?")
    assert {"is", "the", "lamp", "in", "stock", f"i:{inbox.pk}", f"c:{message.conversation_id}"} <= words_of(
        message
    )
    with pytest.raises(ZeroDivisionError):
        stored_and_failed(inbox)
    assert MessageSearchEntry.objects.count() == Message.objects.count() == 1


@pytest.mark.parametrize(
    "sign", ["x", "é", "\U0001d4b3", "\ufdfa", "山", "1 ", "+447700900112 ", "'\\:*&|!() "]
)
def test_every_text_fits_into_the_index(inbox: Inbox, sign: str) -> None:
    """Programs may report more than the index takes."""
    message = from_customer(inbox, " ".join(f"{sign * 50}{n}" for n in range(1000)))
    assert words_of(message)


def stored_and_failed(inbox: Inbox) -> None:
    with recording(by=BY):
        from_customer(inbox, "Never stored")
        raise ZeroDivisionError


def test_what_is_edited_is_found_by_its_new_words_only(inbox: Inbox) -> None:
    message = from_customer(inbox, "Two lamps please", external_id="wamid.e")
    who = (Identity("phone", "447700900123"),)
    edit = Edit(inbox.route, "wamid.v", who, "wamid.e", "text", "Three tables")
    apply_edits_and_deletions(inbox, [edit], by=BY)
    assert "tables" in words_of(message)
    assert "lamps" not in words_of(message)


def test_what_its_author_deleted_is_not_in_the_index(inbox: Inbox) -> None:
    message = from_customer(inbox, "Two lamps please", external_id="wamid.d")
    who = (Identity("phone", "447700900123"),)
    apply_edits_and_deletions(inbox, [Deletion(inbox.route, "wamid.v", who, "wamid.d")], by=BY)
    assert words_of(message) == set()
    assert index() == rebuilt()


def test_rows_that_are_deleted_leave_the_index(inbox: Inbox) -> None:
    message = from_customer(inbox, "Lamp")
    contact = message.conversation.contact
    contact.delete()
    assert index() == ({}, {})
    assert found_by_the_database("lamp") == 0


def found_by_the_database(word: str) -> int:
    """As many rows as the index itself finds, whatever is in its table."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM messaging_messagesearch WHERE words MATCH %s", [word])
        else:
            cursor.execute(
                "SELECT count(*) FROM messaging_messagesearchentry WHERE words @@ %s::tsquery", [word]
            )
        return int(cursor.fetchone()[0])


@pytest.mark.engine("sqlite")
def test_fts5_agrees_with_its_table(busy: Inbox) -> None:
    for name in sorted(STEPS):
        take(STEPS[name], random.Random(name), busy)
    with connection.cursor() as cursor:
        for table in ("messaging_messagesearch", "messaging_contactsearch"):
            cursor.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")


def test_a_contact_is_there_in_each_of_its_inboxes(inbox: Inbox) -> None:
    contact = from_customer(inbox, name="Amélie Stone", phone="447700900991").conversation.contact
    other = an_inbox()
    from_customer(other, name="Amélie Stone", phone="447700900991")
    entries = index()[1]
    assert entries.keys() == {(contact.pk, inbox.pk), (contact.pk, other.pk)}
    rename_contact(contact, "Zoë Stone", by=BY)
    assert all("zoe" in words and "amelie" not in words for words in index()[1].values())
    assert all("p:900991" in words for words in index()[1].values())


def test_of_two_contacts_that_are_one_only_that_one_is_left(inbox: Inbox) -> None:
    other = an_inbox()
    keep = from_customer(inbox, name="Ann", phone="447700900001").conversation.contact
    gone = from_customer(other, name="Nan", phone="447700900002").conversation.contact
    merge_contacts(keep, gone, by=BY)
    assert index()[1].keys() == {(keep.pk, inbox.pk), (keep.pk, other.pk)}
    assert all("p:447700900002" in words for words in index()[1].values())
    assert index() == rebuilt()


def test_a_rebuild_mends_what_is_wrong_and_leaves_the_rest(inbox: Inbox) -> None:
    messages = [from_customer(inbox, f"Text {n}", phone=f"4477009{n:05}") for n in range(3)]
    there = index()
    MessageSearchEntry.objects.filter(pk=messages[0].pk).delete()
    MessageSearchEntry.objects.filter(pk=messages[1].pk).update(words="wrong")
    Message.objects.filter(pk=messages[2].pk).update(revoked_at=messages[2].timestamp)
    Contact.objects.filter(pk=messages[0].conversation.contact_id).update(name="Somebody new")
    call_command("rebuild_search_index", stdout=StringIO())
    after = index()
    assert after[0] == {pk: row for pk, row in there[0].items() if pk != messages[2].pk}
    assert "somebody" in after[1][messages[0].conversation.contact_id, inbox.pk]
