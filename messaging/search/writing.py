"""Writing the index, in the transaction that changes what is searched: from what the feed's events show anyway."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from types import ModuleType
from typing import Any, Protocol

from django.db import connection

from messaging.models import Attachment, Contact, Conversation, FeedHead, Message, MessageSearchEntry
from messaging.prepared import prepared_cursor
from messaging.search import postgresql, sqlite
from messaging.search.documents import ContactNames, MessageText, of_contact, of_message

# A message changes in the index when one of these does.
SEARCHED = {"kind", "content", "timestamp", "conversation", "direction", "revoked_at"}
# Rows of one step of a rebuild: its locks are short.
STEP = 200


class Changed(Protocol):
    """An event of the feed, as far as the index asks."""

    @property
    def inbox_id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def payload(self) -> dict[str, Any]: ...
    @property
    def was(self) -> Mapping[str, Any] | None: ...


def index_changes(events: Iterable[Changed]) -> None:
    """Write what these events changed of messages and contacts: one statement for each table, whatever their number."""
    messages: dict[int, dict[str, Any]] = {}
    contacts: dict[tuple[int, int], dict[str, Any]] = {}
    for event in events:
        resource, was = event.payload, event.was
        noun = event.kind.partition(".")[0]
        if noun == "message" and (was is None or not SEARCHED.isdisjoint(was)):
            messages[resource["id"]] = resource
        elif noun == "contact":
            contacts[resource["id"], event.inbox_id] = resource
        elif noun == "conversation" and (was is None or "contact" in was):
            contacts[resource["contact"]["id"], event.inbox_id] = resource["contact"]
    gone = [pk for pk, resource in messages.items() if resource["revoked_at"]]
    _write_messages(_shown_text(one) for pk, one in messages.items() if pk not in gone)
    _write_contacts([(_shown_names(one), inbox_id) for (_, inbox_id), one in contacts.items()])
    if gone:
        _execute(engine().DELETE_MESSAGES, [engine().keys(gone)])


def rebuild_messages(*, after: int) -> int:
    """Write the entries of the next messages above this id anew; return the last one's id, 0 when there are no more. In
    a transaction, see `_hold_back`."""
    lines = Message.objects.thread()
    found = dict(lines.filter(pk__gt=after).order_by("pk").values_list("pk", "inbox")[:STEP])
    if not found:
        return 0
    _hold_back(found.values())
    there = lines.filter(pk__in=found, revoked_at=None).order_by("pk")
    with_files = set(Attachment.objects.filter(message__in=found).values_list("message", flat=True))
    entries = [
        _text_of(row, has_file=row.pk in with_files)
        for row in there.only("conversation_id", "inbox_id", "direction", "content", "timestamp", "author_id")
    ]
    _write_messages(entries)
    last = max(found)
    stale = MessageSearchEntry.objects.filter(pk__gt=after, pk__lte=last)
    stale.exclude(pk__in=[one.id for one in entries]).delete()
    return last


def rebuild_contacts(*, after: int) -> int:
    """Write the entries of the next contacts above this id anew; see `rebuild_messages`."""
    pks = list(Contact.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:STEP])
    pairs = Conversation.objects.filter(contact__in=pks).order_by("contact", "inbox")
    inboxes = list(pairs.values_list("contact", "inbox").distinct())
    _hold_back(inbox_id for _, inbox_id in inboxes)
    found = Contact.objects.prefetch_related("addresses").in_bulk(pks)
    _write_contacts([(_names_of(found[pk]), inbox_id) for pk, inbox_id in inboxes if pk in found])
    return max(pks, default=0)


def _hold_back(inbox_ids: Iterable[int]) -> None:
    """Let whoever writes an entry of these inboxes wait for COMMIT: they do it under the lock of the inbox's counter. So
    what is read after this is what is newest, or is written anew after us. In one order, as they take several."""
    heads = FeedHead.objects.select_for_update().filter(inbox__in=set(inbox_ids)).order_by("inbox")
    list(heads.values_list("pk"))


def engine() -> ModuleType:
    """Return how this database is searched."""
    return postgresql if connection.vendor == "postgresql" else sqlite


def _write_messages(messages: Iterable[MessageText]) -> None:
    stored, shown = engine().stored, connection.ops.adapt_datetimefield_value
    rows = [(one.id, one.conversation_id, shown(one.at), stored(of_message(one))) for one in messages]
    _write(engine().WRITE_MESSAGES, sorted(rows))


def _write_contacts(contacts: Collection[tuple[ContactNames, int]]) -> None:
    stored = engine().stored
    rows = [(one.id, inbox_id, stored(of_contact(one, inbox_id))) for one, inbox_id in contacts]
    _write(engine().WRITE_CONTACTS, sorted(rows))


def _write(statement: str, rows: list[tuple[Any, ...]]) -> None:
    # Sorted by their keys: two transactions that write the same rows wait for each other in one order.
    if rows:
        _execute(statement, engine().columns(rows))


def _execute(statement: str, parameters: list[Any]) -> None:
    with prepared_cursor() as cursor:
        cursor.execute(statement, parameters)


def _shown_text(resource: Mapping[str, Any]) -> MessageText:
    at = datetime.fromisoformat(resource["timestamp"])
    return MessageText(
        resource["id"],
        resource["conversation"],
        resource["inbox"],
        resource["direction"],
        resource["content"],
        at,
        resource["author"] and resource["author"]["id"],
        bool(resource["attachments"]),
    )


def _text_of(row: Message, *, has_file: bool = False) -> MessageText:
    return MessageText(
        row.pk,
        row.conversation_id,
        row.inbox_id,
        row.direction,
        row.content,
        row.timestamp,
        row.author_id,
        has_file,
    )


def _shown_names(resource: Mapping[str, Any]) -> ContactNames:
    addresses = tuple((one["kind"], one["value"]) for one in resource["addresses"])
    return ContactNames(resource["id"], resource["name"], resource["username"], addresses)


def _names_of(row: Contact) -> ContactNames:
    addresses = tuple((one.kind, one.value) for one in row.addresses.all())
    return ContactNames(row.pk, row.name, row.username, addresses)
