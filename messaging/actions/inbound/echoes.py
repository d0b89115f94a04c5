"""Messages of ours that the console did not send: from the business's own phone, or imported history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError
from django.utils import timezone

from messaging.actions.contact import Profile, identify_contacts, owners_of
from messaging.actions.conversation import (
    ANSWERED_FIELDS,
    SEEN_FIELDS,
    answered_until,
    find_or_add_resolved,
    note_answerer,
    record_conversation,
)
from messaging.actions.core import REPLY_FIELDS, customer_wrote, record_message, we_replied
from messaging.actions.inbound.items import (
    StoredItem,
    apply_follow_ups,
    continue_silently,
    fill_placeholders,
    known_ids,
    link_replies,
    order_key,
    place_in,
    shown_address,
)
from messaging.actions.updates import apply_receipts
from messaging.actors import Actor
from messaging.feed import recording
from messaging.models import Contact, Conversation, Inbox, Message, StatusChange, WebhookCall, update_rows
from messaging.transports import Echo, Receipt

# How much earlier than our row an echo of it may say that it was written: clocks differ.
SKEW = timedelta(minutes=1)
# What goes on with a message that was written elsewhere.
CONTINUED_FIELDS = ("last_activity_at", "last_message", *SEEN_FIELDS, *REPLY_FIELDS, *ANSWERED_FIELDS)


@dataclass(frozen=True, slots=True)
class ReceivedEcho:
    """One such message, and the call that brought it."""

    item: Echo
    call: WebhookCall | None = None

    @property
    def person(self) -> Profile:
        return Profile(self.item.identities)


@recording()
def receive_echoes(inbox: Inbox, echoes: Sequence[ReceivedEcho], *, by: Actor) -> list[StoredItem]:
    """Store what is new, many at once; of what is there already only the status moves on.

    Raises `IntegrityError` when another transaction stores one of them now, or a customer became another contact meanwhile.
    """
    new: dict[str, ReceivedEcho] = {}
    known = known_ids(inbox, [one.item for one in echoes])
    for one in echoes:
        if one.item.external_id not in known:
            new.setdefault(one.item.external_id, one)
    contacts = identify_contacts(inbox.transport, [one.person for one in new.values()])
    known |= _matched_in_flight(inbox, {key: (one.item, contacts[one.person]) for key, one in new.items()})
    fresh = {key: one for key, one in new.items() if key not in known}
    pks = known | dict(zip(fresh, _store(inbox, list(fresh.values()), contacts), strict=True))
    again = [one.item for one in echoes if fresh.get(one.item.external_id) is not one]
    fill_placeholders(inbox, again)
    reported = [Receipt(item.route, item.external_id, item.status, _reached_at(item)) for item in again]
    apply_receipts(inbox, reported, keep_unknown=False)
    return [StoredItem(pks[one.item.external_id], fresh.get(one.item.external_id) is one) for one in echoes]


def _matched_in_flight(inbox: Inbox, echoes: Mapping[str, tuple[Echo, Contact]]) -> dict[str, int]:
    """Match an echo with a message that is being sent this moment, whose id is not known here yet: the same
    words to the same customer are that message, not a second one."""
    live = {key: pair for key, pair in echoes.items() if not pair[0].silent}
    rows = Message.objects.outbound().filter(
        inbox=inbox,
        external_id=None,
        status__in=[Message.Status.SENDING, Message.Status.UNCONFIRMED],
        conversation__contact__in=[contact.pk for _, contact in live.values()],
    )
    rows = rows.select_related("conversation").prefetch_related("changes").order_by("pk")
    in_flight = list(rows) if live else []
    claimed = {}
    for key, (item, contact) in live.items():
        ours = next((one for one in in_flight if _is_same_message(one, item, contact)), None)
        if ours:
            in_flight.remove(ours)
            names = (item.route, key, item.status, item.sent_at, str(ours.client_id))
            apply_receipts(inbox, [Receipt(*names)], keep_unknown=False)
            claimed[key] = ours.pk
    return claimed


def _is_same_message(ours: Message, item: Echo, contact: Contact) -> bool:
    same = (ours.kind, ours.content, ours.conversation.contact_id) == (item.kind, item.content, contact.pk)
    # Of a file without a caption the words are the console's; with the provider's answer it becomes ours.
    is_comparable = not item.media or any(media.caption for media in item.media)
    at = item.sent_at or timezone.now()
    return same and is_comparable and ours.timestamp - SKEW <= at <= _until(ours)


def _until(ours: Message) -> datetime:
    """One that nobody answered was on its way until then: the same words later are another message."""
    if ours.status == Message.Status.SENDING:
        return datetime.max.replace(tzinfo=UTC)
    ends = [change.at for change in ours.changes.all() if change.status == ours.status]
    return max(ends, default=ours.timestamp) + SKEW


def _store(inbox: Inbox, echoes: Sequence[ReceivedEcho], contacts: Mapping[Profile, Contact]) -> list[int]:
    written = [(contacts[one.person], one.item) for one in echoes]
    conversations = _conversations_for(inbox, written)
    _check_owners(inbox, written)
    threads = [conversations[contact.pk] for contact, _ in written]
    messages = Message.objects.bulk_create(
        _outgoing(inbox, thread, one) for thread, one in zip(threads, echoes, strict=True)
    )
    items = [one.item for one in echoes]
    StatusChange.objects.bulk_create(map(_first_status_change, messages, items))
    link_replies(inbox, messages, items)
    for thread, message in zip(threads, messages, strict=True):
        continue_silently(thread, message)
        record_message(message, "created")
    for thread, item in zip(threads, items, strict=True):
        note_answerer(thread, item.answered_by, item.sent_at)
    _end_waiting(zip(threads, messages, strict=True))
    update_rows(conversations.values(), CONTINUED_FIELDS)
    for conversation in conversations.values():
        record_conversation(conversation)
    apply_follow_ups(inbox, messages, items)
    return [message.pk for message in messages]


def _check_owners(inbox: Inbox, written: Iterable[tuple[Contact, Echo]]) -> None:
    """Raise `IntegrityError` where a merge was taken back before the conversations were locked, as for what customers write."""
    pairs = [(contact, one) for contact, item in written for one in item.identities]
    owners = owners_of(inbox.transport, [one for _, one in pairs])
    if any(owners.get(one, contact) != contact for contact, one in pairs):
        raise IntegrityError("This address is another contact's by now.")


def _end_waiting(echoed: Iterable[tuple[Conversation, Message]]) -> None:
    """Note that somebody answered elsewhere and has seen what was there; what the customer wrote after that waits for
    the next answer."""
    live = [(thread, one) for thread, one in echoed if one.origin != Message.Origin.HISTORY]
    for thread, one in live:
        if thread.unread:
            answered_until(thread, one.timestamp)
    answered = {thread.pk: thread for thread, message in live if we_replied(thread, message.timestamp)}
    if answered:
        since = min(message.timestamp for _, message in live)
        later = Message.objects.inbound().filter(conversation__in=answered, timestamp__gt=since)
        shown = later.exclude(kind__in=[Message.Kind.REACTION, Message.Kind.SYSTEM])
        for pk, at in shown.values_list("conversation", "timestamp"):
            customer_wrote(answered[pk], at)


def _conversations_for(inbox: Inbox, written: Sequence[tuple[Contact, Echo]]) -> dict[int, Conversation]:
    """By contact id. A colleague who writes on the phone begins a new conversation after a long time, as a
    customer would; imported history joins whatever there is."""
    now = timezone.now()
    live: dict[Contact, datetime] = {}
    quiet: dict[Contact, datetime] = {}
    for contact, item in written:
        times = quiet if item.silent else live
        at = order_key(item.sent_at, now)
        times[contact] = max(times.get(contact, at), at)
    found = find_or_add_resolved(inbox, live) if live else {}
    rest = {contact: at for contact, at in quiet.items() if contact.pk not in found}
    return found | (find_or_add_resolved(inbox, rest, any_age=True) if rest else {})


def _outgoing(inbox: Inbox, conversation: Conversation, echoed: ReceivedEcho) -> Message:
    item = echoed.item
    return Message(
        conversation=conversation,
        inbox=inbox,
        direction=Message.Direction.OUTBOUND,
        kind=item.kind,
        sender=inbox.address,
        # Whose it is is known by this: of a merged contact the best address may be the other one's.
        receiver=shown_address(item),
        content=item.content,
        timestamp=place_in(conversation, item.sent_at, timezone.now()),
        status=item.status,
        provider_timestamp=item.sent_at,
        external_id=item.external_id,
        payload=dict(item.payload),
        origin=_origin(item),
        webhook_call=echoed.call,
    )


def _origin(item: Echo) -> Message.Origin:
    if item.silent:
        return Message.Origin.HISTORY
    return Message.Origin.OTHER if item.answered_by else Message.Origin.PHONE


def _first_status_change(message: Message, item: Echo) -> StatusChange:
    at = _reached_at(item)
    return StatusChange(message=message, status=item.status, attempt=item.external_id, provider_at=at)


def _reached_at(item: Echo) -> datetime | None:
    """When its status was reached: its time is when it was sent."""
    return item.sent_at if item.status == "sent" else None
