"""Messages that were changed or deleted after they were sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone

from messaging.actions.contact import UpdateAuthor, identify_authors
from messaging.actions.core import keep_pending_updates, record_message, record_quoting
from messaging.actors import Actor
from messaging.feed import recording
from messaging.models import Inbox, Message, update_rows
from messaging.timestamps import utc_text
from messaging.transports import Deletion, Edit
from messaging.transports.payload import text

Item = Edit | Deletion
CHANGED_FIELDS = ("content", "payload", "revisions", "edited_at", "revoked_at")


@recording()
def apply_edits_and_deletions(inbox: Inbox, items: Sequence[Item], *, by: Actor | None = None) -> int:
    """Apply edits and deletions in this order, or keep them until their messages appear; return how many changed
    something or wait: not those about somebody else's message. None is a line of the thread, unread, or opens
    anything."""
    rows = Message.objects.select_for_update(no_key=True).filter(
        inbox=inbox, external_id__in={item.target for item in items}
    )
    targets = {message.external_id: message for message in rows.order_by("pk")}
    prefetch_related_objects(list(targets.values()), "conversation")
    early = [item for item in items if item.target not in targets]
    keep_pending_updates(inbox, early)
    allowed = _allowed(inbox, [(targets[item.target], item) for item in items if item.target in targets])
    changed = [
        message
        for message, item in allowed
        if (_edit(message, item) if isinstance(item, Edit) else _revoke(message, item))
    ]
    update_rows({message.pk: message for message in changed}.values(), CHANGED_FIELDS)
    reworded = [one.pk for one in changed if one.earlier.get("content") != one.content]
    for message in changed:
        record_message(message)
    record_quoting(reworded)
    return len(early) + len(changed)


def _allowed(inbox: Inbox, pairs: Sequence[tuple[Message, Item]]) -> list[tuple[Message, Item]]:
    """Keep those of the side that wrote the message: customers change theirs, we ours."""
    theirs = [
        (message, item)
        for message, item in pairs
        if not item.by_us and message.direction == Message.Direction.INBOUND
    ]
    authors = [UpdateAuthor(item.identities, "", message) for message, item in theirs]
    contacts = identify_authors(inbox, authors)
    own = {
        id(item)
        for (message, item), contact in zip(theirs, contacts, strict=True)
        if contact.pk == message.conversation.contact_id
    }
    return [
        (message, item)
        for message, item in pairs
        if (message.direction == Message.Direction.OUTBOUND if item.by_us else id(item) in own)
    ]


def _revoke(message: Message, item: Deletion) -> bool:
    """In memory: record a deletion; the first report counts. The content stays for the console."""
    at = _time_of(item)
    if message.revoked_at is not None and (item.at is None or message.revoked_at <= at):
        return False
    message.revoked_at = at
    return True


def _edit(message: Message, item: Edit) -> bool:
    """In whatever order edits come, the contents end up in the order in which they were written."""
    at = _time_of(item)
    ends = [_moment(one["until"]) for one in message.revisions]
    if at in ends or (item.at is None and message.content == item.content):
        return False
    if message.edited_at is None or at > message.edited_at:
        _replace(message, item, at)
    else:
        _insert_revision(message, item.content, at, ends)
    return True


def _replace(message: Message, item: Edit, at: datetime) -> None:
    message.revisions = [*message.revisions, _revision(message.content, at)]
    message.content, message.edited_at = item.content, at
    part = item.payload.get(item.kind)
    if isinstance(part, dict):
        # Only this: the rest of an edit is placeholders ("context": {"id": "M0"}).
        message.payload = {**message.payload, item.kind: part}
        if item.kind != Message.Kind.TEXT:
            message.attachments.update(caption=text(part, "caption"))


def _insert_revision(message: Message, content: str, at: datetime, ends: list[datetime]) -> None:
    """Insert an older edit that comes late: what it replaced was there until then, it itself until the next."""
    place = next(place for place, end in enumerate(ends) if end > at)
    replaced = message.revisions[place]
    between = [{**replaced, "until": utc_text(at)}, {**replaced, "content": content}]
    message.revisions = [*message.revisions[:place], *between, *message.revisions[place + 1 :]]


def _revision(content: str, until: datetime) -> dict[str, Any]:
    return {"content": content, "until": utc_text(until)}


def _time_of(item: Edit | Deletion) -> datetime:
    return min(item.at or timezone.now(), timezone.now())


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)
