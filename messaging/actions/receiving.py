"""What customers write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError
from django.utils import timezone

from messaging.actions.contacts import Person, identify_contact, identify_contacts
from messaging.actions.conversations import record_conversation
from messaging.actions.opening import open_conversation, open_conversations
from messaging.actions.statuses import record_message
from messaging.feed.log import recording
from messaging.models import Conversation, Inbox, Message, WebhookCall
from messaging.transports.base import InboundMessage

# How long after a customer's message free text is allowed (providers.md §0.9).
SERVICE_WINDOW = timedelta(hours=24)
# What is not a message of the customer opens no window; whether a reaction does is undocumented: it does not.
SILENT_KINDS = {Message.Kind.REACTION, Message.Kind.SYSTEM}
# A customer who writes wakes the conversation.
WOKEN = {Conversation.Status.RESOLVED, Conversation.Status.SNOOZED, Conversation.Status.PENDING}


class Duplicate(Exception):
    """The inbox already has a message with this external id; nothing was written."""


@dataclass(frozen=True, slots=True)
class Written:
    """Sender and receiver as the caller wrote them; empty means the contact's and the inbox's own."""

    sender: str = ""
    receiver: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message of a customer, and the call that brought it."""

    item: InboundMessage
    call: WebhookCall | None = None
    written: Written = Written()

    @property
    def person(self) -> Person:
        return self.item.identities, self.item.name


@dataclass(frozen=True, slots=True)
class Stored:
    """The message that an arrival became; not `new`: it was there already."""

    pk: int
    new: bool


@recording()
def receive_message(
    inbox: Inbox, item: InboundMessage, *, call: WebhookCall | None = None, written: Written = Written()
) -> Message:
    """Store one message of a customer; raises `Duplicate` when it is there already.

    Without an external id nothing tells a copy from a second message of the same words.
    """
    if _is_there(inbox, item):
        raise Duplicate(item.external_id)
    contact = identify_contact(inbox.transport, item.identities, item.name)
    conversation = open_conversation(inbox, contact)
    message = _inbound(inbox, conversation, Arrival(item, call, written))
    if item.reply_to:
        message.reply_to = conversation.messages.filter(external_id=item.reply_to).first()
    try:
        with recording():
            message.save(force_insert=True)
    except IntegrityError as refused:
        if not _is_there(inbox, item):
            raise
        # The same call in another process, a moment earlier.
        raise Duplicate(item.external_id) from refused
    _continue(conversation, message)
    _save_progress(conversation)
    record_message(message, "created")
    return message


def _is_there(inbox: Inbox, item: InboundMessage) -> bool:
    named = Message.objects.filter(inbox=inbox, external_id=item.external_id)
    return bool(item.external_id) and named.exists()


@recording()
def receive_messages(inbox: Inbox, arrivals: Sequence[Arrival]) -> list[Stored]:
    """The same for many at once, in a number of statements that hardly grows with them.

    All or nothing: what one of them trips over is raised, and so is `IntegrityError` when another
    transaction stores one of them now. Then `receive_message` tells for each what is the matter.
    """
    ids = {arrival.item.external_id for arrival in arrivals} - {""}
    known = dict(Message.objects.filter(inbox=inbox, external_id__in=ids).values_list("external_id", "pk"))
    # What has no id is its own: nothing tells a copy.
    keys = [arrival.item.external_id or place for place, arrival in enumerate(arrivals)]
    new: dict[str | int, Arrival] = {}
    for key, arrival in zip(keys, arrivals, strict=True):
        if key not in known:
            new.setdefault(key, arrival)
    pks = known | dict(zip(new, _store(inbox, list(new.values())), strict=True))
    return [Stored(pks[key], new.get(key) is arrival) for key, arrival in zip(keys, arrivals, strict=True)]


def _store(inbox: Inbox, arrivals: Sequence[Arrival]) -> list[int]:
    contacts = identify_contacts(inbox.transport, [arrival.person for arrival in arrivals])
    conversations = open_conversations(inbox, contacts.values())
    threads = [conversations[contacts[arrival.person].pk] for arrival in arrivals]
    messages = Message.objects.bulk_create(
        [_inbound(inbox, thread, arrival) for thread, arrival in zip(threads, arrivals, strict=True)]
    )
    _link_quotes(inbox, messages, [arrival.item.reply_to for arrival in arrivals])
    for thread, message in zip(threads, messages, strict=True):
        _continue(thread, message)
        record_message(message, "created")
    for conversation in conversations.values():
        _save_progress(conversation)
    return [message.pk for message in messages]


def _link_quotes(inbox: Inbox, messages: Sequence[Message], answered: Sequence[str | None]) -> None:
    """Afterwards: a message may answer one that came with it."""
    rows = Message.objects.filter(inbox=inbox, external_id__in=set(answered) - {None})
    found = {(thread, name): pk for thread, name, pk in rows.values_list("conversation", "external_id", "pk")}
    linked = []
    for message, name in zip(messages, answered, strict=True):
        quoted = found.get((message.conversation_id, name))
        if quoted is not None and quoted < message.pk:
            message.reply_to_id = quoted
            linked.append(message)
    Message.objects.bulk_update(linked, ["reply_to"])


def _inbound(inbox: Inbox, conversation: Conversation, arrival: Arrival) -> Message:
    item, written = arrival.item, arrival.written
    return Message(
        conversation=conversation,
        inbox=inbox,
        direction=Message.Direction.INBOUND,
        kind=item.kind,
        sender=written.sender or _written(item),
        receiver=written.receiver or inbox.address,
        content=item.content,
        timestamp=order_key(item.sent_at, timezone.now()),
        status=Message.Status.RECEIVED,
        provider_timestamp=item.sent_at,
        external_id=item.external_id or None,
        payload=dict(item.payload),
        webhook_call=arrival.call,
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
    """In memory: the conversation goes on with this message."""
    if conversation.status in WOKEN:
        conversation.status, conversation.snoozed_until = Conversation.Status.OPEN, None
    conversation.unread += 1
    conversation.last_activity_at = max(conversation.last_activity_at, timezone.now())
    last = conversation.last_message
    if last is None or (last.timestamp, last.pk) < (message.timestamp, message.pk):
        conversation.last_message = message
    if message.kind not in SILENT_KINDS:
        _extend_window(conversation, message)


def _save_progress(conversation: Conversation) -> None:
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
