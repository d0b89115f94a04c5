"""Which messages, conversations and contacts a typed text finds."""

from messaging.search.finding import (
    ContactPlace,
    Page,
    Place,
    matching_contacts,
    matching_conversations,
    matching_messages,
    search_contacts,
    search_messages,
)
from messaging.search.lookup import MessageFilter, Scope
from messaging.search.places import Part, excerpt
from messaging.search.writing import index_changes, rebuild_contacts, rebuild_messages

__all__ = [
    "ContactPlace",
    "MessageFilter",
    "Page",
    "Part",
    "Place",
    "Scope",
    "excerpt",
    "index_changes",
    "matching_contacts",
    "matching_conversations",
    "matching_messages",
    "rebuild_contacts",
    "rebuild_messages",
    "search_contacts",
    "search_messages",
]
