"""The orders of a list, each by one key and the id, so that pages are keyset pages.

Only the order by activity is of all conversations. Who waits, and what is urgent, is asked of what goes on: those are few
among many, so that sorting them is no sorting of everything that ever was.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Case, DateTimeField, F, When
from django.db.models.functions import Coalesce

from messaging.listing.filters import ConversationFilter
from messaging.listing.moments import Later, Mirrored
from messaging.models import Conversation, ConversationQuerySet

# The key of each order, and the id.
ORDERINGS: Mapping[str, tuple[str, str]] = {
    "activity": ("-last_activity_at", "-id"),
    "waiting": ("waits_from", "id"),
    "priority": ("-ranked_at", "-id"),
}


def ordered(rows: ConversationQuerySet, sort: str, asked: ConversationFilter) -> ConversationQuerySet:
    """Give the rows the key by which `ORDERINGS` has this order; other orders than by activity leave out what is
    resolved."""
    if sort != "activity" and not (sort == "waiting" and asked.is_waiting):
        rows = rows.unresolved()
    return keyed(rows, sort, asked)


def keyed(rows: ConversationQuerySet, sort: str, asked: ConversationFilter) -> ConversationQuerySet:
    """Give the rows that key, and leave out none."""
    if sort == "activity":
        return rows
    return _by_waiting(rows, asked) if sort == "waiting" else _by_priority(rows)


def _by_waiting(rows: ConversationQuerySet, asked: ConversationFilter) -> ConversationQuerySet:
    """Who waits longest comes first; who does not wait, at the end, what was active last before the others."""
    if asked.is_waiting:  # by the column itself, which has an index
        return rows.annotate(waits_from=F("waiting_since"))
    return rows.annotate(waits_from=Coalesce("waiting_since", Mirrored("last_activity_at")))


def _by_priority(rows: ConversationQuerySet) -> ConversationQuerySet:
    """Put what is urgent first, as if it had been active that much later; of one priority what was active last."""
    ranks = enumerate(Conversation.Priority.values)
    cases = [When(priority=word, then=Later("last_activity_at", steps=rank)) for rank, word in ranks]
    return rows.annotate(ranked_at=Case(*cases, output_field=DateTimeField()))
