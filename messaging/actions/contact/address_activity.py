"""Which of their addresses customers used last."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from messaging.actions.contact.contacts import addresses_shown, record_contact
from messaging.feed import recording
from messaging.models import Address, Contact
from messaging.transports import Identity, is_parent_bsuid

# One write a minute is enough, unless another address of the customer was the last one.
FRESH = timedelta(minutes=1)


@recording()
def mark_addresses_seen(transport: str, seen: Mapping[Identity, datetime]) -> None:
    """Remember when each was seen. We write to the one that was seen last: numbers change, and their shape."""
    times: dict[tuple[str, str], datetime] = {(one.kind, one.value): at for one, at in seen.items()}
    named = Address.objects.known_to(transport).filter(value__in={one.value for one in seen})
    of_contacts: dict[int, list[Address]] = {}
    for row in Address.objects.known_to(transport).filter(contact__in=named.values("contact")):
        of_contacts.setdefault(row.contact_id, []).append(row)
    seen_at = {
        row.pk: at
        for rows in of_contacts.values()
        for row in rows
        if (at := times.get((row.kind, row.value))) and _is_newer(row, at, rows)
    }
    if seen_at:
        _write(seen_at)


@recording()
def mark_addresses_left(contact: Contact, transport: str, now_at: Collection[Identity], at: datetime) -> None:
    """Record that a contact moved at that time and is reached under these addresses from then on.

    Messages go no more to the addresses that they left, unless they are seen there later.
    """
    if all(is_parent_bsuid(one.value) for one in now_at):
        return
    names: set[tuple[str, str]] = {(one.kind, one.value) for one in now_at}
    theirs = Address.objects.known_to(transport).select_for_update(no_key=True).filter(contact=contact)
    left = [row for row in theirs.order_by("pk") if (row.kind, row.value) not in names]
    known, before = [row.was_left for row in left], addresses_shown(contact.pk)
    for row in left:
        row.left_at = max(row.left_at or at, at)
    Address.objects.bulk_update(left, ["left_at"])
    if known != [row.was_left for row in left]:
        record_contact(contact, was={"addresses": before})


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
    before = {row.contact_id: addresses_shown(row.contact_id) for row in rows if row.pk in left}
    for row in rows:
        row.last_seen_at = seen_at[row.pk]
    Address.objects.bulk_update(rows, ["last_seen_at"], batch_size=200)
    back = {row.contact_id for row in rows if row.pk in left and not row.was_left}
    for contact in Contact.objects.filter(pk__in=back):
        record_contact(contact, was={"addresses": before[contact.pk]})
