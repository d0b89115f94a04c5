"""Which words of a message and of a contact are in the index, and which marks say who may find them. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from messaging.search import numbers
from messaging.search.words import words

# Between two texts of one document: no phrase goes over it.
BOUNDARY = ":"
PHONE = "phone"
# The mark of messages with a file.
FILE = "h:file"


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
    author_id: int | None
    has_file: bool


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
    marks.append(of_direction(message.direction))
    if message.author_id is not None:
        marks.append(of_author(message.author_id))
    if message.has_file:
        marks.append(FILE)
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
    """Return the mark of messages of this direction."""
    return f"d:{direction}"


def of_author(pk: int) -> str:
    """Return the mark of what an agent wrote, to customers and to colleagues."""
    return f"a:{pk}"


def of_month(at: datetime) -> str:
    """Return the mark of the messages of a month, by UTC."""
    return f"m:{at.astimezone(UTC):%Y%m}"


def months(newest: datetime, count: int) -> list[str]:
    """Return the marks of as many months, the one of `newest` first."""
    whole = _whole_months(newest)
    return [f"m:{(whole - back) // 12:04}{(whole - back) % 12 + 1:02}" for back in range(count)]


def months_between(newest: datetime, oldest: datetime) -> int:
    """Return how many months further back the second one is, by UTC; negative where it is newer."""
    return _whole_months(newest) - _whole_months(oldest)


def _whole_months(at: datetime) -> int:
    first = at.astimezone(UTC)
    return first.year * 12 + first.month - 1
