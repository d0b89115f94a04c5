"""What a message of a customer and one that we wrote elsewhere have in common when they are stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from messaging.actions.contact import Departure, mark_addresses_seen, mark_departures
from messaging.actions.core import (
    ReplyLink,
    enqueue_jobs,
    keep_pending_updates,
    record_message,
    record_quoting,
)
from messaging.actions.updates import apply_pending_updates
from messaging.models import (
    Address,
    Answer,
    Attachment,
    Conversation,
    Inbox,
    Job,
    Message,
    Select,
    update_rows,
)
from messaging.transports import Echo, Identity, InboundMessage, RemoteMedia
from messaging.transports.payload import mapping, text

Item = InboundMessage | Echo
_KNOWN = Select(Message, ["external_id", "id"], key="external_id", within="inbox")


@dataclass(frozen=True, slots=True)
class StoredItem:
    """The message that an item became; not `new`: it was there already."""

    pk: int
    new: bool


def order_key(sent_at: datetime | None, arrived_at: datetime) -> datetime:
    """Where a message that a provider brings stands in its thread.

    Providers report whole seconds. The end of the second it was sent in, but never the future: a late
    delivery sorts where the customer wrote it, a prompt one after what we sent before it arrived.
    """
    if sent_at is None:
        return arrived_at
    return min(arrived_at, sent_at.replace(microsecond=999_999))


def place_in(conversation: Conversation, sent_at: datetime | None, arrived_at: datetime) -> datetime:
    """Return where a message stands in this thread: its `order_key`, also when our clock was set back meanwhile. Then
    the thread's own last moment stands for the arrival, so that what comes later is not sorted before what is there."""
    if sent_at is not None and conversation.last_activity_at > timezone.now():
        arrived_at = max(arrived_at, conversation.last_activity_at)
    return order_key(sent_at, arrived_at)


def shown_address(item: Item) -> str:
    """Return the customer's address over which it came or went as people write it: a phone with its plus sign."""
    phone = next((one for one in item.identities if one.kind == "phone"), None)
    return f"+{phone.value}" if phone else item.identities[0].value


def known_ids(inbox: Inbox, items: Iterable[Item]) -> dict[str, int]:
    """Messages that are there already, by external id."""
    return dict(_KNOWN.rows({item.external_id for item in items} - {""}, inbox.pk))


def link_replies(inbox: Inbox, messages: Sequence[Message], items: Sequence[Item]) -> None:
    """Afterwards: a message may answer one that came with it, or one of an older conversation. What answers
    one that is not here yet waits for it."""
    answered = [item.reply_to for item in items]
    found: dict[str, int] = dict(_KNOWN.rows({name for name in answered if name}, inbox.pk))
    linked, early = [], []
    for message, name in zip(messages, answered, strict=True):
        if name in found:
            message.reply_to_id = found[name]
            linked.append(message)
        elif name:
            early.append(ReplyLink(name, message.pk))
    update_rows(linked, ["reply_to"])
    keep_pending_updates(inbox, early)


def seen_in(messages: Sequence[Message], items: Sequence[Item]) -> dict[Identity, datetime]:
    """Return when each identity was seen last in these messages of customers."""
    seen: dict[Identity, datetime] = {}
    for message, item in zip(messages, items, strict=True):
        if isinstance(item, InboundMessage):
            # Whoever moved is reached under the new names.
            for one in item.moved_to or item.identities:
                seen[one] = max(seen.get(one, message.timestamp), message.timestamp)
    return seen


def apply_follow_ups(
    inbox: Inbox,
    messages: Sequence[Message],
    items: Sequence[Item],
    *,
    siblings: Answer[Address] | None = None,
) -> None:
    """Do what follows from messages that have just been stored: their files, who was seen (`siblings`: see
    `mark_addresses_seen`), what waited for them."""
    add_pending_files(inbox, zip(messages, (item.media for item in items), strict=True))
    mark_addresses_seen(inbox.transport, seen_in(messages, items), siblings=siblings)
    mark_departures(
        inbox.transport,
        [
            Departure(message.conversation.contact, item.moved_to, message.timestamp)
            for message, item in zip(messages, items, strict=True)
            if isinstance(item, InboundMessage) and item.moved_to
        ],
    )
    apply_pending_updates(inbox, messages, new=True)


def add_pending_files(inbox: Inbox, files: Iterable[tuple[Message, Sequence[RemoteMedia]]]) -> None:
    """Their rows now, their bytes by jobs: a message is shown before its file is here."""
    rows = [_pending_file(inbox, message, media) for message, several in files for media in several]
    made = Attachment.objects.bulk_create(rows, batch_size=200)
    if made:
        enqueue_jobs(Job.Kind.FETCH_MEDIA, [row.pk for row in made], inbox=inbox)


def _pending_file(inbox: Inbox, message: Message, media: RemoteMedia) -> Attachment:
    return Attachment(
        inbox=inbox,
        message=message,
        kind=media.kind,
        mime_type=media.mime_type[:127],
        filename=media.filename[:255],
        caption=media.caption,
        voice=media.voice,
        sha256=media.sha256[:64],
        remote_id=media.remote_id,
        remote_url=media.url,
    )


def fill_placeholders(inbox: Inbox, items: Sequence[Item]) -> int:
    """Fill the placeholders of imported history, which names a file first and brings it later under the same
    id. Returns how many were filled."""
    bringing = {item.external_id: item for item in items if item.media and item.external_id}
    if not bringing:
        return 0
    # Of itself: what may have no attachment cannot be locked together with it.
    rows = Message.objects.select_for_update(of=("self",), no_key=True).filter(
        inbox=inbox, external_id__in=bringing, kind=Message.Kind.UNSUPPORTED, attachments=None
    )
    placeholders = list(rows)
    items = [bringing[message.external_id or ""] for message in placeholders]
    for message, item in zip(placeholders, items, strict=True):
        _fill(message, item)
    changed = ["kind", "content", "payload", "error", "revisions"]
    update_rows(placeholders, changed)
    link_replies(inbox, placeholders, items)
    add_pending_files(inbox, zip(placeholders, map(_files, placeholders, items), strict=True))
    reworded = [one.pk for one in placeholders if one.earlier.get("content") != one.content]
    for message in placeholders:
        record_message(message)
    record_quoting(reworded)
    return len(placeholders)


def _fill(message: Message, item: Item) -> None:
    """As if the file had been there from the beginning: an edit that came before it still counts."""
    message.kind, message.error = item.kind, None
    edited = message.payload.get(item.kind) if message.edited_at else None
    message.payload = dict(item.payload) | ({item.kind: edited} if edited else {})
    if message.revisions:
        message.revisions = [{**message.revisions[0], "content": item.content}, *message.revisions[1:]]
    else:
        message.content = item.content


def _files(message: Message, item: Item) -> Sequence[RemoteMedia]:
    """With the caption that an edit gave them."""
    if not message.edited_at:
        return item.media
    caption = text(mapping(message.payload, item.kind), "caption")
    return [replace(media, caption=caption) for media in item.media]


def is_after(message: Message, last: Message | None) -> bool:
    """Whether it stands below what was the last line of the thread."""
    return last is None or (last.timestamp, last.pk) < (message.timestamp, message.pk)


def continue_silently(conversation: Conversation, message: Message) -> None:
    """In memory: the conversation is longer, and nothing else is new about it."""
    at = min(message.timestamp, timezone.now())
    conversation.last_activity_at = max(conversation.last_activity_at, at)
    if is_after(message, conversation.last_message):
        conversation.last_message = message
