"""The chats that the business's phone had before it was connected (docs/design/providers.md A8).

Thousands of messages in unordered pieces; files come later, as plain ``messages`` of the same field
with the ids of their placeholders. All of it is silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from messaging.transports.base import Identity, ReceiptStatus
from messaging.transports.payload import mapping, sequence, text
from messaging.transports.phone_numbers import phone_variants
from messaging.transports.whatsapp_cloud.webhook.alterations import ChatSide, parse_alteration
from messaging.transports.whatsapp_cloud.webhook.customers import (
    PERSON,
    RECIPIENT,
    SENDER,
    Customer,
    distinct_identities,
    identities_in,
    parse_customer,
)
from messaging.transports.whatsapp_cloud.webhook.echoes import parse_sent_message
from messaging.transports.whatsapp_cloud.webhook.envelope import (
    Envelope,
    Item,
    UnusableItemError,
    digits,
    ignored_junk,
    ignored_on_purpose,
    json_objects,
    parse_each,
)
from messaging.transports.whatsapp_cloud.webhook.error_reports import error_notices
from messaging.transports.whatsapp_cloud.webhook.groups import GROUP_CHAT_REASON
from messaging.transports.whatsapp_cloud.webhook.messages import parse_inbound_message

# What still waits on the phone counts as sent: no later report will come.
STATUSES: Mapping[str, ReceiptStatus] = {
    "ERROR": "failed",
    "DELIVERED": "delivered",
    "READ": "read",
    "PLAYED": "read",
}
LONGEST_NAMED = 64
ThreadIdentities = tuple[Identity, ...]


def parse_history(value: dict[str, Any], envelope: Envelope) -> Iterator[Item]:
    """Parse everything that one change of the field holds."""
    pieces, files = sequence(value, "history"), sequence(value, "messages")
    if not (pieces or files or sequence(value, "errors")):
        raise UnusableItemError("A change without history.")
    whole = json_objects(pieces)
    yield from ignored_junk(pieces, whole)
    for piece in whole:
        yield from _parse_chunk(piece, envelope)
    yield from parse_each(files, partial(_parse_item, thread=()), envelope)
    yield from error_notices(value, envelope, "info")


def _parse_chunk(piece: dict[str, Any], envelope: Envelope) -> Iterator[Item]:
    threads = sequence(piece, "threads")
    whole = json_objects(threads)
    yield from ignored_junk(threads, whole)
    # A business that keeps its history to itself comes as an error.
    yield from error_notices(piece, envelope, "info")
    for thread in whole:
        yield from _parse_thread(thread, envelope)
    if not threads and not sequence(piece, "errors"):
        yield ignored_on_purpose("A piece of the phone's history without chats.", piece)


def _parse_thread(thread: dict[str, Any], envelope: Envelope) -> Iterator[Item]:
    items = sequence(thread, "messages")
    if not items:
        yield ignored_on_purpose("A chat of the phone's history without messages.", thread)
    yield from parse_each(items, partial(_parse_item, thread=_thread_identities(thread)), envelope)


def _thread_identities(thread: dict[str, Any]) -> ThreadIdentities:
    """Return the customer of a chat."""
    named = [
        *identities_in(thread, ("user_id", "parent_user_id", "id")),
        *identities_in(mapping(thread, "context"), PERSON),
    ]
    return distinct_identities(named)


def _parse_item(item: dict[str, Any], envelope: Envelope, *, thread: ThreadIdentities) -> Item:
    if item.get("group_id"):
        return ignored_on_purpose(GROUP_CHAT_REASON, item)
    ours = _by_us(item, envelope, thread)
    customer = _customer(item, RECIPIENT if ours else SENDER, envelope, thread)
    side = ChatSide(envelope.route, customer, by_us=ours)
    if altered := parse_alteration(item, side):
        return altered
    if not ours:
        return parse_inbound_message(item, side, silent=True)
    status = STATUSES.get(text(mapping(item, "history_context"), "status").upper(), "sent")
    return parse_sent_message(item, side, status=status, silent=True)


def _by_us(item: dict[str, Any], envelope: Envelope, thread: ThreadIdentities) -> bool:
    """Tell who wrote an item: what neither the business's number nor the customer's own says is decided by
    there being a recipient, or by the sender being nobody of this chat."""
    if envelope.business and digits(text(item, "from")[:LONGEST_NAMED]) == envelope.business:
        return True
    authors, to_somebody = identities_in(item, SENDER), bool(identities_in(item, RECIPIENT))
    if not authors and not to_somebody:
        raise UnusableItemError("It does not say who wrote it.")
    if any(spelling in thread for one in authors for spelling in (one, *phone_variants(one))):
        return False
    return to_somebody or bool(thread)


def _customer(
    item: dict[str, Any], fields: tuple[str, str, str], envelope: Envelope, thread: ThreadIdentities
) -> Customer:
    """Return the customer that the item names, else the one of the chat."""
    if thread and not identities_in(item, fields):
        return Customer(thread)
    return parse_customer(item, fields, envelope)
