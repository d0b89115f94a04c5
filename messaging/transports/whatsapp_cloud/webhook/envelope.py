"""What the items of one change share, and how each is read so that it harms no neighbour."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from messaging.limits import LONGEST_EXTERNAL_ID, LONGEST_ROUTE
from messaging.transports.base import Change, Echo, Ignored, InboundMessage, Receipt
from messaging.transports.payload import mapping, sequence, storable, text, timestamp

# Of thousands of items with one problem these say enough; the raw body has them all.
MOST_JUNK = 100
JUNK = "An item that is no object, or without what it is known by."

Item = InboundMessage | Echo | Receipt | Change | Ignored


class UnusableItemError(ValueError):
    """An item that lacks what it cannot do without; the text becomes the reason."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """The number that a change is for, its account, and the people in it by each of their ids.

    ``business``: the digits of the number as customers see it; ``at``: when Meta wrote it, if it says so.
    """

    route: str = ""
    account: str = ""
    business: str = ""
    people: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None


ItemParser = Callable[[dict[str, Any], Envelope], Item]


def parse_envelope(entry: dict[str, Any], value: dict[str, Any]) -> Envelope:
    """Read whose change it is. Ids that no column could hold count as missing."""
    metadata = mapping(value, "metadata") or mapping(value, "recipient")  # of a change of control
    route, account = text(metadata, "phone_number_id"), text(entry, "id")
    return Envelope(
        route=route if len(route) <= LONGEST_ROUTE else "",
        account=account if len(account) <= LONGEST_ROUTE else "",
        business=digits(text(metadata, "display_phone_number")[:LONGEST_ROUTE]),
        people=_contacts_by_id(value),
        at=timestamp(entry, "time"),
    )


def _contacts_by_id(value: dict[str, Any]) -> dict[str, Any]:
    """Return contacts by each of their ids: one may be missing, and their order means nothing."""
    people = sequence(value, "contacts")
    return {key: who for who in people for name in ("wa_id", "user_id") if (key := text(who, name))}


def digits(number: str) -> str:
    """Reduce ``+1 555-000-1111`` to ``15550001111``."""
    return "".join(filter(str.isdecimal, number))


def parse_each(items: list[Any], read: ItemParser, envelope: Envelope, *, key: str = "id") -> Iterator[Item]:
    """Parse every item of a number, each on its own; one without ``key`` is not looked at any closer."""
    whole = [item for item in items if isinstance(item, dict) and key in item]
    yield from ignored_junk(items, whole)
    checked = _of_number(read)
    for item in whole:
        yield parse_isolated(checked, item, envelope)


def _of_number(read: ItemParser) -> ItemParser:
    def checked(item: dict[str, Any], envelope: Envelope) -> Item:
        if not envelope.route:
            raise UnusableItemError("The change does not say which phone number it is for.")
        return read(item, envelope)

    return checked


def parse_isolated(read: ItemParser, item: dict[str, Any], envelope: Envelope) -> Item:
    """Return what an item is, or an `Ignored` that says why it is nothing."""
    try:
        return read(item, envelope)
    except UnusableItemError as unusable:
        return Ignored(str(unusable), storable(item))
    except Exception as error:  # whatever it is, the other 999 items of the body are fine
        return Ignored(f"Could not be read: {type(error).__name__}.", storable(item))


def json_objects(items: Iterable[Any]) -> list[dict[str, Any]]:
    """Return the items that are objects and hold anything."""
    return [item for item in items if isinstance(item, dict) and item]


def ignored_junk(items: list[Any], whole: list[dict[str, Any]]) -> Iterator[Ignored]:
    """Yield a trace of the items that are not whole: of millions the first hundred and their number, so that
    they cost no time. ``whole`` is in the order of ``items``."""
    rest = len(items) - len(whole)
    if not rest:
        return
    yield from (Ignored(JUNK, storable(item)) for item in islice(_missing(items, whole), MOST_JUNK))
    if rest > MOST_JUNK:
        yield Ignored(f"{rest - MOST_JUNK} more like these: {JUNK}")


def _missing(items: list[Any], whole: list[dict[str, Any]]) -> Iterator[Any]:
    good, nothing = iter(whole), object()
    expected: Any = next(good, nothing)
    for item in items:
        if item is expected:
            expected = next(good, nothing)
        else:
            yield item


def ignored_on_purpose(reason: str, item: Any = None) -> Ignored:
    """Return an `Ignored` for something that we know and do not act on."""
    return Ignored(reason, storable(item), understood=True)


def required_id(item: dict[str, Any]) -> str:
    """Return an item's id; raises `UnusableItemError` for an item that cannot be told from others."""
    found = text(item, "id")
    if not found or len(found) > LONGEST_EXTERNAL_ID:
        raise UnusableItemError("An item without a usable id.")
    return found
