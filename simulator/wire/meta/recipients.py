"""Whom a business means by what it types, and under which id WhatsApp knows that phone. No database."""

from __future__ import annotations

import re

from messaging.typed_numbers import NotANumberError, country_of, read_number
from simulator.wire.texts import digits_of

# What people write between the digits of a number; anything else makes it no number.
NUMBER = re.compile(r"\+?[0-9][0-9 ().\-]*|\([0-9][0-9 ().\-]*")
DIGITS = range(5, 16)  # E.164 allows 15

# WhatsApp's id of a phone is not what is dialled in three countries (docs/design/providers.md §0, fact 8).
# Brazil's mobiles have a ninth digit only in the areas 11 to 28; Mexico's have a 1, Argentina's a 9.
IDS = (
    (re.compile(r"55([3-9][0-9])9([6-9][0-9]{7})"), r"55\g<1>\g<2>"),
    (re.compile(r"55(1[1-9]|2[1-8])([6-9][0-9]{7})"), r"55\g<1>9\g<2>"),
    (re.compile(r"52([2-9][0-9]{9})"), r"521\g<1>"),
    (re.compile(r"54([1-8][0-9]{9})"), r"549\g<1>"),
)


def wa_id_of(typed: object, home: str) -> str:
    """Return WhatsApp's id of the number as typed; raise `ValueError` when it is none.

    ``home`` are the digits of the business: its country code comes before a number that has none.
    """
    written = str(typed).strip() if isinstance(typed, str) or type(typed) is int else ""
    if not NUMBER.fullmatch(written) or len(digits_of(written)) > DIGITS.stop + 1:
        raise ValueError("not a phone number")
    digits = _international(written, home)
    if len(digits) not in DIGITS:
        raise ValueError("not a phone number")
    return whatsapp_id(digits)


def whatsapp_id(digits: str) -> str:
    """Return the id under which WhatsApp knows the phone that is dialled by these digits."""
    found = ((pattern.fullmatch(digits), known) for pattern, known in IDS)
    return next((match.expand(known) for match, known in found if match), digits)


def _international(written: str, home: str) -> str:
    """Return the digits with their country code; as they are where no country has such a number."""
    digits = digits_of(written)
    try:
        return read_number(written, country_of(home))
    except NotANumberError as error:
        # Meta asks nobody what was meant: it puts the business's country code in front.
        proposed = digits_of(error.proposal)
    if written.startswith("+") or not proposed:
        return digits.removeprefix("00")
    return proposed
