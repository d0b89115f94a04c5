"""The index on SQLite: FTS5 over our words, which its tokeniser leaves as they are. Triggers keep it with its table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from messaging.models import json_text
from messaging.search.documents import Document
from messaging.search.typed import AllOf, Expression, Phrase, Without

WRITE_MESSAGES = """
INSERT INTO messaging_messagesearchentry AS known (message_id, conversation_id, at, words)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(%s) WHERE true
ON CONFLICT (message_id) DO UPDATE
SET conversation_id = excluded.conversation_id, at = excluded.at, words = excluded.words
WHERE (known.conversation_id, known.at, known.words) IS NOT (excluded.conversation_id, excluded.at, excluded.words)
"""
WRITE_CONTACTS = """
INSERT INTO messaging_contactsearchentry AS known (contact_id, inbox_id, words)
SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(%s) WHERE true
ON CONFLICT (contact_id, inbox_id) DO UPDATE SET words = excluded.words
WHERE known.words IS NOT excluded.words
"""
DELETE_MESSAGES = (
    "DELETE FROM messaging_messagesearchentry WHERE message_id IN (SELECT value FROM json_each(%s))"
)
FIND_MESSAGES = """
SELECT entry.message_id, entry.conversation_id, entry.at
FROM messaging_messagesearch AS found
CROSS JOIN messaging_messagesearchentry AS entry ON entry.message_id = found.rowid
WHERE found.words MATCH %s
"""
FIND_CONTACTS = """
SELECT entry.contact_id, entry.inbox_id
FROM messaging_contactsearch AS found CROSS JOIN messaging_contactsearchentry AS entry ON entry.id = found.rowid
WHERE found.words MATCH %s
"""


def stored(document: Document) -> str:
    """Return a document as the text that FTS5 splits at its spaces; the marks stand behind the words."""
    return " ".join([*document.words, *document.marks])


def condition(expression: Expression) -> str:
    """Return an expression as FTS5 reads it. Words have no quotes."""
    if isinstance(expression, Phrase):
        last = " *" if expression.prefix else ""
        return '"' + " ".join(expression.words) + '"' + last
    if isinstance(expression, Without):
        return f"({condition(expression.expression)} NOT {condition(expression.other)})"
    joined = " AND " if isinstance(expression, AllOf) else " OR "
    return "(" + joined.join(map(condition, expression.parts)) + ")"


def columns(rows: Sequence[Sequence[Any]]) -> list[Any]:
    """Return the parameters of a statement that writes these rows: all of them in one."""
    return [json_text(rows)]


def keys(pks: Sequence[int]) -> Any:
    """Return the parameter for a list of keys."""
    return json_text(list(pks))
