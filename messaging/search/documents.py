"""Which words of a message and of a contact are in the index, and which marks say who may find them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from messaging.search import numbers
from messaging.search.words import words

# Between two texts of one document: no phrase goes over it.
BOUNDARY = ":"
PHONE, NOTE = "phone", "note"


@dataclass(frozen=True, slots=True)
class Document:
    """The words of a text in order, and marks, which stand nowhere in it. No word looks like a mark: those have a colon."""

    words: list[str]
    marks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MessageText:
    """What the index has to know of a message."""

    id: int
    conversation_id: int
    inbox_id: int
    direction: str
    content: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ContactNames:
    """What the index has to know of a contact; `addresses`: each with its kind."""

    id: int
    name: str
    username: str
    addresses: tuple[tuple[str, str], ...]


def of_message(message: MessageText) -> Document:
    """Return the document of a message."""
    marks = [of_inbox(message.inbox_id), of_month(message.at), of_conversation(message.conversation_id)]
    if message.direction == NOTE:
        marks.append(of_direction(NOTE))
    return Document(words(message.content), [*dict.fromkeys(numbers.in_text(message.content)), *marks])


def of_contact(contact: ContactNames, inbox_id: int) -> Document:
    """Return the document of a contact in one of its inboxes."""
    found, dialled = [*words(contact.name), BOUNDARY, *words(contact.username)], []
    for kind, value in contact.addresses:
        found += [BOUNDARY, *words(value)]
        dialled += numbers.of_address(value) if kind == PHONE else []
    return Document(found, [*dict.fromkeys(dialled), of_inbox(inbox_id)])


def of_inbox(pk: int) -> str:
    """Return the mark of everything in an inbox."""
    return f"i:{pk}"


def of_conversation(pk: int) -> str:
    """Return the mark of the messages of a conversation."""
    return f"c:{pk}"


def of_direction(direction: str) -> str:
    """Return the mark of messages of this direction; only notes have one."""
    return f"d:{direction}"


def of_month(at: datetime) -> str:
    """Return the mark of the messages of a month, by UTC."""
    return f"m:{at.astimezone(UTC):%Y%m}"


def months(newest: datetime, count: int) -> Iterable[str]:
    """Return the marks of as many months, the one of `newest` first."""
    first = newest.astimezone(UTC)
    whole = first.year * 12 + first.month - 1
    return [f"m:{(whole - back) // 12:04}{(whole - back) % 12 + 1:02}" for back in range(count)]
