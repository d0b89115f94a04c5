"""Asking the index: which messages and contacts have these words, among those that the asking agent may see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Sized
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from messaging.models import Agent, Contact, Conversation, InboxMember
from messaging.search.documents import (
    FILE,
    months,
    months_between,
    of_author,
    of_conversation,
    of_direction,
    of_inbox,
)
from messaging.search.typed import AllOf, AnyOf, Expression, Phrase, Without
from messaging.search.writing import engine

# Newest first, a page of a frequent word is full after a few of them; a look at everything is the last one. So many months
# are the first look, and as many as seem to have the rest, and a quarter more, the second.
FIRST_LOOK, FIRST_AND_ONLY = 2, 4
AMPLE = 1.25
# Each month that is named costs a look milliseconds: with more of them it is cheaper to look at all.
LARGEST_LOOK = 12
# A message from now may be of the next month already, by the clock of another server.
AHEAD = timedelta(days=1)
# Months that are named to the index one by one: of what is further back all is looked at.
MOST_MONTHS = 120
# Conversations that are marks of a look-up. Among more of them a frequent word soon finds enough.
MOST_MARKED = 500


class FoundMessage(NamedTuple):
    """A message that was found, by its place in the order of age."""

    at: datetime
    id: int
    conversation_id: int


@dataclass(frozen=True, slots=True)
class MessageFilter:
    """Which messages are asked for besides their words; what is empty, false or None filters nothing. `after` is the first
    moment, `before` the first one that is too late."""

    conversation: int | None = None
    contact: int | None = None
    label: str = ""
    author: int | None = None
    direction: str = ""
    has_file: bool = False
    after: datetime | None = None
    before: datetime | None = None


EVERY_MESSAGE = MessageFilter()


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The same as it is asked of the index: `marks`, each of which has to be there, times, and conversations where these are
    too many for marks: rows that name them in `column`. `is_empty`: no message is like that."""

    marks: tuple[Expression, ...] = ()
    after: datetime | None = None
    before: datetime | None = None
    among: QuerySet[Any] | None = None
    column: str = "pk"
    is_empty: bool = False

    @property
    def conditions(self) -> tuple[str, list[Any]]:
        """Return SQL that follows a look at the index, and its parameters."""
        sql, parameters, shown = "", list[Any](), connection.ops.adapt_datetimefield_value
        if self.after is not None:
            sql, parameters = " AND entry.at >= %s", [shown(self.after)]
        if self.before is not None:
            sql, parameters = f"{sql} AND entry.at < %s", [*parameters, shown(self.before)]
        if self.among is not None:
            # Asked for each message that was found: reading all of the rows first would cost more than most searches.
            one, values = _row_of(self.among, self.column, RawSQL("entry.conversation_id", []))
            sql, parameters = f"{sql} AND EXISTS ({one})", [*parameters, *values]
        return sql, parameters


NOT_NARROWED = Narrowed()


def _row_of(rows: QuerySet[Any], column: str, named: RawSQL) -> tuple[str, tuple[Any, ...]]:
    """Return SQL, and its parameters, for those of the rows that have in `column` what an entry of the index names."""
    sql, parameters = rows.order_by().filter(**{column: named}).values("pk").query.sql_with_params()
    return sql, tuple(parameters)


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


def narrow(asked: MessageFilter, scope: Scope) -> Narrowed:
    """Return what is asked for as the index is asked for it. A contact's conversations, and those with a label, are
    marks of the same look-up while they are few: a frequent word finds too many messages to look for them there."""
    marks = [*_marks(asked)]
    rows = _conversations_of(asked, scope)
    if rows is not None:
        pks = list(rows.order_by().values_list("pk", flat=True)[: MOST_MARKED + 1])
        if len(pks) <= MOST_MARKED:
            marks.append(_one_of([of_conversation(pk) for pk in pks]))
            rows = None
        if not pks:
            return Narrowed(is_empty=True)
    if rows is not None and asked.contact is None:
        # What is found is of these inboxes anyway: the label's rows alone, without their conversations.
        labelled = Conversation.labels.through.objects.filter(label__name=asked.label)
        return Narrowed(tuple(marks), asked.after, asked.before, labelled, "conversation")
    return Narrowed(tuple(marks), asked.after, asked.before, rows)


def _marks(asked: MessageFilter) -> Iterator[Expression]:
    if asked.conversation is not None:
        yield Phrase((of_conversation(asked.conversation),))
    if asked.direction:
        yield Phrase((of_direction(asked.direction),))
    if asked.author is not None:
        yield Phrase((of_author(asked.author),))
    if asked.has_file:
        yield Phrase((FILE,))


def _conversations_of(asked: MessageFilter, scope: Scope) -> QuerySet[Conversation] | None:
    """Return the conversations to which the filter narrows messages; None where it says nothing of them."""
    if asked.contact is None and not asked.label:
        return None
    rows = Conversation.objects.all()
    if scope.inboxes is not None:
        rows = rows.filter(inbox__in=scope.inboxes)
    if asked.contact is not None:
        rows = rows.filter(contact=asked.contact)
    return rows.filter(labels__name=asked.label) if asked.label else rows


