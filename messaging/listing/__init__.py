"""Which conversations a list has, in what order, and how many a view has: one meaning for REST, counts and saved views."""

from messaging.listing.counts import MOST_COUNTED, count_conversations
from messaging.listing.filters import SORTS, VIEWS, ConversationFilter, filtered
from messaging.listing.named_counts import counted_views, saved_filter
from messaging.listing.ordering import ORDERINGS, keyed, ordered

__all__ = [
    "MOST_COUNTED",
    "ORDERINGS",
    "SORTS",
    "VIEWS",
    "ConversationFilter",
    "count_conversations",
    "counted_views",
    "filtered",
    "keyed",
    "ordered",
    "saved_filter",
]
