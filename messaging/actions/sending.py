"""Messages to customers: accepted here, handed over by a lane."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError

from messaging.actions.contacts import identify_contact
from messaging.actions.conversations import locked, record_conversation, reopen
from messaging.actions.opening import open_conversation
from messaging.actions.outbox import enqueue
from messaging.actions.statuses import note_change, record_message
from messaging.errors import Conflict, DeskError
from messaging.feed.log import recording
from messaging.models import Address, Agent, Conversation, Inbox, Message
from messaging.queries import newer_replies
from messaging.serializers import MessageSerializer
from messaging.transports.base import Identity

# WhatsApp's own limit of a text (providers.md A11).
LONGEST_TEXT = 4096


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to say. The same `client_id` again is the same message.

    `sender` and `receiver` are kept as the caller wrote them; empty means the inbox's and the
    contact's own. `last_seen_seq` is the feed number up to which the author had seen the conversation.
    """

    author: Agent | None
    content: str
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)
    sender: str = ""
    receiver: str = ""
    reply_to: int | None = None
    last_seen_seq: int | None = None


def send_message(conversation: Conversation, draft: Draft) -> Message:
    """Queue a message in a conversation; raises `DeskError` or `Conflict` and then wrote nothing."""
    try:
        return _send_message(conversation, draft)
    except IntegrityError:
        # The same client_id came twice at once, in two conversations.
        earlier = _earlier(draft, conversation)
        if earlier is None:
            raise
        return earlier


@recording()
def _send_message(conversation: Conversation, draft: Draft) -> Message:
    conversation = locked(conversation)
    # Under the lock: of ten identical requests at once, nine find what the first has written.
    earlier = _earlier(draft, conversation)
    if earlier is not None:
        return earlier
    quoted = check_draft(conversation, draft)
    reopen(conversation)
    position = enqueue(conversation)
    message = Message.objects.create(
        client_id=draft.client_id,
        conversation=conversation,
        inbox=conversation.inbox,
        direction=Message.Direction.OUTBOUND,
        sender=draft.sender or conversation.inbox.address,
        receiver=draft.receiver or reach(conversation),
        content=draft.content,
        status=Message.Status.QUEUED,
        author=draft.author,
        reply_to=quoted,
        lane_position=position,
    )
    note_change(message, message.status)
    _continue(conversation, message)
    record_message(message, "created")
    return message


def send_to(inbox: Inbox, identity: Identity, draft: Draft) -> Message:
    """Queue a message to somebody who may never have written: the conversation is found or opened."""
    earlier = Message.objects.filter(client_id=draft.client_id).select_related("conversation").first()
    if earlier is not None:
        return send_message(_checked(earlier, inbox, identity), draft)
    check_content(draft.content)
    with recording():
        contact = identify_contact(inbox.transport, [identity])
        return send_message(open_conversation(inbox, contact), draft)


def _checked(earlier: Message, inbox: Inbox, identity: Identity) -> Conversation:
    """The conversation of an earlier message, if it went to the same person."""
    same = earlier.conversation.contact.addresses.filter(kind=identity.kind, value=identity.value).exists()
    if earlier.inbox_id != inbox.pk or not same:
        raise _client_id_taken()
    return earlier.conversation


def check_draft(conversation: Conversation, draft: Draft) -> Message | None:
    """Whether this may be sent now; the quoted message is returned."""
    check_content(draft.content)
    check_not_blocked(conversation)
    check_nothing_newer(conversation, draft)
    if draft.reply_to is None:
        return None
    quoted = conversation.messages.filter(pk=draft.reply_to).first()
    if quoted is None:
        raise DeskError.field("reply_to", "There is no such message in this conversation.")
    return quoted


def check_not_blocked(conversation: Conversation) -> None:
    if conversation.contact.blocked:
        raise Conflict("This contact is blocked; unblock it before you write.", code="contact_blocked")


def check_content(content: str) -> None:
    if not content.strip():
        raise DeskError.field("content", "This field may not be blank.", code="blank")
    if len(content) > LONGEST_TEXT:
        sentence = f"A WhatsApp text has at most {LONGEST_TEXT} characters; this one has {len(content)}."
        raise DeskError.field("content", sentence, code="too_long")


def check_nothing_newer(conversation: Conversation, draft: Draft) -> None:
    """A colleague's answer that the author has not seen refuses the reply: the customer gets one answer."""
    if draft.last_seen_seq is None:
        return
    author_id = draft.author.pk if draft.author else None
    newer = newer_replies(conversation, draft.last_seen_seq, author_id=author_id)
    if newer:
        name = newer[-1].author.name if newer[-1].author else "Somebody"
        raise Conflict(
            f"{name} answered meanwhile.",
            code="newer_activity",
            extra={"newer": [dict(MessageSerializer(message).data) for message in newer]},
        )


def _earlier(draft: Draft, conversation: Conversation) -> Message | None:
    """The message that this client_id already made; raises `Conflict` if it says something else."""
    earlier = Message.objects.filter(client_id=draft.client_id).first()
    if earlier is None:
        return None
    if (earlier.conversation_id, earlier.content) != (conversation.pk, draft.content):
        raise _client_id_taken()
    return earlier


def _client_id_taken() -> Conflict:
    return Conflict("This client_id was used for another message.", code="client_id_taken")


def reach(conversation: Conversation) -> str:
    """The contact's address as people write it."""
    addresses = {address.kind: address for address in reversed(conversation.contact.addresses.all())}
    best: Any = next((addresses[kind] for kind in Address.Kind.values if kind in addresses), None)
    return str(best or conversation.contact.name)


def _continue(conversation: Conversation, message: Message) -> None:
    """The conversation goes on with this message."""
    conversation.last_message = message
    # Another process's clock may be ahead of ours.
    conversation.last_activity_at = max(conversation.last_activity_at, message.timestamp)
    conversation.save(update_fields=["last_message", "last_activity_at"])
    record_conversation(conversation)


@recording()
def retry_message(message: Message) -> Message:
    """Send a failed or unconfirmed message once more, at the end of its lane; raises `Conflict`."""
    conversation = locked(message.conversation)
    check_not_blocked(conversation)
    position = enqueue(conversation)
    message = Message.objects.select_for_update(no_key=True).get(pk=message.pk)
    check_retry(message)
    if message.external_id:
        message.superseded_ids = [*message.superseded_ids, message.external_id]
    message.status, message.error, message.external_id = Message.Status.QUEUED, None, None
    message.lane_position, message.next_attempt_at = position, None
    message.save(
        update_fields=[
            "status",
            "error",
            "external_id",
            "superseded_ids",
            "lane_position",
            "next_attempt_at",
        ]
    )
    note_change(message, message.status, hand_over=f"retry {message.attempts}")
    record_message(message)
    return message


def check_retry(message: Message) -> None:
    if message.status not in {Message.Status.FAILED, Message.Status.UNCONFIRMED}:
        raise Conflict(
            f"Only a failed or unconfirmed message can be sent again; this one is {message.status}."
        )


@recording()
def confirm_message(message: Message) -> Message:
    """An agent knows that an unconfirmed message arrived; raises `Conflict` for any other status."""
    moved = Message.objects.filter(pk=message.pk, status=Message.Status.UNCONFIRMED).update(
        status=Message.Status.SENT, error=None
    )
    if not moved:
        raise Conflict("Only an unconfirmed message can be confirmed.")
    note_change(message, Message.Status.SENT, hand_over="confirmed by an agent")
    record_message(message)
    message.refresh_from_db()
    return message
