"""What a provider says that is neither a message nor a receipt: which action it is for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.utils import timezone

from messaging.actions.contacts import note_marketing
from messaging.actions.edits import change_message
from messaging.actions.identities import identify_contact
from messaging.actions.notices import note
from messaging.actions.reactions_in import react
from messaging.actions.sightings import note_left, note_seen
from messaging.actions.template_news import note_template
from messaging.feed.log import recording
from messaging.ingest.calls import IncomingCall
from messaging.models import Inbox
from messaging.transports.base import (
    Change,
    Edit,
    Notice,
    Preference,
    Reaction,
    Revocation,
    Succession,
    TemplateChange,
)

MARKETING = "marketing_messages"
# Contacts are locked before messages; each kind in one order, so that of two batches one waits for the other.
_TURNS: tuple[type[Change], ...] = (
    Succession,
    Preference,
    Reaction,
    Edit,
    Revocation,
    TemplateChange,
    Notice,
)
Bearer = TypeVar("Bearer")


def in_turn(changes: Iterable[tuple[Bearer, Change]]) -> list[tuple[Bearer, Change]]:
    """In the order in which they are applied."""
    return sorted(changes, key=lambda pair: _turn(pair[1]))


def _turn(change: Change) -> tuple[int, str]:
    return _TURNS.index(type(change)), str(getattr(change, "target", ""))


def inboxes_of(call: IncomingCall, change: Change) -> tuple[int, ...]:
    """Ids of the inboxes that a change is for: one by its route, else all of its account."""
    route, account = getattr(change, "route", ""), getattr(change, "account", "")
    if account and not route:
        return tuple(call.accounts.get(account, ()))
    return (call.routes[route],) if route in call.routes else ()


@recording()
def apply_change(inboxes: Sequence[Inbox], change: Change) -> None:
    """In whatever order and however often they come, changes end in the same state."""
    inbox = inboxes[0]
    match change:
        case Reaction():
            react(inbox, change)
        case Edit() | Revocation():
            change_message(inbox, change)
        case Succession():
            _succeed(inbox, change)
        case Preference():
            _prefer(inbox, change)
        case TemplateChange():
            note_template(inboxes, change)
        case Notice():
            note(inboxes, change)


def _succeed(inbox: Inbox, change: Succession) -> None:
    """Also of somebody who has not written yet: their messages may come after the news."""
    contact = identify_contact(inbox.transport, list(dict.fromkeys([*change.old, *change.new])))
    at = min(change.at or timezone.now(), timezone.now())
    note_seen(inbox.transport, dict.fromkeys(change.new, at))
    note_left(contact, inbox.transport, change.new, at)


def _prefer(inbox: Inbox, change: Preference) -> None:
    contact = identify_contact(inbox.transport, change.identities, change.name)
    if change.category == MARKETING:
        at = min(change.at or timezone.now(), timezone.now())
        note_marketing(contact, wants=change.wants, at=at)
