"""A signed body as a `Batch`: every entry, change and item, and no item harms its neighbours.

One POST may hold a thousand updates. Each becomes exactly one thing; what is broken or unknown becomes
`Ignored` with its reason, so nothing that came vanishes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from messaging.transports.base import Batch, Echo, Ignored, InboundMessage, Receipt
from messaging.transports.payload import load_bounded_object, mapping, sequence, storable, text
from messaging.transports.whatsapp_cloud.webhook.account_events import ACCOUNT_EVENTS
from messaging.transports.whatsapp_cloud.webhook.calls import parse_calls
from messaging.transports.whatsapp_cloud.webhook.control_changes import parse_control_changes, parse_standby
from messaging.transports.whatsapp_cloud.webhook.echoes import parse_echoes
from messaging.transports.whatsapp_cloud.webhook.envelope import (
    Envelope,
    Item,
    ItemParser,
    UnusableItemError,
    ignored_junk,
    ignored_on_purpose,
    json_objects,
    parse_envelope,
    parse_isolated,
)
from messaging.transports.whatsapp_cloud.webhook.groups import parse_group_event
from messaging.transports.whatsapp_cloud.webhook.history import parse_history
from messaging.transports.whatsapp_cloud.webhook.messages import parse_messages_change
from messaging.transports.whatsapp_cloud.webhook.updates import (
    TEMPLATE_UPDATES,
    parse_number_changes,
    parse_preferences,
)

# More than this many items that we do nothing with are counted, not listed.
MOST_IGNORED = 1000
# A call of the largest size that the door lets in cannot hold more that are worth anything.
MOST_ITEMS = 20_000
LONGEST_FIELD = 64

# Fields of a number: they hold lists of items.
LIST_FIELDS: Mapping[str, Callable[[dict[str, Any], Envelope], Iterator[Item]]] = {
    "messages": parse_messages_change,
    "calls": parse_calls,
    "standby": parse_standby,
    "messaging_handovers": parse_control_changes,
    "smb_message_echoes": parse_echoes,
    "history": parse_history,
    "user_preferences": parse_preferences,
    "user_id_update": parse_number_changes,
}
# Fields whose value is one event.
SINGLE_FIELDS: Mapping[str, ItemParser] = {
    **ACCOUNT_EVENTS,
    **TEMPLATE_UPDATES,
    **{
        f"group_{what}_update": parse_group_event
        for what in ("lifecycle", "participants", "settings", "status")
    },
}
# Fields that we know and that no support console needs.
IGNORED_FIELDS = {
    "automatic_events": "Events for advertisements are not evaluated.",
    "flows": "The state of forms is not shown.",
    "partner_solutions": "Contracts between partners of WhatsApp are not shown.",
    "payment_configuration_update": "Payments are not handled.",
    "smb_app_state_sync": "The contact book of the business's phone is not imported.",
}
Kind = TypeVar("Kind")


def parse(body: bytes, query: str = "") -> Batch:
    """Read a signed body; raises `Unreadable` only when it is no JSON object at all. Meta's URLs have no query."""
    items = _bounded_items(_items(load_bounded_object(body)))
    return Batch(
        messages=_of_kind(InboundMessage, items),
        receipts=_of_kind(Receipt, items),
        echoes=_of_kind(Echo, items),
        changes=tuple(item for item in items if not isinstance(item, _OWN_LISTS)),
        ignored=_limit_ignored(_of_kind(Ignored, items)),
    )


def _bounded_items(items: Iterator[Item]) -> list[Item]:
    """Return as many as a call may hold; that there are more is noted, and makes the call a dead letter."""
    found = list(islice(items, MOST_ITEMS))
    if next(items, None) is not None:
        found.append(Ignored(f"The call holds more than {MOST_ITEMS} items; the rest was not read."))
    return found


_OWN_LISTS = (InboundMessage, Receipt, Echo, Ignored)


def _of_kind(kind: type[Kind], items: Iterable[Any]) -> tuple[Kind, ...]:
    return tuple(item for item in items if isinstance(item, kind))


def _limit_ignored(ignored: tuple[Ignored, ...]) -> tuple[Ignored, ...]:
    """Return the first thousand; whether one of the others was not understood is still noted."""
    if len(ignored) <= MOST_IGNORED:
        return ignored
    rest = ignored[MOST_IGNORED:]
    understood = all(one.understood for one in rest)
    return (*ignored[:MOST_IGNORED], Ignored(f"{len(rest)} more items.", understood=understood))


def _items(document: dict[str, Any]) -> Iterator[Item]:
    entries = sequence(document, "entry")
    if not entries:
        yield Ignored("The call holds no entry.", storable(document))
    whole = json_objects(entries)
    yield from ignored_junk(entries, whole)
    for entry in whole:
        yield from _entry(entry)


def _entry(entry: dict[str, Any]) -> Iterator[Item]:
    changes = sequence(entry, "changes")
    if not changes:
        yield Ignored("An entry without changes.", storable(entry))
    whole = json_objects(changes)
    yield from ignored_junk(changes, whole)
    for change in whole:
        yield from _isolated_change(change, entry)


def _isolated_change(change: dict[str, Any], entry: dict[str, Any]) -> Iterator[Item]:
    try:
        yield from _change(change, entry)
    except UnusableItemError as unusable:
        yield Ignored(str(unusable), storable(change))
    except Exception as error:  # the other changes of the body are fine
        yield Ignored(f"Could not be read: {type(error).__name__}.", storable(change))


def _change(change: dict[str, Any], entry: dict[str, Any]) -> Iterator[Item]:
    # The field first: a `history` change holds `messages` that are not live traffic.
    field, value = text(change, "field"), mapping(change, "value")
    if field in LIST_FIELDS:
        yield from LIST_FIELDS[field](value, parse_envelope(entry, value))
    elif field in SINGLE_FIELDS:
        yield parse_isolated(SINGLE_FIELDS[field], value, parse_envelope(entry, value))
    elif field in IGNORED_FIELDS:
        yield ignored_on_purpose(IGNORED_FIELDS[field], change)
    else:
        raise UnusableItemError(f"The field {field[:LONGEST_FIELD] or '(none)'} is not handled.")
