"""Limits that more than one part keeps. A limit of one module stands in that module."""

from __future__ import annotations

# Rows of a list, by default and at most; what is done to many rows at once stays below the same bound, as each
# may be a transaction of its own and all of them must fit one request.
PAGE_SIZE = 50
LARGEST_PAGE = 200
# Events of one answer or one read of the feed.
FEED_PAGE = 500
# Characters of a text to a customer: WhatsApp's own limit (docs/design/providers.md A11); a transport may have a
# lower one.
LONGEST_TEXT = 4096
# What a primary key may be: the largest number of a 64-bit column, and the most digits that surely fit one.
LARGEST_ID = 2**63 - 1
LONGEST_NUMBER = 18
# The same as a regular expression, for paths.
NUMBER = f"[0-9]{{1,{LONGEST_NUMBER}}}"


def is_number(text: str) -> bool:
    """Return whether the text is a number, not negative, that fits a 64-bit column."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
