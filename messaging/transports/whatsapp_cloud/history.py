"""The chats that the business's phone had before it was connected (providers.md A8).

Thousands of messages in unordered pieces; files come later, as plain ``messages`` of the same field
with the ids of their placeholders. All of it is silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from messaging.transports.base import Identity, ReceiptStatus
from messaging.transports.identity import variants
from messaging.transports.reading import mapping, sequence, text
from messaging.transports.whatsapp_cloud.changes import Side, alteration
from messaging.transports.whatsapp_cloud.echoes import sent
from messaging.transports.whatsapp_cloud.envelope import (
    Envelope,
    Item,
    UnusableError,
    digits,
    each,
    junk,
    left_alone,
    objects,
)
from messaging.transports.whatsapp_cloud.messages import GROUP, said
from messaging.transports.whatsapp_cloud.people import (
    PERSON,
    RECIPIENT,
    SENDER,
    Customer,
    customer_of,
    ids,
    named,
)
from messaging.transports.whatsapp_cloud.problems import notices

# What is still waiting on the phone counts as sent: nobody will tell us more about it.
STATUSES: Mapping[str, ReceiptStatus] = {
    "ERROR": "failed",
    "DELIVERED": "delivered",
    "READ": "read",
    "PLAYED": "read",
}
LONGEST_NAMED = 64
Thread = tuple[Identity, ...]


def history(value: dict[str, Any], envelope: Envelope) -> Iterator[Item]:
    """Everything that one change of the field holds."""
    pieces, files = sequence(value, "history"), sequence(value, "messages")
    if not (pieces or files or sequence(value, "errors")):
        raise UnusableError("A change without history.")
    whole = objects(pieces)
    yield from junk(pieces, whole)
    for piece in whole:
        yield from _piece(piece, envelope)
    yield from each(files, partial(_item, thread=()), envelope)
    yield from notices(value, envelope, "info")


def _piece(piece: dict[str, Any], envelope: Envelope) -> Iterator[Item]:
    threads = sequence(piece, "threads")
    whole = objects(threads)
    yield from junk(threads, whole)
    # A business that keeps its history to itself is told to us as an error.
    yield from notices(piece, envelope, "info")
    for thread in whole:
        yield from _chat(thread, envelope)
    if not threads and not sequence(piece, "errors"):
        yield left_alone("A piece of the phone's history without chats.", piece)


def _chat(thread: dict[str, Any], envelope: Envelope) -> Iterator[Item]:
    items = sequence(thread, "messages")
    if not items:
        yield left_alone("A chat of the phone's history without messages.", thread)
    yield from each(items, partial(_item, thread=_thread(thread)), envelope)


def _thread(thread: dict[str, Any]) -> Thread:
    """The customer of a chat."""
    told = [*ids(thread, ("user_id", "parent_user_id", "id")), *ids(mapping(thread, "context"), PERSON)]
    return named(told)


def _item(item: dict[str, Any], envelope: Envelope, *, thread: Thread) -> Item:
    if item.get("group_id"):
        return left_alone(GROUP, item)
    ours = _by_us(item, envelope, thread)
    customer = _customer(item, RECIPIENT if ours else SENDER, envelope, thread)
    side = Side(envelope.route, customer, by_us=ours)
    if altered := alteration(item, side):
        return altered
    if not ours:
        return said(item, side, silent=True)
    status = STATUSES.get(text(mapping(item, "history_context"), "status").upper(), "sent")
    return sent(item, side, status=status, silent=True)


def _by_us(item: dict[str, Any], envelope: Envelope, thread: Thread) -> bool:
    """A chat has two ends: what neither the business's number nor the customer's own says is told by
    there being a recipient, or by the sender being nobody of this chat."""
    if envelope.business and digits(text(item, "from")[:LONGEST_NAMED]) == envelope.business:
        return True
    authors, to_somebody = ids(item, SENDER), bool(ids(item, RECIPIENT))
    if not authors and not to_somebody:
        raise UnusableError("It does not say who wrote it.")
    if any(spelling in thread for one in authors for spelling in (one, *variants(one))):
        return False
    return to_somebody or bool(thread)


def _customer(
    item: dict[str, Any], fields: tuple[str, str, str], envelope: Envelope, thread: Thread
) -> Customer:
    """Whom the item names, else whose chat it is in."""
    if thread and not ids(item, fields):
        return Customer(thread)
    return customer_of(item, fields, envelope)
