"""The index on PostgreSQL: a `tsvector` of our words under a GIN index. Nothing of its own text search reads a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from messaging.search.documents import Document
from messaging.search.typed import AllOf, Expression, Phrase, Without

# A tsvector counts no further.
LAST_PLACE = 16_383

WRITE_MESSAGES = """
INSERT INTO messaging_messagesearchentry AS known (message_id, conversation_id, at, words)
SELECT message_id, conversation_id, at, words::tsvector
FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::text[])
     AS given (message_id, conversation_id, at, words)
ON CONFLICT (message_id) DO UPDATE
SET conversation_id = excluded.conversation_id, at = excluded.at, words = excluded.words
WHERE (known.conversation_id, known.at, known.words)
      IS DISTINCT FROM (excluded.conversation_id, excluded.at, excluded.words)
"""
WRITE_CONTACTS = """
INSERT INTO messaging_contactsearchentry AS known (contact_id, inbox_id, words)
SELECT contact_id, inbox_id, words::tsvector
FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS given (contact_id, inbox_id, words)
ON CONFLICT (contact_id, inbox_id) DO UPDATE SET words = excluded.words
WHERE known.words IS DISTINCT FROM excluded.words
"""
DELETE_MESSAGES = "DELETE FROM messaging_messagesearchentry WHERE message_id = ANY(%s)"
FIND_MESSAGES = """
SELECT entry.message_id, entry.conversation_id, entry.at FROM messaging_messagesearchentry AS entry
WHERE entry.words @@ %s::tsquery
"""
FIND_CONTACTS = """
SELECT entry.contact_id, entry.inbox_id FROM messaging_contactsearchentry AS entry
WHERE entry.words @@ %s::tsquery
"""


def stored(document: Document) -> str:
    """Return a document as the text of a tsvector; a mark has no place in it."""
    placed = (f"'{word}':{min(place, LAST_PLACE)}" for place, word in enumerate(document.words, 1))
    return " ".join([*placed, *(f"'{mark}'" for mark in document.marks)])


def condition(expression: Expression) -> str:
    """Return an expression as the text of a tsquery. Words have neither quotes nor backslashes."""
    if isinstance(expression, Phrase):
        last = ":*" if expression.prefix else ""
        return "(" + " <-> ".join(f"'{word}'" for word in expression.words) + last + ")"
    if isinstance(expression, Without):
        return f"({condition(expression.expression)} & !{condition(expression.other)})"
    joined = " & " if isinstance(expression, AllOf) else " | "
    return "(" + joined.join(map(condition, expression.parts)) + ")"


def columns(rows: Sequence[Sequence[Any]]) -> list[Any]:
    """Return the parameters of a statement that writes these rows: an array for each column."""
    return [list(column) for column in zip(*rows, strict=True)]


def keys(pks: Sequence[int]) -> Any:
    """Return the parameter for a list of keys."""
    return list(pks)
