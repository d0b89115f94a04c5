"""Asking the index: which messages and contacts have these words, among those that the asking agent may see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from messaging.models import Agent, Conversation, InboxMember
from messaging.search.documents import months, of_conversation, of_inbox
from messaging.search.typed import AllOf, AnyOf, Expression, Phrase, Without
from messaging.search.writing import engine

# Newest first, a page of a frequent word is full after a few of them; a look at everything is the last one.
WINDOWS = (2, 4)
# A message from now may be of the next month already, by the clock of another server.
AHEAD = timedelta(days=1)


class FoundMessage(NamedTuple):
    """A message that was found, by its place in the order of age."""

    at: datetime
    id: int
    conversation_id: int


@dataclass(frozen=True, slots=True)
class Scope:
    """In which inboxes is searched: ids, or None for all of them."""

    inboxes: tuple[int, ...] | None

    @classmethod
    def of(cls, agent: Agent, *, inbox: int | None = None) -> Scope:
        """Return what the agent sees, or of it this one inbox."""
        if not agent.is_active:
            return cls(())
        if agent.sees_everything:
            return cls(None if inbox is None else (inbox,))
        memberships = InboxMember.objects.filter(agent=agent).values_list("inbox", flat=True)
        seen = tuple(memberships.order_by("inbox"))
        return cls(seen if inbox is None else tuple(one for one in seen if one == inbox))

    @property
    def is_empty(self) -> bool:
        return self.inboxes == ()

    def limit(self, expression: Expression) -> Expression:
        """Return the expression for these inboxes only: asked of the same index, not filtered afterwards."""
        if self.inboxes is None:
            return expression
        return AllOf((expression, _one_of([of_inbox(pk) for pk in self.inboxes])))


def find_messages(
    expression: Expression,
    scope: Scope,
    *,
    limit: int,
    until: tuple[datetime, int] | None = None,
    conversation: int | None = None,
) -> list[FoundMessage]:
    """Return the newest messages that have these words, newest first; `until`: from this place on."""
    if conversation is not None:
        expression = AllOf((expression, Phrase((of_conversation(conversation),))))
    more, parameters = "", []
    if until is not None:
        more = " AND (entry.at, entry.message_id) <= (%s, %s)"
        parameters = [connection.ops.adapt_datetimefield_value(until[0]), until[1]]
    order = " ORDER BY entry.at DESC, entry.message_id DESC LIMIT %s"
    found: list[FoundMessage] = []
    for asked in _windows(expression, scope, newest=until[0] if until else None):
        rows = _rows(engine().FIND_MESSAGES + more + order, [asked, *parameters, limit])
        found += [FoundMessage(_moment(at), pk, conversation_id) for pk, conversation_id, at in rows]
        if len(found) >= limit:
            break
    # A provider's clock may be ahead: what is of a month to come is found by the last look.
    return sorted(found, reverse=True)[:limit]


def find_some_messages(
    expression: Expression, scope: Scope, *, limit: int, conversation: int | None = None
) -> list[int]:
    """Return some messages that have these words: of the newest months, and older ones only where these have none."""
    if conversation is not None:
        expression = AllOf((expression, Phrase((of_conversation(conversation),))))
    order = " ORDER BY entry.at DESC, entry.message_id DESC LIMIT %s"
    for asked in _windows(expression, scope, months_back=WINDOWS[-1:]):
        if rows := _rows(engine().FIND_MESSAGES + order, [asked, limit]):
            return [pk for pk, _, _ in rows]
    return []


def find_conversations(
    expression: Expression, scope: Scope, *, limit: int, among: QuerySet[Conversation] | None = None
) -> list[int]:
    """Return the conversations with the newest messages that have these words."""
    more, parameters = "", tuple[Any, ...]()
    if among is not None:
        # Asked for each message that was found: reading all of the rows first would cost more than most searches.
        one = among.order_by().filter(pk=RawSQL("entry.conversation_id", [])).values("pk")
        sql, parameters = one.query.sql_with_params()
        more = f" AND EXISTS ({sql})"
    lines = engine().FIND_MESSAGES + more
    grouped = f"SELECT conversation_id FROM ({lines}) AS lines GROUP BY conversation_id"  # noqa: S608 (our own statements)
    found: dict[int, None] = {}
    for asked in _windows(expression, scope):
        rows = _rows(f"{grouped} ORDER BY max(at) DESC LIMIT %s", [asked, *parameters, limit])
        found |= dict.fromkeys(pk for (pk,) in rows)
        if len(found) >= limit:
            break
    return list(found)[:limit]


def find_contacts(expression: Expression, scope: Scope, *, limit: int, until: int | None = None) -> list[int]:
    """Return the newest contacts that have these words; `until`: from this one on."""
    if scope.is_empty:
        return []
    more, parameters = (" AND entry.contact_id <= %s", [until]) if until is not None else ("", [])
    asked = engine().condition(scope.limit(expression))
    # An entry for each inbox is found, a contact is asked for once. By themselves: PostgreSQL believes that hundreds of words
    # fit half of all rows, and would go through the contacts from the newest on until it has enough.
    entries = f"WITH entries AS MATERIALIZED ({engine().FIND_CONTACTS + more})"
    sql = f"{entries} SELECT DISTINCT contact_id FROM entries ORDER BY contact_id DESC LIMIT %s"  # noqa: S608 (our own statements)
    return [pk for (pk,) in _rows(sql, [asked, *parameters, limit])]


def find_contacts_of_each(expressions: Sequence[Expression], scope: Scope, *, limit: int) -> list[list[int]]:
    """Return for each expression at most so many contacts that have its words; asked in one statement."""
    found: list[list[int]] = [[] for _ in expressions]
    if scope.is_empty or not expressions:
        return found
    one = "SELECT {place} AS place, contact_id FROM (SELECT DISTINCT contact_id FROM ({entries}) AS entries LIMIT %s) AS few"
    parts = [one.format(place=place, entries=engine().FIND_CONTACTS) for place in range(len(expressions))]
    parameters = [value for one in expressions for value in (engine().condition(scope.limit(one)), limit)]
    for place, pk in _rows(" UNION ALL ".join(parts), parameters):
        found[place].append(pk)
    return found


def messages_of(conversations: Sequence[int]) -> tuple[Phrase, ...]:
    """Return what finds every message of these conversations."""
    return tuple(Phrase((of_conversation(pk),)) for pk in conversations)


def _windows(
    expression: Expression,
    scope: Scope,
    newest: datetime | None = None,
    *,
    months_back: Sequence[int] = WINDOWS,
) -> Iterator[str]:
    """Yield the expression as the database reads it: for the newest months, for older ones, and for all others at last. What
    one look found is not looked at by the next."""
    if scope.is_empty:
        return
    limited, marks = scope.limit(expression), list(months(newest or timezone.now() + AHEAD, months_back[-1]))
    for first, end in pairwise((0, *months_back)):
        yield engine().condition(AllOf((limited, _one_of(marks[first:end]))))
    yield engine().condition(Without(limited, _one_of(marks)))


def _one_of(marks: Sequence[str]) -> Expression:
    return AnyOf(tuple(Phrase((mark,)) for mark in marks))


def _rows(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _moment(at: datetime | str) -> datetime:
    """Return a time as the database gives it; SQLite's are texts in UTC."""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
