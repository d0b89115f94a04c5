"""What a provider says that is neither a message nor a receipt: which action it is for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.utils import timezone

from messaging.actions.contact import (
    identify_contact,
    mark_addresses_left,
    mark_addresses_seen,
    set_marketing_consent,
)
from messaging.actions.inbox import add_notice, apply_template_change
from messaging.actions.updates import apply_edit_or_deletion, apply_reaction
from messaging.actors import Actor
from messaging.feed import recording
from messaging.ingest.parse import IncomingCall
from messaging.models import Inbox
from messaging.transports import (
    Change,
    Deletion,
    Edit,
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


@recording()
def apply_change(inboxes: Sequence[Inbox], change: Change, *, by: Actor) -> None:
    """In whatever order and however often they come, changes end in the same state."""
    inbox = inboxes[0]
    match change:
        case Reaction():
            apply_reaction(inbox, change, by=by)
        case Edit() | Deletion():
            apply_edit_or_deletion(inbox, change, by=by)
        case NumberChange():
            _change_number(inbox, change)
        case Preference():
            _set_preference(inbox, change)
        case TemplateChange():
            apply_template_change(inboxes, change, by=by)
        case Notice():
            add_notice(inboxes, change, by=by)


def _change_number(inbox: Inbox, change: NumberChange) -> None:
    """Also of somebody who has not written yet: their messages may come after the notice of the change."""
    contact = identify_contact(inbox.transport, list(dict.fromkeys([*change.old, *change.new])))
    at = min(change.at or timezone.now(), timezone.now())
    mark_addresses_seen(inbox.transport, dict.fromkeys(change.new, at))
    mark_addresses_left(contact, inbox.transport, change.new, at)


def _set_preference(inbox: Inbox, change: Preference) -> None:
    contact = identify_contact(inbox.transport, change.identities, change.name)
    if change.category == MARKETING:
        at = min(change.at or timezone.now(), timezone.now())
        set_marketing_consent(contact, wants=change.wants, at=at, by=Actor.contact(contact))
