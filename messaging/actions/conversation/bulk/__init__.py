"""Several conversations at once: what the verbs on one do, in a number of statements that hardly grows with them."""

from messaging.actions.conversation.bulk.asked import MOST_AT_ONCE, Asked, Outcome
from messaging.actions.conversation.bulk.changing import change_asked
from messaging.actions.conversation.bulk.listed import change_listed

__all__ = [
    "MOST_AT_ONCE",
    "Asked",
    "Outcome",
    "change_asked",
    "change_listed",
]
