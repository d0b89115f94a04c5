"""What a typed text finds: pages of messages and of contacts, and the rows of other lists that fit it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import chain
from typing import NamedTuple

from django.db.models import Q, QuerySet

from messaging.models import Contact, Conversation, Label, Message, Select
from messaging.search.bounds import bounded
from messaging.search.lookup import (
    EVERY_MESSAGE,
    MessageFilter,
    Narrowed,
    Scope,
    find_contacts,
    find_contacts_of_each,
    find_conversations,
    find_messages,
    find_some_messages,
    messages_of,
    narrow,
)
from messaging.search.meant import Meant, correct
from messaging.search.places import relevance
from messaging.search.typed import AnyOf, Expression, Phrase, Typed, read

# So many of the newest that fit are put in the order of how well they do; older ones come after them.
RANKED = 200
# Rows of another list that a text may find there. With the list's filters few searches have more, and who looks further
# down than that types another word.
MOST_ROWS = 200
# Contacts that a piece of a text may name: one that names more says nothing.
MOST_NAMED = 50

_CONTENTS = Select(Message, ["id", "content"])
_CONTACTS = Select(Contact, ["id", "name", "username"])


class Place(NamedTuple):
    """Where a page of messages begins: the newest that may be on it, and how many of the best are on pages before."""

    at: datetime
    id: int
    skip: int


class ContactPlace(NamedTuple):
    """The same of contacts, which are ordered by their ids."""

    id: int
    skip: int


@dataclass(frozen=True, slots=True)
class Page:
    """Ids of what was found, best first. `typed` is what found them: not what was typed, where `meant` says so."""

    ids: list[int]
    typed: Typed
    next: Place | ContactPlace | None = None
    meant: list[Meant] = field(default_factory=list)


def search_messages(
    text: str,
    scope: Scope,
    *,
    limit: int,
    place: Place | None = None,
    asked: MessageFilter = EVERY_MESSAGE,
) -> Page:
    """Return a page of messages of these inboxes, of those that are asked for."""

    @cache
    def narrowed() -> Narrowed:
        return narrow(asked, scope)

    def found(typed: Typed) -> tuple[list[int], Place | None]:
        until = (place.at, place.id) if place else None
        block = find_messages(typed.expression, scope, limit=RANKED + 1, until=until, narrowed=narrowed())
        texts = _contents([one.id for one in block[:RANKED]])
        ids, rest = _ranked([one.id for one in block], texts, typed, place.skip if place else 0, limit)
        if rest is None:
            return ids, None
        first, skip = rest
        return ids, Place(block[first].at, block[first].id, skip)

    def stored(expression: Expression, most: int) -> Iterable[str]:
        return _contents(find_some_messages(expression, scope, limit=most, narrowed=narrowed())).values()

    return _page(text, found, stored)


def search_contacts(text: str, scope: Scope, *, limit: int, place: ContactPlace | None = None) -> Page:
    """Return a page of the contacts that write to these inboxes."""

    def found(typed: Typed) -> tuple[list[int], ContactPlace | None]:
        block = find_contacts(typed.expression, scope, limit=RANKED + 1, until=place.id if place else None)
        ids, rest = _ranked(block, _names(block[:RANKED]), typed, place.skip if place else 0, limit)
        return ids, ContactPlace(block[rest[0]], rest[1]) if rest else None

    def stored(expression: Expression, most: int) -> Iterable[str]:
        return _names(find_contacts(expression, scope, limit=most)).values()

    return _page(text, found, stored)


def matching_messages(rows: QuerySet[Message], text: str, scope: Scope) -> QuerySet[Message]:
    """Keep the newest messages in which every word stands, or in the names and addresses of their contact."""
    typed = read(text)
    if not typed:
        return rows.none()
    with bounded():
        named = _named([*typed.pieces, *typed.number], scope)
        pieces, whole = named[: len(typed.pieces)], named[len(typed.pieces) :]
        expression = AnyOf((typed.besides(pieces), *chain.from_iterable(whole)))
        found = find_messages(expression, scope, limit=MOST_ROWS)
        return rows.filter(pk__in=[one.id for one in found])


def matching_conversations(
    rows: QuerySet[Conversation], text: str, scope: Scope, *, narrowed: bool
) -> QuerySet[Conversation]:
    """Keep the conversations in which every word stands in one message, or in the names and addresses of the contact, or whose
    label begins so; of more than two hundred those with the newest such messages. `narrowed`: the rows are fewer than the inboxes have."""
    typed = read(text)
    if not typed:
        return rows.none()
    with bounded():
        # One piece alone names contacts, whose conversations are found by them.
        several = len(typed.pieces) > 1
        expression = typed.besides(_named(typed.pieces, scope)) if several else typed.expression
        found = find_conversations(expression, scope, limit=MOST_ROWS, among=rows if narrowed else None)
        contacts = find_contacts(typed.expression, scope, limit=MOST_ROWS)
        return rows.filter(Q(pk__in=[*found, *_labelled(rows, text)]) | Q(contact__in=contacts))


def _labelled(rows: QuerySet[Conversation], text: str) -> list[int]:
    """Return the newest of these conversations that have a label whose name begins with the text."""
    named = list(Label.objects.filter(name__istartswith=text).values_list("pk", flat=True)[:MOST_NAMED])
    if not named:
        return []
    theirs = rows.filter(labels__in=named).order_by("-last_activity_at", "-id")
    return list(theirs.values_list("pk", flat=True)[:MOST_ROWS])


def matching_contacts(
    rows: QuerySet[Contact], text: str, scope: Scope, *, narrowed: bool
) -> QuerySet[Contact]:
    """Keep the newest contacts in whose names and addresses every word stands. `narrowed`: the rows are fewer than the inboxes
    have."""
    typed = read(text)
    if not typed:
        return rows.none()
    with bounded():
        among = rows if narrowed else None
        return rows.filter(pk__in=find_contacts(typed.expression, scope, limit=MOST_ROWS, among=among))


def _page(
    text: str,
    found: Callable[[Typed], tuple[list[int], Place | ContactPlace | None]],
    stored: Callable[[Expression, int], Iterable[str]],
) -> Page:
    typed = read(text)
    if not typed:
        return Page([], typed)
    with bounded():
        ids, rest = found(typed)
        if ids:
            return Page(ids, typed, rest)
        corrected, meant = correct(typed, stored)
        if not meant:
            return Page([], typed)
        ids, rest = found(corrected)
        return Page(ids, corrected, rest, meant if ids else [])


def _ranked(
    block: Sequence[int], texts: dict[int, str], typed: Typed, skip: int, limit: int
) -> tuple[list[int], tuple[int, int] | None]:
    """Return a page of the block, best first; and where the next one begins: at which of the block, without how many."""
    # Stable: of two that fit as well the newer one stays before the other.
    best = sorted(block[:RANKED], key=lambda pk: -relevance(texts.get(pk, ""), typed))
    page = best[skip : skip + limit]
    if skip + limit < len(best):
        return page, (0, skip + limit)
    return page, (RANKED, 0) if len(block) > RANKED else None


def _contents(pks: Sequence[int]) -> dict[int, str]:
    return dict(_CONTENTS.rows(pks))


def _names(pks: Sequence[int]) -> dict[int, str]:
    return {pk: f"{name} {username}" for pk, name, username in _CONTACTS.rows(pks)}


def _named(pieces: Sequence[Expression], scope: Scope) -> list[tuple[Phrase, ...]]:
    """Return for each piece what finds the messages of the contacts whom it names; nothing for one that names too many."""
    contacts = find_contacts_of_each(pieces, scope, limit=MOST_NAMED + 1)
    named = [pks if len(pks) <= MOST_NAMED else [] for pks in contacts]
    theirs = Conversation.objects.filter(contact__in={pk for pks in named for pk in pks}).order_by("-pk")
    conversations: dict[int, list[int]] = {}
    for contact, pk in theirs.values_list("contact", "pk") if any(named) else ():
        conversations.setdefault(contact, []).append(pk)
    return [
        messages_of([one for pk in pks for one in conversations.get(pk, ())][:MOST_ROWS]) for pks in named
    ]
