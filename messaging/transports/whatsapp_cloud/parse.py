"""From a signed body to a `Batch`: every entry, change and item, and no item harms its neighbours.

One POST may hold a thousand updates. Each becomes exactly one thing; what is broken or unknown becomes
`Ignored` with its reason, so nothing that came vanishes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from messaging.transports.base import Batch, Echo, Ignored, InboundMessage, Receipt
from messaging.transports.reading import load_object, mapping, sequence, storable, text
from messaging.transports.whatsapp_cloud.account import ACCOUNT
from messaging.transports.whatsapp_cloud.echoes import echoes
from messaging.transports.whatsapp_cloud.envelope import (
    Envelope,
    Item,
    Read,
    UnusableError,
    envelope_of,
    isolated,
    junk,
    left_alone,
    objects,
)
from messaging.transports.whatsapp_cloud.history import history
from messaging.transports.whatsapp_cloud.messages import live
from messaging.transports.whatsapp_cloud.news import NEWS, preferences, successions

# More than this many items that we do nothing with are counted, not listed.
MOST_IGNORED = 1000
# A call of the largest size that the door lets in cannot hold more that are worth anything.
MOST_ITEMS = 20_000
LONGEST_FIELD = 64

# Fields of a number: they hold lists of items.
NUMBER: Mapping[str, Callable[[dict[str, Any], Envelope], Iterator[Item]]] = {
    "messages": live,
    "smb_message_echoes": echoes,
    "history": history,
    "user_preferences": preferences,
    "user_id_update": successions,
}
# Fields whose value is one piece of news.
SINGLE: Mapping[str, Read] = {**ACCOUNT, **NEWS}
# Fields that we know and that no support desk needs.
LEFT_ALONE = {
    "automatic_events": "Events for advertisements are not evaluated.",
    "calls": "Calls are not handled at the desk.",
    "flows": "The state of forms is not shown.",
    "group_lifecycle_update": "Group chats are not shown at the desk.",
    "group_participants_update": "Group chats are not shown at the desk.",
    "group_settings_update": "Group chats are not shown at the desk.",
    "group_status_update": "Group chats are not shown at the desk.",
    "partner_solutions": "Contracts between partners of WhatsApp are not shown.",
    "payment_configuration_update": "Payments are not handled.",
    "smb_app_state_sync": "The contact book of the business's phone is not imported.",
}
Kind = TypeVar("Kind")


def parse(body: bytes) -> Batch:
    """Read a signed body; raises `Unreadable` only when it is no JSON object at all."""
    items = _bounded(_items(load_object(body)))
    return Batch(
        messages=_those(InboundMessage, items),
        receipts=_those(Receipt, items),
        echoes=_those(Echo, items),
        changes=tuple(item for item in items if not isinstance(item, _LISTED)),
        ignored=_gathered(_those(Ignored, items)),
    )


def _bounded(items: Iterator[Item]) -> list[Item]:
    """As many as a call may hold; that there are more is told, and not understood."""
    found = list(islice(items, MOST_ITEMS))
    if next(items, None) is not None:
        found.append(Ignored(f"The call holds more than {MOST_ITEMS} items; the rest was not read."))
    return found


_LISTED = (InboundMessage, Receipt, Echo, Ignored)


def _those(kind: type[Kind], items: Iterable[Any]) -> tuple[Kind, ...]:
    return tuple(item for item in items if isinstance(item, kind))


def _gathered(ignored: tuple[Ignored, ...]) -> tuple[Ignored, ...]:
    """The first thousand; whether one of the others was not understood is still told."""
    if len(ignored) <= MOST_IGNORED:
        return ignored
    rest = ignored[MOST_IGNORED:]
    understood = all(one.understood for one in rest)
    return (*ignored[:MOST_IGNORED], Ignored(f"{len(rest)} more items.", understood=understood))


def _items(document: dict[str, Any]) -> Iterator[Item]:
    entries = sequence(document, "entry")
    if not entries:
        yield Ignored("The call holds no entry.", storable(document))
    whole = objects(entries)
    yield from junk(entries, whole)
    for entry in whole:
        yield from _entry(entry)


def _entry(entry: dict[str, Any]) -> Iterator[Item]:
    changes = sequence(entry, "changes")
    if not changes:
        yield Ignored("An entry without changes.", storable(entry))
    whole = objects(changes)
    yield from junk(changes, whole)
    for change in whole:
        yield from _isolated_change(change, entry)


def _isolated_change(change: dict[str, Any], entry: dict[str, Any]) -> Iterator[Item]:
    try:
        yield from _change(change, entry)
    except UnusableError as unusable:
        yield Ignored(str(unusable), storable(change))
    except Exception as error:  # the other changes of the body are fine
        yield Ignored(f"Could not be read: {type(error).__name__}.", storable(change))


def _change(change: dict[str, Any], entry: dict[str, Any]) -> Iterator[Item]:
    # The field first: a `history` change holds `messages` that are not live traffic.
    field, value = text(change, "field"), mapping(change, "value")
    if field in NUMBER:
        yield from NUMBER[field](value, envelope_of(entry, value))
    elif field in SINGLE:
        yield isolated(SINGLE[field], value, envelope_of(entry, value))
    elif field in LEFT_ALONE:
        yield left_alone(LEFT_ALONE[field], change)
    else:
        raise UnusableError(f"The field {field[:LONGEST_FIELD] or '(none)'} is not handled.")
