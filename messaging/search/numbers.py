"""Phone numbers as the index has them: each by all its endings, so that any part of one is the beginning of some. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from messaging.search.words import LONGEST_TEXT
from messaging.typed_numbers import phone_spellings, searched_digits

# In front of digits of a number: no word of a text looks like it.
MARK = "p:"
# Fewer digits are in nearly every number.
FEWEST_DIGITS = 3
# What is written in a text is taken for a phone number from this length on, and found by no shorter an ending.
FEWEST_IN_TEXT = 7
SHORTEST_ENDING_IN_TEXT = 6
# Reading one takes as long as a whole short text does.
MOST_IN_TEXT = 20
# How numbers stand in texts: digits with what people put between them.
_IN_TEXT = re.compile(r"\+?\(?\d(?:[\d \u00a0().\u2010-\u2015/-]{5,24})\d")


def of_address(digits: str) -> list[str]:
    """Return the words by which a phone of a contact is found: `digits` with the country code. Anything else in it is
    left out: a word of the index has a grammar of its own."""
    return _endings(re.sub(r"[^0-9]", "", digits), FEWEST_DIGITS)


def in_text(text: str) -> list[str]:
    """Return the words by which the numbers in a text are found."""
    first = islice(numbers_in(text), MOST_IN_TEXT)
    return [word for _, digits in first for word in _endings(digits, SHORTEST_ENDING_IN_TEXT)]


def numbers_in(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield what is written like a phone number in the text, with its digits."""
    for found in _IN_TEXT.finditer(text[:LONGEST_TEXT]):
        digits = searched_digits(found[0])
        if len(digits) >= FEWEST_IN_TEXT:
            yield found, digits


def typed(text: str) -> list[str]:
    """Return with what the words of a number begin that somebody typed, or a part of it; empty for what is written
    unlike a number, and for too few digits."""
    digits = searched_digits(text)
    if len(digits) < FEWEST_DIGITS:
        return []
    return [MARK + spelling for spelling in (digits, *phone_spellings(digits))]


def _endings(digits: str, shortest: int) -> list[str]:
    return [MARK + digits[place:] for place in range(max(1, len(digits) - shortest + 1))]
