"""Orders as rows: in their lane, or held until their time or until the customer writes."""

from __future__ import annotations

from dataclasses import asdict

from django.utils import timezone

from messaging.actions.conversation import continue_when_due, continue_with, mark_read_on_reply
from messaging.actions.core import enqueue_message, record_status
from messaging.actions.outgoing.contents import no_such_file
from messaging.actions.outgoing.orders import Order
from messaging.models import Attachment, Message
from messaging.queries import best_address

# What a second message with the same file shares with the first.
SHARED_FIELDS = (
    "inbox",
    "uploaded_by",
    "kind",
    "mime_type",
    "filename",
    "voice",
    "size",
    "sha256",
    "width",
    "height",
    "state",
    "uploaded_id",
    "uploaded_until",
)


def queue(order: Order) -> Message:
    """Put the order at the end of its conversation's lane; return the queued message."""
    message = _row(order, Message.Status.QUEUED)
    message.lane_position = enqueue_message(order.conversation)
    _store(order, message)
    mark_read_on_reply(order.conversation, message, order.capabilities)
    return message


def queue_when_due(order: Order) -> Message:
    """Do the same with what goes out by itself: nobody has looked at the conversation."""
    message = _row(order, Message.Status.QUEUED)
    message.lane_position = enqueue_message(order.conversation)
    message.save(force_insert=True)
    if order.attachment is not None:
        _attach(message, order.attachment, order.caption)
    continue_when_due(order.conversation, message)
    record_status(message, verb="created")
    return message


def hold(order: Order) -> Message:
    """Keep the order until its time, or until the customer writes, and send what asks them to; return the held message."""
    if order.invitation is not None:
        queue(order.invitation)
    message = _row(order, Message.Status.HELD)
    _store(order, message)
    return message


def _row(order: Order, status: Message.Status) -> Message:
    draft, conversation = order.draft, order.conversation
    return Message(
        client_id=draft.client_id,
        conversation=conversation,
        inbox=conversation.inbox,
        direction=Message.Direction.OUTBOUND,
        kind=order.kind,
        sender=draft.sender or conversation.inbox.address,
        receiver=draft.receiver or best_address(conversation),
        content=order.content,
        payload=dict(order.payload),
        author=draft.author,
        reply_to=order.reply_to,
        status=status,
        until_reply=draft.until_reply,
        send_at=draft.send_at if order.held else None,
        fallback=asdict(draft.fallback) if draft.fallback else None,
        # After what the thread holds, also when our clock was set back meanwhile.
        timestamp=max(timezone.now(), conversation.last_activity_at),
    )


def _store(order: Order, message: Message) -> None:
    message.save(force_insert=True)
    if order.attachment is not None:
        _attach(message, order.attachment, order.caption)
    continue_with(order.conversation, message)
    record_status(message, verb="created")


def _attach(message: Message, attachment: Attachment, caption: str) -> None:
    """Show the file with this message; one that another message shows already is shown by both.

    Raises `ConsoleError` where the daily sweep was faster: an unsent upload is not locked while it is checked.
    """
    unsent = Attachment.objects.filter(pk=attachment.pk, message=None)
    if unsent.update(message=message, caption=caption):
        return
    if not Attachment.objects.filter(pk=attachment.pk).exists():
        raise no_such_file()
    copy = Attachment(message=message, caption=caption)
    for name in SHARED_FIELDS:
        setattr(copy, name, getattr(attachment, name))
    # The same file in the storage, under a name that nobody can guess from the first.
    copy.file.name, copy.thumbnail.name = attachment.file.name, attachment.thumbnail.name
    copy.save(force_insert=True)
