"""The orders of a list, each by one key and the id, so that pages are keyset pages.

Only the order by activity is of all conversations. Who waits, and what is urgent, is asked of what goes on: those are few
among many, so that sorting them is no sorting of everything that ever was.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.db.models import Case, DateTimeField, ExpressionWrapper, F, Value, When
from django.db.models.functions import Coalesce

from messaging.listing.filters import ConversationFilter
from messaging.models import Conversation, ConversationQuerySet

# The key of each order, and the id.
ORDERINGS: Mapping[str, tuple[str, str]] = {
    "activity": ("-last_activity_at", "-id"),
    "waiting": ("waits_from", "id"),
    "priority": ("-ranked_at", "-id"),
}
# After everybody who waits: what was active last comes first there, so that no two have the same key.
NEVER, EPOCH = datetime(9000, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)
# By how much each step of priority puts activity ahead.
STEP = timedelta(days=365_000)


def ordered(rows: ConversationQuerySet, sort: str, asked: ConversationFilter) -> ConversationQuerySet:
    """Give the rows the key by which `ORDERINGS` has this order; other orders than by activity leave out what is
    resolved."""
    if sort == "activity":
        return rows
    return _by_waiting(rows, asked) if sort == "waiting" else _by_priority(rows)


def _by_waiting(rows: ConversationQuerySet, asked: ConversationFilter) -> ConversationQuerySet:
    """Who waits longest comes first; who does not wait, at the end."""
    if asked.is_waiting:  # by the column itself, which has an index
        return rows.annotate(waits_from=F("waiting_since"))
    quiet_since = ExpressionWrapper(
        Value(NEVER) - (F("last_activity_at") - Value(EPOCH)), output_field=DateTimeField()
    )
    return rows.unresolved().annotate(waits_from=Coalesce("waiting_since", quiet_since))


def _by_priority(rows: ConversationQuerySet) -> ConversationQuerySet:
    """Put what is urgent first, as if it had been active that much later; of one priority what was active last."""
    ranks = enumerate(Conversation.Priority.values)
    cases = [When(priority=word, then=F("last_activity_at") + Value(STEP * rank)) for rank, word in ranks]
    return rows.unresolved().annotate(ranked_at=Case(*cases, output_field=DateTimeField()))
