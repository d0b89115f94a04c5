"""Which of their addresses customers used last."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from messaging.actions.contact.contacts import addresses_shown_of, record_contacts
from messaging.feed import recording
from messaging.models import Address, Answer, Contact, Instances, update_rows
from messaging.transports import Identity, is_parent_bsuid

# One write a minute is enough, unless another address of the customer was the last one.
FRESH = timedelta(minutes=1)
# The addresses of whoever has one of these.
_SIBLINGS = Instances(
    Address,
    ["id", "contact", "transport", "kind", "value", "last_seen_at", "left_at"],
    key="value",
    through="contact",
)


def ask_siblings(identities: Iterable[Identity]) -> Answer[Address]:
    """Ask for all addresses of those whose identities these are."""
    return _SIBLINGS.asked({one.value for one in identities})


@recording()
def mark_addresses_seen(
    transport: str, seen: Mapping[Identity, datetime], *, siblings: Answer[Address] | None = None
) -> None:
    """Remember when each was seen. We write to the one that was seen last: numbers change, and their shape. `siblings`:
    where they were asked for already."""
    siblings = siblings or ask_siblings(seen)
    times: dict[tuple[str, str], datetime] = {(one.kind, one.value): at for one, at in seen.items()}
    of_contacts: dict[int, list[Address]] = {}
    for row in siblings():
        if row.is_known_to(transport):
            of_contacts.setdefault(row.contact_id, []).append(row)
    seen_at = {
        row.pk: at
        for rows in of_contacts.values()
        for row in rows
        if (at := times.get((row.kind, row.value))) and _is_newer(row, at, rows)
    }
    if seen_at:
        _write(seen_at)


@dataclass(frozen=True, slots=True)
class Departure:
    """A contact moved at that time and is reached under these addresses from then on."""

    contact: Contact
    now_at: Collection[Identity]
    at: datetime


@recording()
def mark_addresses_left(contact: Contact, transport: str, now_at: Collection[Identity], at: datetime) -> None:
    """Record that a contact moved at that time and is reached under these addresses from then on.

    Messages go no more to the addresses that they left, unless they are seen there later.
    """
    mark_departures(transport, [Departure(contact, now_at, at)])


@recording()
def mark_departures(transport: str, departures: Sequence[Departure]) -> None:
    """Record many of these at once."""
    real = [one for one in departures if not all(is_parent_bsuid(new.value) for new in one.now_at)]
    contacts = {one.contact.pk: one.contact for one in real}
    if not contacts:
        return
    rows = Address.objects.known_to(transport).select_for_update(no_key=True).filter(contact__in=contacts)
    of_contacts: dict[int, list[Address]] = {}
    for row in rows.order_by("pk"):
        of_contacts.setdefault(row.contact_id, []).append(row)
    before, known = addresses_shown_of(contacts), _left(of_contacts)
    changed = {row.pk: row for one in real for row in _leave(of_contacts.get(one.contact.pk, ()), one)}
    update_rows(changed.values(), ["left_at"])
    moved = _left(of_contacts) ^ known
    leavers = dict.fromkeys(row.contact_id for row in changed.values() if row.pk in moved)
    record_contacts([contacts[pk] for pk in leavers], was={pk: {"addresses": before[pk]} for pk in leavers})


def _left(of_contacts: Mapping[int, Sequence[Address]]) -> set[int]:
    return {row.pk for rows in of_contacts.values() for row in rows if row.was_left}


def _leave(rows: Sequence[Address], departure: Departure) -> Iterator[Address]:
    names: set[tuple[str, str]] = {(one.kind, one.value) for one in departure.now_at}
    for row in rows:
        if (row.kind, row.value) not in names:
            row.left_at = max(row.left_at or departure.at, departure.at)
            yield row


def _is_newer(row: Address, at: datetime, siblings: Sequence[Address]) -> bool:
    overtaken = any(
        one.kind == row.kind and one.pk != row.pk and one.last_seen_at >= row.last_seen_at for one in siblings
    )
    return at > (row.last_seen_at if overtaken or row.was_left else row.last_seen_at + FRESH)


def _write(seen_at: Mapping[int, datetime]) -> None:
    # Skipped: somebody else notes the same of that one right now.
    free = Address.objects.select_for_update(no_key=True, skip_locked=True).filter(pk__in=seen_at)
    rows = [row for row in free if row.last_seen_at < seen_at[row.pk]]
    left = {row.pk for row in rows if row.was_left}
    before = addresses_shown_of({row.contact_id for row in rows if row.pk in left})
    for row in rows:
        row.last_seen_at = seen_at[row.pk]
    update_rows(rows, ["last_seen_at"])
    back = {row.contact_id for row in rows if row.pk in left and not row.was_left}
    was = {pk: {"addresses": before[pk]} for pk in back}
    if back:
        record_contacts(list(Contact.objects.filter(pk__in=back)), was=was)
