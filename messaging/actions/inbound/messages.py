"""What customers write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError
from django.utils import timezone

from messaging.actions.contact import Profile, ask_siblings, identify_contact, identify_contacts
from messaging.actions.conversation import (
    ANSWERED_FIELDS,
    ask_holding,
    find_or_add_resolved,
    find_or_open_conversation,
    find_or_open_conversations,
    note_answerer,
    record_conversation,
    release_all_held,
)
from messaging.actions.core import (
    STATUS_FIELDS,
    change_status,
    customer_wrote,
    opens_window,
    record_message,
    window_after,
)
from messaging.actions.inbound.items import (
    StoredItem,
    apply_follow_ups,
    continue_silently,
    fill_placeholders,
    is_after,
    known_ids,
    link_replies,
    order_key,
    place_in,
    seen_in,
    shown_address,
)
from messaging.actors import Actor
from messaging.feed import recording, savepoint
from messaging.models import (
    Activity,
    Address,
    Contact,
    Conversation,
    Inbox,
    Message,
    WebhookCall,
    fresh,
    insert_rows,
    update_rows,
)
from messaging.prepared import in_one_go
from messaging.transports import InboundMessage

# What goes on with a message.
PROGRESS_FIELDS = (
    "unread",
    "last_activity_at",
    "last_message",
    "window_closes_at",
    *STATUS_FIELDS,
    *ANSWERED_FIELDS,
)
# A customer who writes wakes the conversation.
REOPENED = {Conversation.Status.RESOLVED, Conversation.Status.SNOOZED, Conversation.Status.PENDING}


class Duplicate(Exception):
    """The inbox already has a message with this external id; nothing was written."""


@dataclass(frozen=True, slots=True)
class GivenParties:
    """Sender and receiver as the caller wrote them; empty means the contact's and the inbox's own."""

    sender: str = ""
    receiver: str = ""


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """One message of a customer, and the call that brought it."""

    item: InboundMessage
    call: WebhookCall | None = None
    written: GivenParties = GivenParties()

    @property
    def person(self) -> Profile:
        """Who moved to another number is known by the old and the new one."""
        item = self.item
        names = tuple(dict.fromkeys(item.identities + item.moved_to))
        return Profile(names, item.name, item.username)

    @property
    def at(self) -> datetime:
        """Where it stands in its thread. What tells no time of its own was written when its call came: that
        may be long ago, and is processed again now."""
        return order_key(self.item.sent_at, self.arrived_at)

    @property
    def arrived_at(self) -> datetime:
        return self.call.received_at if self.call else timezone.now()


@recording()
def receive_message(
    inbox: Inbox,
    item: InboundMessage,
    *,
    call: WebhookCall | None = None,
    written: GivenParties = GivenParties(),
    by: Actor,
) -> Message:
    """Store one message of a customer; raises `Duplicate` when it is there already.

    Without an external id nothing tells a copy from a second message of the same words.
    """
    if known_ids(inbox, [item]):
        raise Duplicate(item.external_id)
    arrival = ReceivedMessage(item, call, written)
    conversation = _conversation_for(inbox, identify_contact(inbox.transport, *arrival.person), arrival)
    message = _inbound(inbox, conversation, arrival)
    try:
        with savepoint():
            message.save(force_insert=True)
    except IntegrityError as refused:
        if not known_ids(inbox, [item]):
            raise
        # The same call in another process, a moment earlier.
        raise Duplicate(item.external_id) from refused
    link_replies(inbox, [message], [item])
    record_message(message, "created", by=Actor.contact(conversation.contact, message.sender))
    _continue_conversations(inbox, [conversation], [message], [item])
    return message


def _conversation_for(inbox: Inbox, contact: Contact, arrival: ReceivedMessage) -> Conversation:
    if arrival.item.silent:
        conversation = find_or_add_resolved(inbox, {contact: arrival.at}, any_age=True)[contact.pk]
    else:
        conversation = find_or_open_conversation(inbox, contact)
    conversation.contact = contact  # known already: the row would be read once more for its name
    return conversation


@recording()
def receive_messages(inbox: Inbox, arrivals: Sequence[ReceivedMessage], *, by: Actor) -> list[StoredItem]:
    """Receive many messages at once, in a number of statements that hardly grows with them.

    All or nothing: what one of them trips over is raised, and so is `IntegrityError` when another transaction
    stores one of them now. Then `receive_message` finds out for each what is the matter.
    """
    known = known_ids(inbox, [arrival.item for arrival in arrivals])
    # What has no id is its own: nothing tells a copy.
    keys = [arrival.item.external_id or place for place, arrival in enumerate(arrivals)]
    new: dict[str | int, ReceivedMessage] = {}
    again = []
    for key, arrival in zip(keys, arrivals, strict=True):
        if key in known or key in new:
            again.append(arrival.item)
        else:
            new[key] = arrival
    pks = known | dict(zip(new, _store(inbox, list(new.values())), strict=True))
    fill_placeholders(inbox, again)
    return [
        StoredItem(pks[key], new.get(key) is arrival) for key, arrival in zip(keys, arrivals, strict=True)
    ]


def _store(inbox: Inbox, arrivals: Sequence[ReceivedMessage]) -> list[int]:
    people = [arrival.person for arrival in arrivals]
    known = identify_contacts(inbox.transport, people)
    contacts = [known[person] for person in people]
    conversations = _conversations_for(inbox, list(zip(contacts, arrivals, strict=True)))
    for contact in contacts:
        conversations[contact.pk].contact = contact  # known already: each row would be read once more
    threads = [conversations[contact.pk] for contact in contacts]
    messages = insert_rows(
        _inbound(inbox, thread, arrival) for thread, arrival in zip(threads, arrivals, strict=True)
    )
    items = [arrival.item for arrival in arrivals]
    link_replies(inbox, messages, items)
    for thread, message in zip(threads, messages, strict=True):
        record_message(message, "created", by=Actor.contact(thread.contact, message.sender))
    _continue_conversations(inbox, threads, messages, items)
    return [message.pk for message in messages]


def _conversations_for(
    inbox: Inbox, written: Sequence[tuple[Contact, ReceivedMessage]]
) -> dict[int, Conversation]:
    """By contact id. Imported history joins what the same call opens."""
    loud = {contact.pk: contact for contact, arrival in written if not arrival.item.silent}
    found = find_or_open_conversations(inbox, loud.values())
    quiet = {contact: arrival.at for contact, arrival in written if arrival.item.silent}
    rest = {contact: at for contact, at in quiet.items() if contact.pk not in found}
    return found | (find_or_add_resolved(inbox, rest, any_age=True) if rest else {})


def _inbound(inbox: Inbox, conversation: Conversation, arrival: ReceivedMessage) -> Message:
    item, written = arrival.item, arrival.written
    return fresh(
        Message,
        conversation=conversation,
        inbox=inbox,
        direction=Message.Direction.INBOUND,
        kind=item.kind,
        sender=written.sender or shown_address(item),
        receiver=written.receiver or inbox.address,
        content=item.content,
        timestamp=place_in(conversation, item.sent_at, arrival.arrived_at),
        status=Message.Status.RECEIVED,
        provider_timestamp=item.sent_at,
        external_id=item.external_id or None,
        payload=dict(item.payload),
        error=dict(item.error) if item.error else None,
        origin=_origin(arrival),
        webhook_call=arrival.call,
    )


def _origin(arrival: ReceivedMessage) -> Message.Origin:
    if arrival.written.sender:
        return Message.Origin.PROGRAM
    return Message.Origin.HISTORY if arrival.item.silent else Message.Origin.CONSOLE


def _continue_conversations(
    inbox: Inbox,
    threads: Sequence[Conversation],
    messages: Sequence[Message],
    items: Sequence[InboundMessage],
) -> None:
    """Continue the locked conversations with these messages; `threads` has one for each."""
    for thread, message, item in zip(threads, messages, items, strict=True):
        _continue(thread, message)
        note_answerer(thread, item.answered_by, item.sent_at)
    changed = {thread.pk: (thread, message) for thread, message in zip(threads, messages, strict=True)}
    with in_one_go():
        update_rows([conversation for conversation, _ in changed.values()], PROGRESS_FIELDS)
        holding, asked = ask_holding(threads), ask_siblings(seen_in(messages, items))
    for conversation, message in changed.values():
        by = Actor.contact(conversation.contact, message.sender)
        record_conversation(conversation, why=Activity.Why.CUSTOMER_WROTE, by=by)
    siblings = asked()
    _check_owners(inbox, threads, items, siblings)
    apply_follow_ups(inbox, messages, items, siblings=lambda: siblings)
    # Not only what opens the window: another sender may have left the conversation to us.
    live = (one.origin != Message.Origin.HISTORY for one in messages)
    answered = [thread for thread, is_live in zip(threads, live, strict=True) if is_live]
    release_all_held(answered, holding())


def _check_owners(
    inbox: Inbox,
    threads: Sequence[Conversation],
    items: Sequence[InboundMessage],
    addresses: Iterable[Address],
) -> None:
    """Raise `IntegrityError` where a merge was taken back between looking a customer up and locking their conversation: it
    is another's by now, and whoever stores the message tries again."""
    owners = {(one.kind, one.value): one.contact_id for one in addresses if one.is_known_to(inbox.transport)}
    for thread, item in zip(threads, items, strict=True):
        for one in item.identities:
            if owners.get((one.kind, one.value), thread.contact_id) != thread.contact_id:
                raise IntegrityError("This address is another contact's by now.")


