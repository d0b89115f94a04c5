"""Which messages, conversations and contacts a typed text finds."""

from messaging.search.patterns import FEWEST_DIGITS, matching_contacts, matching_conversations
from messaging.search.writing import index_changes, rebuild_contacts, rebuild_messages

__all__ = [
    "FEWEST_DIGITS",
    "index_changes",
    "matching_contacts",
    "matching_conversations",
    "rebuild_contacts",
    "rebuild_messages",
]
