"""Emoji that customers, or colleagues on the business's own phone, put on messages."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from messaging import transports
from messaging.actions.contact import UpdateAuthor, identify_authors
from messaging.actions.core import record_message
from messaging.actors import Actor
from messaging.feed import recording
from messaging.limits import LONGEST_STORED_EMOJI
from messaging.models import Answer, Contact, Inbox, Instances, Message, Reaction, update_rows

# Of which message, whose side, and which contact of theirs.
_Key = tuple[str, str, int | None]
_WAITING = Instances(
    Reaction, key="target_external_id", within="inbox", where="own.message_id IS NULL", lock=True
)


@recording()
def apply_reactions(inbox: Inbox, items: Sequence[transports.Reaction], *, by: Actor) -> int:
    """Put many on their messages at once, or let them wait for those; return how many changed something: not where
    something newer is known.

    They open no window, wake no conversation and are not unread. Raises `IntegrityError` when the same person reacts
    twice at once: once more it changes the one reaction.
    """
    rows = Message.objects.filter(inbox=inbox, external_id__in={item.target for item in items})
    targets = {message.external_id: message for message in rows}
    contacts = _reacting(inbox, items, targets)
    known = _known(inbox, items, {one.pk for one in contacts if one})
    new: dict[_Key, Reaction] = {}
    changed: dict[_Key, Reaction] = {}
    for item, contact in zip(items, contacts, strict=True):
        key = _key(item, contact)
        row, target = known.get(key), targets.get(item.target)
        if row is None:
            known[key] = new[key] = _new_reaction(inbox, item, target, contact)
        elif not _replace(row, _emoji(item), _time_of(item)):
            continue
        elif key not in new:
            changed[key] = row
        if target:
            record_message(target)
    Reaction.objects.bulk_create(new.values())
    update_rows(changed.values(), ["emoji", "reacted_at", "agent", "carrier_message"])
    return len(new) + len(changed)


def _key(item: transports.Reaction, contact: Contact | None) -> _Key:
    return (item.target, Reaction.By.CONTACT, contact.pk) if contact else (item.target, Reaction.By.US, None)


def _reacting(
    inbox: Inbox, items: Sequence[transports.Reaction], targets: Mapping[str | None, Message]
) -> list[Contact | None]:
    authors = [
        UpdateAuthor(item.identities, item.name, targets.get(item.target)) for item in items if not item.by_us
    ]
    found = iter(identify_authors(inbox, authors))
    return [None if item.by_us else next(found) for item in items]


def _known(
    inbox: Inbox, items: Sequence[transports.Reaction], contacts: Collection[int]
) -> dict[_Key, Reaction]:
    """Lock the reactions on these messages, which the items may change."""
    of_them = Q(by=Reaction.By.US) | Q(contact__in=contacts)
    rows = Reaction.objects.filter(
        of_them, inbox=inbox, target_external_id__in={item.target for item in items}
    )
    locked = rows.select_for_update(no_key=True).order_by("pk")
    return {(row.target_external_id, row.by, row.contact_id): row for row in locked}


def _new_reaction(
    inbox: Inbox, item: transports.Reaction, target: Message | None, contact: Contact | None
) -> Reaction:
    return Reaction(
        inbox=inbox,
        message=target,
        target_external_id=item.target,
        by=Reaction.By.CONTACT if contact else Reaction.By.US,
        contact=contact,
        emoji=_emoji(item),
        reacted_at=_time_of(item),
    )


def _emoji(item: transports.Reaction) -> str:
    return item.emoji[:LONGEST_STORED_EMOJI]


def _time_of(item: transports.Reaction) -> datetime:
    return min(item.at or timezone.now(), timezone.now())


def _replace(row: Reaction, emoji: str, at: datetime) -> bool:
    if _rank(at, emoji) <= _rank(row.reacted_at, row.emoji):
        return False
    row.emoji, row.reacted_at, row.agent, row.carrier_message = emoji, at, None, None
    return True


def _rank(at: datetime, emoji: str) -> tuple[datetime, bool, str]:
    """Return what orders two reactions: providers tell whole seconds, of two within one the taking back counts."""
    return at, not emoji, emoji


def ask_waiting_reactions(inbox: Inbox, external_ids: Collection[str]) -> Answer[Reaction]:
    """Ask for what waits for these messages, and lock it."""
    return _WAITING.asked(external_ids, inbox.pk)


def attach_reactions(rows: Sequence[Reaction], messages: Mapping[str, Message]) -> None:
    """Hang what waited for these messages, by external id, on them: they have just become known."""
    for row in rows:
        row.message = messages[row.target_external_id]
    update_rows(rows, ["message"])
    for row in rows:
        record_message(messages[row.target_external_id])
