"""Messages to customers: checked, then queued for their lane or held until the customer writes."""

from __future__ import annotations

from django.db import IntegrityError
from django.utils import timezone

from messaging.actions.contact import identify_contact, owners_of, release_left_address
from messaging.actions.conversation import (
    continue_with,
    find_or_open_conversation,
    mark_read_on_reply,
    spend_draft,
)
from messaging.actions.core import enqueue_message, record_status
from messaging.actions.inbox import count_template_use
from messaging.actions.outgoing.contents import no_such_file
from messaging.actions.outgoing.idempotency import find_earlier, find_earlier_conversation
from messaging.actions.outgoing.orders import Draft, Order
from messaging.actions.outgoing.send_checks import check
from messaging.actions.people import count_canned_use
from messaging.actors import Actor
from messaging.errors import Conflict
from messaging.feed import recording, savepoint
from messaging.models import Attachment, Conversation, Inbox, Message, SavedDraft
from messaging.queries import best_address
from messaging.transports import Identity

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


def send_to(
    inbox: Inbox, identity: Identity, draft: Draft, *, to_strangers: bool = True, by: Actor
) -> Message:
    """Queue a message to somebody who may never have written: the conversation is found or opened.

    `to_strangers`: free text may go to who never wrote, and the provider decides; else it is refused to them as to
    everybody whose window is closed, and no contact is made. Returns the message and raises as `send_message` does, and
    `Conflict` where a merge is being taken back.
    """
    earlier = find_earlier_conversation(draft, inbox, identity)
    if earlier is not None:
        return send_message(earlier, draft, first=to_strangers, by=by)
    with recording(by=by):
        release_left_address(inbox.transport, identity)
        contact = identify_contact(inbox.transport, [identity])
        conversation = find_or_open_conversation(inbox, contact)
        # Under the lock: until then a merge may have been taken back, and it would go to the other one.
        if owners_of(inbox.transport, [identity]).get(identity, contact) != contact:
            raise Conflict("This address is another contact's by now; try again.", code="changed_meanwhile")
        return send_message(conversation, draft, first=to_strangers, by=by)


def send_message(conversation: Conversation, draft: Draft, *, first: bool = False, by: Actor) -> Message:
    """Queue or hold a message in a conversation and return it; the same `client_id` again returns the same message.

    `first`: a customer who never wrote may be written to, and the provider decides. Raises `ConsoleError`
    or `Conflict`, and then wrote nothing.
    """
    try:
        with savepoint():
            return _send(conversation, draft, first=first, by=by)
    except IntegrityError:
        # The same client_id came twice at once, in two conversations.
        earlier = find_earlier(draft, conversation)
        if earlier is None:
            raise
        return earlier


@recording()
def _send(conversation: Conversation, draft: Draft, *, first: bool, by: Actor) -> Message:
    conversation = Conversation.objects.lock(conversation.pk)
    # Under the lock: of ten identical requests at once, nine find what the first has written.
    if earlier := find_earlier(draft, conversation):
        return earlier
    order = check(conversation, draft, first=first)
    if draft.canned_response is not None:
        count_canned_use(draft.canned_response, draft.author, conversation.inbox)
    if draft.template is not None and (order.kind == "template" or order.invitation is not None):
        count_template_use(conversation.inbox, draft.template.name, draft.template.language, by=by)
    if draft.draft_revision is not None:
        spend_draft(conversation, draft.author, SavedDraft.Mode.REPLY, draft.draft_revision, draft.content)
    return hold(order) if order.held else queue(order)


def queue(order: Order) -> Message:
    """Put the order at the end of its conversation's lane; return the queued message."""
    message = _row(order, Message.Status.QUEUED)
    message.lane_position = enqueue_message(order.conversation)
    _store(order, message)
    mark_read_on_reply(order.conversation, message, order.capabilities)
    return message


def hold(order: Order) -> Message:
    """Keep the order until the customer writes, and send what asks them to; return the held message."""
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
