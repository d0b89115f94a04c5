"""Messages to customers: checked here, and queued for their lane or held until the customer writes."""

from __future__ import annotations

from django.db import IntegrityError

from messaging.actions.contact import identify_contact, release_left_address
from messaging.actions.conversation import (
    find_or_open_conversation,
    mark_read_on_reply,
    record_conversation,
    reopen,
)
from messaging.actions.core import (
    REPLY_FIELDS,
    add_status_change,
    enqueue_message,
    record_message,
    we_replied,
)
from messaging.actions.outgoing.checks import check
from messaging.actions.outgoing.drafts import Draft
from messaging.actions.outgoing.files import attach_file
from messaging.actions.outgoing.idempotency import client_id_taken, find_earlier
from messaging.actions.outgoing.orders import Order
from messaging.actors import Actor
from messaging.feed import recording
from messaging.models import Activity, Conversation, Inbox, Message
from messaging.transports import Identity


def send_message(conversation: Conversation, draft: Draft, *, first: bool = False, by: Actor) -> Message:
    """Queue or hold a message in a conversation; the same `client_id` again returns the same message.

    `first`: a customer who never wrote may be written to, and the provider decides. Raises `ConsoleError`
    or `Conflict`, and then wrote nothing.
    """
    try:
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
    return hold(order) if order.held else queue(order)


def queue(order: Order) -> Message:
    """Put the order at the end of its conversation's lane; return the queued message."""
    message = order.message(Message.Status.QUEUED)
    message.lane_position = enqueue_message(order.conversation)
    _store(order, message)
    mark_read_on_reply(order.conversation, message)
    return message


def hold(order: Order) -> Message:
    """Keep the order until the customer writes, and send what asks them to; return the held message."""
    if order.invitation is not None:
        queue(order.invitation)
    message = order.message(Message.Status.HELD)
    _store(order, message)
    return message


def _store(order: Order, message: Message) -> None:
    message.save(force_insert=True)
    if order.attachment is not None:
        attach_file(message, order.attachment, order.caption)
    add_status_change(message, message.status)
    reopen(order.conversation)
    _continue(order.conversation, message)
    record_message(message, "created")


def _continue(conversation: Conversation, message: Message) -> None:
    """Let the conversation go on with this message."""
    conversation.last_message = message
    if message.status != Message.Status.HELD:
        we_replied(conversation, max(message.timestamp, conversation.waiting_since or message.timestamp))
    # Another process's clock may be ahead of ours.
    conversation.last_activity_at = max(conversation.last_activity_at, message.timestamp)
    conversation.save(update_fields=["last_message", "last_activity_at", *REPLY_FIELDS])
    record_conversation(conversation, why=Activity.Why.WE_WROTE)


def send_to(inbox: Inbox, identity: Identity, draft: Draft, *, by: Actor) -> Message:
    """Queue a message to somebody who may never have written: the conversation is found or opened."""
    earlier = Message.objects.filter(client_id=draft.client_id).select_related("conversation").first()
    if earlier is not None:
        return send_message(_same_recipient(earlier, inbox, identity), draft, first=True, by=by)
    with recording(by=by):
        release_left_address(inbox.transport, identity)
        contact = identify_contact(inbox.transport, [identity])
        return send_message(find_or_open_conversation(inbox, contact), draft, first=True, by=by)


def _same_recipient(earlier: Message, inbox: Inbox, identity: Identity) -> Conversation:
    """Return the conversation of an earlier message, if it went to the same person; raises `Conflict`."""
    same = earlier.conversation.contact.addresses.filter(kind=identity.kind, value=identity.value).exists()
    if earlier.inbox_id != inbox.pk or not same:
        raise client_id_taken()
    return earlier.conversation
