"""What a provider says that is neither a message nor a receipt: which action it is for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from django.utils import timezone

from messaging.actions.contact import (
    Choice,
    Departure,
    Profile,
    identify_contacts,
    mark_addresses_seen,
    mark_departures,
    set_marketing_consents,
)
from messaging.actions.inbox import add_notice, apply_template_change
from messaging.actions.updates import apply_edits_and_deletions, apply_reactions
from messaging.actors import Actor
from messaging.feed import recording
from messaging.ingest.parse import IncomingCall
from messaging.models import Inbox
from messaging.transports import (
    Change,
    Deletion,
    Edit,
    Identity,
    Notice,
    NumberChange,
    Preference,
    Reaction,
    TemplateChange,
)

MARKETING = "marketing_messages"
# Contacts are locked before messages; each kind in one order, so that of two batches one waits for the other.
_LOCK_ORDER: tuple[type[Change], ...] = (
    NumberChange,
    Preference,
    Reaction,
    Edit,
    Deletion,
    TemplateChange,
    Notice,
)
Owner = TypeVar("Owner")


def in_lock_order(changes: Iterable[tuple[Owner, Change]]) -> list[tuple[Owner, Change]]:
    """In the order in which they are applied."""
    return sorted(changes, key=lambda pair: _lock_order(pair[1]))


def _lock_order(change: Change) -> tuple[int, str]:
    return _LOCK_ORDER.index(type(change)), str(getattr(change, "target", ""))


def inboxes_of(call: IncomingCall, change: Change) -> tuple[int, ...]:
    """Ids of the inboxes that a change is for: one by its route, else all of its account."""
    route, account = getattr(change, "route", ""), getattr(change, "account", "")
    if account and not route:
        return tuple(call.accounts.get(account, ()))
    return (call.routes[route],) if route in call.routes else ()


def is_set_based(change: Change) -> bool:
    """Return whether many changes of this kind for one inbox are applied at once; the others are few and each its own."""
    return not isinstance(change, TemplateChange | Notice)


@recording()
def apply_changes(inboxes: Sequence[Inbox], changes: Sequence[Change], *, by: Actor) -> None:
    """Apply changes of one kind, in this order. In whatever order and however often they come, they end in the
    same state. Raises `IntegrityError` when another transaction does the same now."""
    inbox = inboxes[0]
    if edits := [one for one in changes if isinstance(one, Edit | Deletion)]:
        apply_edits_and_deletions(inbox, edits, by=by)
    if reactions := [one for one in changes if isinstance(one, Reaction)]:
        apply_reactions(inbox, reactions, by=by)
    if moves := [one for one in changes if isinstance(one, NumberChange)]:
        _change_numbers(inbox, moves)
    if preferences := [one for one in changes if isinstance(one, Preference)]:
        _set_preferences(inbox, preferences)
    for change in changes:
        if isinstance(change, TemplateChange):
            apply_template_change(inboxes, change, by=by)
        elif isinstance(change, Notice):
            add_notice(inboxes, change, by=by)


def _change_numbers(inbox: Inbox, changes: Sequence[NumberChange]) -> None:
    """Also of people who have not written yet: their messages may come after the notice of the change."""
    people = [Profile(tuple(dict.fromkeys([*one.old, *one.new]))) for one in changes]
    contacts = identify_contacts(inbox.transport, people)
    seen: dict[Identity, datetime] = {}
    for change in changes:
        for one in change.new:
            seen[one] = max(seen.get(one, _time_of(change)), _time_of(change))
    mark_addresses_seen(inbox.transport, seen)
    mark_departures(
        inbox.transport,
        [
            Departure(contacts[person], change.new, _time_of(change))
            for person, change in zip(people, changes, strict=True)
        ],
    )


def _set_preferences(inbox: Inbox, changes: Sequence[Preference]) -> None:
    people = [Profile(change.identities, change.name) for change in changes]
    contacts = identify_contacts(inbox.transport, people)
    set_marketing_consents(
        [
            Choice(contacts[person], change.wants, _time_of(change))
            for person, change in zip(people, changes, strict=True)
            if change.category == MARKETING
        ]
    )


def _time_of(change: NumberChange | Preference) -> datetime:
    return min(change.at or timezone.now(), timezone.now())
