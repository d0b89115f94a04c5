"""What providers report: messages of customers, and receipts of ours."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone

from messaging.actions.contacts import identify_contact
from messaging.actions.conversations import open_conversation, record_conversation
from messaging.actions.statuses import outranks, record_message
from messaging.feed.log import recording
from messaging.models import Conversation, Inbox, Message, StatusChange, WebhookCall
from messaging.transports.base import InboundMessage, Receipt

# How long after a customer's message free text is allowed (providers.md §0.9).
SERVICE_WINDOW = timedelta(hours=24)
# What is not a message of the customer opens no window; whether a reaction does is undocumented: it does not.
SILENT_KINDS = {Message.Kind.REACTION, Message.Kind.SYSTEM}
# A customer who writes wakes the conversation.
WOKEN = {Conversation.Status.RESOLVED, Conversation.Status.SNOOZED, Conversation.Status.PENDING}


class Duplicate(Exception):
    """The inbox already has a message with this external id; nothing was written."""


@dataclass(frozen=True, slots=True)
class Matched:
    """How many receipts spoke of a message of ours, and how many of none."""

    known: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Written:
    """Sender and receiver as the caller wrote them; empty means the contact's and the inbox's own."""

    sender: str = ""
    receiver: str = ""


@recording()
def receive_message(
    inbox: Inbox, item: InboundMessage, *, call: WebhookCall | None = None, written: Written = Written()
) -> Message:
    """Store one message of a customer; raises `Duplicate` when it is there already.

    Without an external id nothing tells a copy from a second message of the same words.
    """
    if item.external_id and Message.objects.filter(inbox=inbox, external_id=item.external_id).exists():
        raise Duplicate(item.external_id)
    contact = identify_contact(inbox.transport, item.identities, item.name)
    conversation = open_conversation(inbox, contact)
    message = _inbound(inbox, conversation, item)
    message.sender = written.sender or _written(item)
    message.receiver = written.receiver or inbox.address
    message.webhook_call = call
    try:
        with recording():
            message.save(force_insert=True)
    except IntegrityError as copy:  # the same call in another process, a moment earlier
        raise Duplicate(item.external_id) from copy
    _continue(conversation, message)
    record_message(message, "created")
    return message


def _inbound(inbox: Inbox, conversation: Conversation, item: InboundMessage) -> Message:
    quoted = conversation.messages.filter(external_id=item.reply_to).first() if item.reply_to else None
    return Message(
        conversation=conversation,
        inbox=inbox,
        direction=Message.Direction.INBOUND,
        kind=item.kind,
        content=item.content,
        timestamp=order_key(item.sent_at, timezone.now()),
        status=Message.Status.RECEIVED,
        provider_timestamp=item.sent_at,
        external_id=item.external_id or None,
        reply_to=quoted,
        payload=dict(item.payload),
    )


def _written(item: InboundMessage) -> str:
    """The sender as people write it: a phone with its plus sign."""
    phone = next((one for one in item.identities if one.kind == "phone"), None)
    return f"+{phone.value}" if phone else item.identities[0].value


def order_key(sent_at: datetime | None, arrived_at: datetime) -> datetime:
    """Where an inbound message stands in its thread.

    Providers report whole seconds. The end of the second it was sent in, but never the future: a late
    delivery sorts where the customer wrote it, a prompt one after what we sent before it arrived.
    """
    if sent_at is None:
        return arrived_at
    return min(arrived_at, sent_at.replace(microsecond=999_999))


def _continue(conversation: Conversation, message: Message) -> None:
    if conversation.status in WOKEN:
        conversation.status, conversation.snoozed_until = Conversation.Status.OPEN, None
    conversation.unread += 1
    conversation.last_activity_at = max(conversation.last_activity_at, timezone.now())
    last = conversation.last_message
    if last is None or (last.timestamp, last.pk) < (message.timestamp, message.pk):
        conversation.last_message = message
    if message.kind not in SILENT_KINDS:
        _extend_window(conversation, message)
    conversation.save(
        update_fields=[
            "status",
            "snoozed_until",
            "unread",
            "last_activity_at",
            "last_message",
            "window_closes_at",
        ]
    )
    record_conversation(conversation)


def _extend_window(conversation: Conversation, message: Message) -> None:
    # A provider's clock that is ahead must not promise more than 24 hours from now.
    written = min(message.provider_timestamp or message.timestamp, timezone.now())
    closes_at = written + SERVICE_WINDOW
    if conversation.window_closes_at is None or conversation.window_closes_at < closes_at:
        conversation.window_closes_at = closes_at


@recording()
def apply_receipts(inbox: Inbox, receipts: Sequence[Receipt]) -> Matched:
    """Move our messages forward, many at once: a body may hold a thousand statuses."""
    messages = _addressed(inbox, receipts)
    changes: list[StatusChange] = []
    moved: dict[int, Message] = {}
    known = 0
    for receipt in receipts:
        message = messages.get(receipt.external_id) or messages.get(receipt.callback_data)
        if message is None:
            continue
        known += 1
        if _stale(message, receipt):
            continue
        changes.append(_change(message, receipt))
        if _advance(message, receipt):
            moved[message.pk] = message
    StatusChange.objects.bulk_create(changes, ignore_conflicts=True, batch_size=500)
    Message.objects.bulk_update(moved.values(), ["status", "external_id", "error"], batch_size=200)
    for message in {change.message.pk: change.message for change in changes}.values():
        record_message(message)
    return Matched(known, len(receipts) - known)


def _addressed(inbox: Inbox, receipts: Sequence[Receipt]) -> dict[str, Message]:
    """Our messages by provider id and by client id, locked in one order."""
    found: dict[str, Message] = {}
    ids = {receipt.external_id for receipt in receipts}
    client_ids = set(_uuids(receipt.callback_data for receipt in receipts))
    rows = Message.objects.select_for_update(no_key=True).filter(
        inbox=inbox, direction=Message.Direction.OUTBOUND
    )
    for message in rows.filter(Q(external_id__in=ids) | Q(client_id__in=client_ids)).order_by("pk"):
        found[str(message.client_id)] = message
        if message.external_id:
            found[message.external_id] = message
    return found


def _uuids(texts: Iterable[str]) -> Iterable[uuid.UUID]:
    for text in texts:
        try:
            yield uuid.UUID(text)
        except ValueError:
            continue


def _stale(message: Message, receipt: Receipt) -> bool:
    """A report about an earlier hand-over of a message that was sent again.

    That it *arrived* is news all the same; that it was refused is not.
    """
    return receipt.external_id in message.superseded_ids and receipt.status in {"sent", "failed"}


def _change(message: Message, receipt: Receipt) -> StatusChange:
    return StatusChange(
        message=message, status=receipt.status, hand_over=receipt.external_id, provider_at=receipt.at
    )


def _advance(message: Message, receipt: Receipt) -> bool:
    """Apply one receipt in memory; whether the row changed."""
    learned = message.external_id is None and bool(receipt.external_id)
    if learned:
        message.external_id = receipt.external_id
    if not outranks(receipt.status, message.status):
        return learned
    message.status = Message.Status(receipt.status)
    message.error = dict(receipt.error or {}) if receipt.status == "failed" else None
    return True
