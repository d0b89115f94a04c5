"""Which conversations and contacts a typed text finds.

Letters are compared without their case and accents on both databases, without an extension and without a
second copy of the data: every word becomes a regular expression that names the shapes of each letter.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from django.db.models import Exists, OuterRef, Q, QuerySet

from messaging.models import Address, Contact, Conversation
from messaging.typed_numbers import phone_spellings, searched_digits

# What is typed is a name, a number or a few words: more would only make the database work.
LONGEST_TEXT = 200
MOST_WORDS = 10
# Fewer digits are in nearly every number.
FEWEST_DIGITS = 3
PHONE = re.compile(r"[\d\s+().\u2010-\u2015/-]+", re.ASCII)
# Latin, Greek and Cyrillic letters with a mark of their own; and marks that stand behind their letter.
ACCENTED = (range(0xC0, 0x250), range(0x370, 0x530), range(0x1E00, 0x2000))
MARKS = "[\u0300-\u036f]"
# Letters that Unicode does not take apart although people type them plain.
PLAIN = {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "\u0131": "i"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a row has its words, its username, and the contact whose addresses count."""

    words: tuple[str, ...]
    username: str
    contact: str


CONVERSATIONS = Columns(("contact__name", "last_message__content"), "contact__username", "contact")
CONTACTS = Columns(("name",), "username", "pk")


def matching_conversations(rows: QuerySet[Conversation], text: str) -> QuerySet[Conversation]:
    """Keep the conversations in which every word stands in the contact's name, username or address, or in
    the last line. A text that is written like a phone number is besides compared with theirs as a whole."""
    return rows.filter(_found(text, CONVERSATIONS))


def matching_contacts(rows: QuerySet[Contact], text: str) -> QuerySet[Contact]:
    """Keep the contacts in whose name, username or address every word stands, or whose number it is."""
    return rows.filter(_found(text, CONTACTS))


def _found(text: str, columns: Columns) -> Q:
    text = text[:LONGEST_TEXT]
    number = _number(text)
    found = Q()
    for word in list(dict.fromkeys(text.split()))[:MOST_WORDS]:
        words = _in_words(word, columns)
        # Parts of a number would be found in numbers of others: 555 and 010 in any order.
        found &= words if number else words | _in_addresses(word, columns)
    return found | _has_address(_dials(number), columns) if number else found


def letters_pattern(word: str) -> str:
    """Return a regular expression, for Python and PostgreSQL alike, that finds the word in whatever case and
    with whatever accents."""
    typed = re.sub(MARKS, "", unicodedata.normalize("NFC", word)) or word
    return "".join(_shapes(letter) for letter in typed)


def _in_words(word: str, columns: Columns) -> Q:
    # Shown with an @, stored without.
    found = _holds(columns.username, word.removeprefix("@") or word)
    for column in columns.words:
        found |= _holds(column, word)
    return found


def _in_addresses(word: str, columns: Columns) -> Q:
    if number := _number(word):
        return _has_address(_dials(number), columns)
    # Two digits beside a name narrow nothing: any number has them.
    if PHONE.fullmatch(word):
        return Q()
    return _has_address(~Q(kind=Address.Kind.PHONE) & _holds("value", word), columns)


def _dials(number: str) -> Q:
    here = Q(value__contains=number) | Q(value__in=phone_spellings(number))
    return Q(kind=Address.Kind.PHONE) & here


def _holds(column: str, word: str) -> Q:
    """Search one word; one without letters (the digits of an order) needs no pattern: SQLite is slower at those."""
    if word.isascii() and not any(sign.isalpha() for sign in word):
        return Q(**{f"{column}__contains": word})
    return Q(**{f"{column}__regex": letters_pattern(word)})


def _has_address(wanted: Q, columns: Columns) -> Q:
    """Asked per row: no row comes twice, and a page that is full reads no further."""
    return Q(Exists(Address.objects.filter(wanted, contact=OuterRef(columns.contact))))


def _number(text: str) -> str:
    """Return the digits of what is written like a phone number, else nothing."""
    digits = searched_digits(text)
    return digits if len(digits) >= FEWEST_DIGITS else ""


def _shapes(letter: str) -> str:
    """Return one letter in all its shapes. Named rather than left to the database, whose idea of case depends on
    its locale."""
    base = _base(letter)
    if not base.isalpha():
        return re.escape(letter)
    accented = _accented().get(base, "")
    shapes = "".join(dict.fromkeys(base + _upper(base) + letter + accented))
    if len(shapes) == 1:
        return shapes
    return f"[{shapes}]{MARKS}*" if accented else f"[{shapes}]"


def _base(letter: str) -> str:
    """Return the letter without case and accent, where it has such."""
    lower = _one(letter.casefold(), letter)
    if lower in PLAIN:
        return PLAIN[lower]
    if not any(ord(lower) in letters for letters in ACCENTED):
        return lower
    return unicodedata.normalize("NFD", lower)[0]


def _upper(letter: str) -> str:
    return _one(letter.upper(), letter)


def _one(changed: str, letter: str) -> str:
    """``ß`` in capitals is two letters."""
    return changed if len(changed) == 1 else letter


@cache
def _accented() -> dict[str, str]:
    """Return the accented shapes of each plain letter, in both cases."""
    shapes: dict[str, str] = {}
    for letter in (chr(code) for letters in ACCENTED for code in letters):
        base = _base(letter)
        if letter.isalpha() and base != letter:
            shapes[base] = shapes.get(base, "") + letter
    return shapes
