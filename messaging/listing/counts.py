"""How many conversations views have: many counts and the feeds' positions in one statement, so in one look at the data.

What a list shows and what stands at its view is said by the same filters. Each count ends at `MOST_COUNTED`, so that the
statement costs the same however many conversations an installation has and however few of them were ever resolved. The
inboxes stand in it once, however many there are: SQLite takes 500 branches, and PostgreSQL plans each number of each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from messaging.listing.filters import ConversationFilter, filtered
from messaging.listing.named_counts import OPEN, Wanted
from messaging.models import Agent, Conversation, ConversationQuerySet, Inbox, Team

# That many or more. Nobody reads on from there.
MOST_COUNTED = 10_000
_FEED = "feed"
_UNRESOLVED = [one for one in Conversation.Status if one != Conversation.Status.RESOLVED]
# Put together from what Django makes of our own filters; names and values are parameters.
_NUMBER = "(SELECT COUNT(*) FROM ({}) AS counted)"
_WITH = (
    # The inboxes that the agent sees, and where their feeds stand.
    "WITH seen (id, seq, epoch) AS MATERIALIZED ({}), "
    # One row, and none where too much would have to be looked through.
    "few AS MATERIALIZED (SELECT 1 AS yes FROM (SELECT COUNT(*) AS number FROM ({}) AS counted) AS found"
    " WHERE found.number <= %s) "
)

Part = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts by name, and where the feed of each inbox stood when that was how it was: every event up to it is in them,
    and none after it. A name that is missing was too much to count."""

    counts: dict[str, int]
    feed: dict[str, dict[str, object]]


def count_conversations(
    wanted: Wanted, agent: Agent, ids: Collection[int], *, sees_everything: bool
) -> Counted:
    """Count what each filter leaves of the inboxes `ids`, which are all that there are where the agent sees everything."""
    counted = Counted(dict.fromkeys([*wanted.names, *(f"inbox:{pk}" for pk in ids)], 0), {})
    if not ids:
        return counted
    rows = Conversation.objects.all()
    if not sees_everything:
        rows = rows.filter(inbox__in=RawSQL("SELECT id FROM seen", ()))
    for name in wanted.scanned:
        del counted.counts[name]
    for name, pk, number, epoch in _answers([_with(rows, ids), *_parts(wanted, rows, agent)]):
        if name == _FEED:
            counted.feed[str(pk)] = {"epoch": epoch, "seq": number}
        else:
            counted.counts[f"{name}:{pk}" if pk else name] = number
    return counted


def _with(rows: ConversationQuerySet, ids: Collection[int]) -> Part:
    seen = Inbox.objects.filter(pk__in=ids).order_by().values_list("pk", "feed_head__seq", "feed_head__epoch")
    inboxes, given = seen.query.sql_with_params()
    looked_through, more = _sql(rows.filter(status__in=_UNRESOLVED), MOST_COUNTED + 1)
    return _WITH.format(inboxes, looked_through), (*given, *more, MOST_COUNTED)


def _parts(wanted: Wanted, rows: ConversationQuerySet, agent: Agent) -> Iterator[Part]:
    for name, one in wanted.filters.items():
        try:
            sql, given = _sql(filtered(rows, one, agent), MOST_COUNTED)
        except EmptyResultSet:
            continue
        source = " FROM few" if name in wanted.scanned else ""
        yield (
            f"SELECT %s AS name, 0 AS id, {_NUMBER.format(sql)} AS number, '' AS epoch{source}",
            (name, *given),
        )
    # What a team has is what the agent sees of it; an inbox is seen, or not asked for.
    yield _of_each("inbox", Conversation.objects.all(), agent, ("seen", ()))
    if wanted.teams:
        teams, given = (
            Team.objects.filter(pk__in=wanted.teams).order_by().values("id").query.sql_with_params()
        )
        yield _of_each("team", rows, agent, (f"({teams})", given))
    yield "SELECT %s, id, seq, epoch FROM seen WHERE epoch IS NOT NULL", (_FEED,)


def _of_each(column: str, rows: ConversationQuerySet, agent: Agent, source: Part) -> Part:
    """Count what is open of each row of a table by itself: a `GROUP BY` would not end at the most that is counted."""
    found = filtered(rows, ConversationFilter(status=OPEN), agent)
    sql, given = _sql(found.filter(**{column: RawSQL("one.id", ())}), MOST_COUNTED)
    text = f"SELECT %s, one.id, {_NUMBER.format(sql)}, '' FROM {source[0]} AS one"  # noqa: S608 (see above)
    return text, (column, *given, *source[1])


def _sql(rows: QuerySet[Conversation], most: int) -> Part:
    return rows.order_by().values("pk")[:most].query.sql_with_params()


def _answers(parts: list[Part]) -> list[tuple[str, int, int, str]]:
    (head, _), *branches = parts
    with connection.cursor() as cursor:
        cursor.execute(
            head + " UNION ALL ".join(sql for sql, _ in branches),
            [one for _, given in parts for one in given],
        )
        return [(name, pk, number, epoch) for name, pk, number, epoch in cursor.fetchall()]
