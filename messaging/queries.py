"""Reads that more than one door needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Max

from messaging import transports
from messaging.errors import ConsoleError
from messaging.models import Address, Conversation, FeedHead, Inbox, Message
from messaging.transports import Capabilities, Identity, is_parent_bsuid, parse_identity
from messaging.typed_numbers import searched_digits

# How many colleagues' messages a refused reply shows at most.
NEWER_SHOWN = 5


def capabilities_of(inbox: Inbox) -> Capabilities:
    """Return what the inbox's transport can send and receive."""
    return transports.get(inbox.transport).capabilities


def unreadable_inboxes() -> list[Inbox]:
    """Return the inboxes whose secrets SECRET_KEY cannot decrypt: they can neither send nor check a signature."""
    return [inbox for inbox in Inbox.objects.order_by("pk") if not _is_readable(inbox)]


def _is_readable(inbox: Inbox) -> bool:
    try:
        return inbox.config is not None
    except ConsoleError:
        return False


def feed_positions(inbox_ids: Iterable[int]) -> dict[str, dict[str, object]]:
    """``{"<inbox>": {"epoch", "seq"}}``: read it *before* the rows it stands for."""
    heads = FeedHead.objects.filter(inbox__in=list(inbox_ids))
    return {str(head.inbox_id): {"epoch": head.epoch, "seq": head.seq} for head in heads}


def newer_replies(conversation: Conversation, since: int, *, author_id: int | None) -> list[Message]:
    """Return what colleagues sent in this conversation after feed number `since`, oldest first, at most five."""
    rows = conversation.messages.thread().outbound().with_resources().filter(created_seq__gt=since)
    return list(rows.exclude(author_id=author_id).order_by("id")[:NEWER_SHOWN])


def reachable_addresses(contact_id: int, transport: str) -> list[Address]:
    """Return the addresses of a contact that can be written to, the best first: a phone before an id, the one
    that was seen last before others. None that the customer left: another person may have that number by
    now."""
    return _reachable([contact_id], transport)[contact_id]


def _reachable(contact_ids: Iterable[int], transport: str) -> dict[int, list[Address]]:
    found: dict[int, list[Address]] = {pk: [] for pk in contact_ids}
    for row in Address.objects.known_to(transport).filter(contact__in=found).order_by("-last_seen_at", "pk"):
        if not (is_parent_bsuid(row.value) or row.was_left):
            found[row.contact_id].append(row)
    kinds: list[str] = list(Address.Kind.values)
    return {pk: sorted(theirs, key=lambda row: kinds.index(row.kind)) for pk, theirs in found.items()}


def best_address(conversation: Conversation) -> str:
    """Return the contact's best address as people write it."""
    return best_addresses(conversation.inbox, {conversation.contact_id: conversation})[
        conversation.contact_id
    ]


def best_addresses(inbox: Inbox, conversations: Mapping[int, Conversation]) -> dict[int, str]:
    """Return the same of many of one inbox, by contact id."""
    found = _reachable(conversations, inbox.transport)
    return {pk: str(found[pk][0] if found[pk] else one.contact.name) for pk, one in conversations.items()}


def unread_count(conversation: Conversation, seen_up_to: int) -> int:
    """Inbound messages above the mark; imported history counts as seen."""
    inbound = conversation.messages.inbound().filter(pk__gt=seen_up_to)
    return inbound.exclude(origin=Message.Origin.HISTORY).count()


def inbox_for_sender(sender: str) -> Inbox | None:
    """Return the inbox that a sender names by its address, however the number is written."""
    exact = Inbox.objects.filter(address=sender).first()
    if exact is not None:
        return exact
    digits = searched_digits(sender)
    if not digits:
        return None
    inboxes = Inbox.objects.order_by("id")
    return next((inbox for inbox in inboxes if searched_digits(inbox.address) == digits), None)


def typed_receiver(inbox: Inbox, typed: str, *, field: str) -> Identity:
    """Read whom somebody typed as the receiver of a message of this inbox; raises `ConsoleError` naming the field, with
    a ``proposal`` where only the country code is missing. Nobody else is looked for, and no contact is made."""
    try:
        return transports.typed_identity(typed, inbox.country, field=field)
    except ConsoleError:
        # An id that the provider sent, and that a program sends back: these are never judged.
        named = parse_identity(typed)
        known = Address.objects.filter(kind=named.kind, value=named.value)
        if named.kind == "handle" or not known.exists():
            raise
        return named


def default_inbox() -> Inbox | None:
    return Inbox.objects.filter(is_default=True).first()


def newest_message_id(conversation: Conversation) -> int:
    newest = conversation.messages.aggregate(newest=Max("pk"))["newest"]
    return int(newest or 0)