def _continue(conversation: Conversation, message: Message) -> None:
    """In memory: the conversation goes on with this message."""
    if message.origin == Message.Origin.HISTORY:
        continue_silently(conversation, message)
        return
    if conversation.status in REOPENED:
        change_status(conversation, Conversation.Status.OPEN)
    conversation.unread += not _was_answered_elsewhere(conversation, message)
    conversation.last_activity_at = max(conversation.last_activity_at, timezone.now())
    if is_after(message, conversation.last_message):
        conversation.last_message = message
    if opens_window(message):
        _extend_window(conversation, message)
        customer_wrote(conversation, message.timestamp)


def _was_answered_elsewhere(conversation: Conversation, message: Message) -> bool:
    """Return whether it was answered elsewhere since it was written: of the two the answer came first."""
    answered = conversation.last_reply_at
    if answered is None or answered < message.timestamp:
        return False
    later = conversation.messages.outbound().filter(timestamp__gte=message.timestamp)
    return later.filter(origin__in=[Message.Origin.PHONE, Message.Origin.OTHER]).exists()


def _extend_window(conversation: Conversation, message: Message) -> None:
    closes_at = window_after(message)
    if conversation.window_closes_at is None or conversation.window_closes_at < closes_at:
        conversation.window_closes_at = closes_at