def find_messages(
    expression: Expression,
    scope: Scope,
    *,
    limit: int,
    until: tuple[datetime, int] | None = None,
    narrowed: Narrowed = NOT_NARROWED,
) -> list[FoundMessage]:
    """Return the newest messages that have these words, newest first; `until`: from this place on."""
    more, parameters = narrowed.conditions
    if until is not None:
        more += " AND (entry.at, entry.message_id) <= (%s, %s)"
        parameters += [connection.ops.adapt_datetimefield_value(until[0]), until[1]]
    order = " ORDER BY entry.at DESC, entry.message_id DESC LIMIT %s"
    found: list[FoundMessage] = []
    newest = until[0] if until else narrowed.before
    for asked in _windows(expression, scope, narrowed, _Sought(found, limit), newest=newest):
        rows = _rows(engine().FIND_MESSAGES + more + order, [asked, *parameters, limit])
        found += [FoundMessage(_moment(at), pk, conversation_id) for pk, conversation_id, at in rows]
        if len(found) >= limit:
            break
    # A provider's clock may be ahead: what is of a month to come is found by the last look.
    return sorted(found, reverse=True)[:limit]


def find_some_messages(
    expression: Expression, scope: Scope, *, limit: int, narrowed: Narrowed = NOT_NARROWED
) -> list[int]:
    """Return some messages that have these words: of the newest months, and older ones only where these have none."""
    more, parameters = narrowed.conditions
    order = " ORDER BY entry.at DESC, entry.message_id DESC LIMIT %s"
    sought = _Sought((), limit, FIRST_AND_ONLY)
    for asked in _windows(expression, scope, narrowed, sought, newest=narrowed.before):
        if rows := _rows(engine().FIND_MESSAGES + more + order, [asked, *parameters, limit]):
            return [pk for pk, _, _ in rows]
    return []


def find_conversations(
    expression: Expression, scope: Scope, *, limit: int, among: QuerySet[Conversation] | None = None
) -> list[int]:
    """Return the conversations with the newest messages that have these words."""
    narrowed = Narrowed(among=among)
    more, parameters = narrowed.conditions
    lines = engine().FIND_MESSAGES + more
    grouped = f"SELECT conversation_id FROM ({lines}) AS lines GROUP BY conversation_id"  # noqa: S608 (our own statements)
    found: dict[int, None] = {}
    for asked in _windows(expression, scope, narrowed, _Sought(found, limit)):
        rows = _rows(f"{grouped} ORDER BY max(at) DESC LIMIT %s", [asked, *parameters, limit])
        found |= dict.fromkeys(pk for (pk,) in rows)
        if len(found) >= limit:
            break
    return list(found)[:limit]


def find_contacts(
    expression: Expression,
    scope: Scope,
    *,
    limit: int,
    until: int | None = None,
    among: QuerySet[Contact] | None = None,
) -> list[int]:
    """Return the newest contacts that have these words; `until`: from this one on."""
    if scope.is_empty:
        return []
    more, parameters = (" AND entry.contact_id <= %s", [until]) if until is not None else ("", [])
    asked = engine().condition(scope.limit(expression))
    # An entry for each inbox is found, a contact is asked for once. By themselves: PostgreSQL believes that hundreds of words
    # fit half of all rows, and would go through the contacts from the newest on until it has enough.
    entries = f"WITH entries AS MATERIALIZED ({engine().FIND_CONTACTS + more})"
    sql = "SELECT DISTINCT contact_id FROM entries ORDER BY contact_id DESC"
    if among is not None:
        # Asked for one contact after the other, until there are enough. Without an OFFSET PostgreSQL reads the rows first, all
        # contacts for those who are blocked.
        one, values = _row_of(among, "pk", RawSQL("entry.contact_id", []))
        sql = f"SELECT contact_id FROM ({sql}) AS entry WHERE EXISTS ({one} LIMIT 1 OFFSET 0) ORDER BY contact_id DESC"  # noqa: S608 (our own statements)
        parameters = [*parameters, *values]
    return [pk for (pk,) in _rows(f"{entries} {sql} LIMIT %s", [asked, *parameters, limit])]


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


@dataclass(frozen=True, slots=True)
class _Sought:
    """What a search has found by now, of how many; and how many months its first look goes back."""

    found: Sized
    limit: int
    first: int = FIRST_LOOK

    @property
    def more_months(self) -> int:
        """In how many more months the rest is likely to be, after the first look; 0 where all is to be looked at."""
        if not self.found:
            return 0
        missing = (self.limit - len(self.found)) / len(self.found)
        likely = ceil(missing * self.first * AMPLE)
        return likely if likely <= LARGEST_LOOK else 0


def _windows(
    expression: Expression,
    scope: Scope,
    narrowed: Narrowed,
    sought: _Sought,
    *,
    newest: datetime | None = None,
) -> Iterator[str]:
    """Yield the expression as the database reads it: for the newest months, for older ones, and for all others at last. What
    one look found is not looked at by the next, nor months that are newer than `newest` or older than what is asked for."""
    if scope.is_empty or narrowed.is_empty:
        return
    limited = scope.limit(AllOf((expression, *narrowed.marks)) if narrowed.marks else expression)
    latest = timezone.now() + AHEAD
    newest = min(newest or latest, latest)
    if (begin := months_between(latest, newest)) > MOST_MONTHS:
        latest, begin = newest, 0
    oldest = months_between(latest, narrowed.after) + 1 if narrowed.after else MOST_MONTHS + 1
    is_bounded = oldest <= MOST_MONTHS
    for look in range(3):
        # Asked when the look before has found what it finds.
        more = (sought.first, sought.more_months, oldest if is_bounded else 0)[look]
        end = max(begin, min(begin + more, oldest))
        if begin < end:
            yield engine().condition(AllOf((limited, _one_of(months(latest, end)[begin:]))))
        begin = end
    if not is_bounded:
        yield engine().condition(Without(limited, _one_of(months(latest, begin))))


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
