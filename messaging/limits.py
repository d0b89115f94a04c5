"""Limits that more than one part keeps. A limit of one module stands in that module. Lengths are characters."""

from __future__ import annotations

# Rows of a list, by default and at most; what is done to many rows at once stays below the same bound, as each
# may be a transaction of its own and all of them must fit one request.
PAGE_SIZE = 50
LARGEST_PAGE = 200
# Events of one answer or one read of the feed.
FEED_PAGE = 500
# What a primary key may be: the largest number of a 64-bit column, and the most digits that surely fit one.
LARGEST_ID = 2**63 - 1
LONGEST_NUMBER = 18
# The same as a regular expression, for paths.
NUMBER = f"[0-9]{{1,{LONGEST_NUMBER}}}"

# --- widths of columns: what enters is cut to them, or refused -----------------------------------------

LONGEST_EXTERNAL_ID = 255
LONGEST_ROUTE = 64
# Meta's longest BSUID has 135.
LONGEST_ADDRESS = 160
LONGEST_CONTACT_NAME = 255
LONGEST_USERNAME = 64
LONGEST_STORED_EMOJI = 64
LONGEST_MIME_TYPE = 127
LONGEST_FILENAME = 200
LONGEST_ERROR_CODE = 64
LONGEST_ERROR_DETAIL = 500
LONGEST_NOTICE_TITLE = 200
LONGEST_TEMPLATE_ID = 64
LONGEST_TEMPLATE_NAME = 512
LONGEST_TEMPLATE_LANGUAGE = 16
LONGEST_TEMPLATE_STATUS = 24
LONGEST_TEMPLATE_QUALITY = 16
LONGEST_TEMPLATE_CATEGORY = 32
# Of a webhook call's query string, and of what we send along with a message.
LONGEST_QUERY = 512
LONGEST_CALLBACK_DATA = 512
# What an agent has written and not sent may be longer than what can be sent.
LONGEST_DRAFT = 20_000

# --- WhatsApp's own (docs/design/providers.md A11); a transport may have lower ones ---------------------

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_EMOJI = 32
LONGEST_URL = 2000


def is_number(text: str) -> bool:
    """Return whether the text is a number, not negative, that fits a 64-bit column."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
