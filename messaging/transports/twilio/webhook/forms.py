"""Twilio's forms: names and values as they came, and by name for reading."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl

from messaging.transports.payload import clean

Fields = Sequence[tuple[str, str]]
# Twilio's largest forms hold some fifty; ten files with their types add twenty.
MOST_FIELDS = 1000
MOST_BYTES = 256 * 1024
LONGEST_VALUE = 65_536


def read_form(body: bytes) -> Fields:
    """Return every name with its value, blanks kept, in order; raises `ValueError` for more than any form of
    Twilio's."""
    if len(body) > MOST_BYTES:
        raise ValueError("The form is too large")
    text = body.decode("utf-8", "replace")
    return tuple(parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS))


def first_values(fields: Fields) -> dict[str, str]:
    """Return the first value of each name as text that can be stored."""
    found: dict[str, str] = {}
    for name, value in fields:
        found.setdefault(clean(name), clean(value[:LONGEST_VALUE]))
    return found
