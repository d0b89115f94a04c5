"""Messages that were changed or deleted after they were sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from messaging.actions.contact import identify_sender
from messaging.actions.core import keep_pending_updates, record_message
from messaging.actors import Actor
from messaging.feed import recording
from messaging.models import Inbox, Message
from messaging.timestamps import utc_text
from messaging.transports import Deletion, Edit
from messaging.transports.payload import text


@recording()
def apply_edit_or_deletion(inbox: Inbox, item: Edit | Deletion, *, by: Actor | None = None) -> bool:
    """Apply an edit or a deletion, or keep it until its message appears; False when it changes nothing or is
    about somebody else's message. Neither is a line of the thread, unread, or opens anything."""
    rows = Message.objects.select_for_update(no_key=True).filter(inbox=inbox, external_id=item.target)
    message = rows.first()
    if message is None:
        keep_pending_updates(inbox, [item])
        return True
    if not _may_change(inbox, message, item):
        return False
    changed = _edit(message, item) if isinstance(item, Edit) else _revoke(message, item)
    if changed:
        record_message(message)
    return changed


def _may_change(inbox: Inbox, message: Message, item: Edit | Deletion) -> bool:
    """Return whether the side that changes a message wrote it: customers change theirs, we ours."""
    if item.by_us:
        return message.direction == Message.Direction.OUTBOUND
    if message.direction != Message.Direction.INBOUND:
        return False
    return identify_sender(inbox, item.identities, "", message).pk == message.conversation.contact_id


def _revoke(message: Message, item: Deletion) -> bool:
    """Record a deletion; the first report counts. The content stays for the console."""
    at = _time_of(item)
    if message.revoked_at is not None and (item.at is None or message.revoked_at <= at):
        return False
    message.revoked_at = at
    message.save(update_fields=["revoked_at"])
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
    message.save(update_fields=["content", "payload", "revisions", "edited_at"])
    return True


def _replace(message: Message, item: Edit, at: datetime) -> None:
    message.revisions = [*message.revisions, _revision(message.content, at)]
    message.content, message.edited_at = item.content, at
    part = item.payload.get(item.kind)
    if isinstance(part, dict):
        # Only this: the rest of an edit is placeholders ("context": {"id": "M0"}).
        message.payload = {**message.payload, item.kind: part}
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
