"""Which messages, conversations and contacts a typed text finds."""

from messaging.search.patterns import FEWEST_DIGITS, matching_contacts, matching_conversations

__all__ = ["FEWEST_DIGITS", "matching_contacts", "matching_conversations"]
