"""What a name that somebody wrote or sent stands for: a phone, a business-scoped id, or just a name."""

from __future__ import annotations

import re

from messaging.transports.base import Identity

BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
PHONE = re.compile(r"[(\s]*\+?[0-9\s().\-]+")
FEWEST_DIGITS, MOST_DIGITS = 5, 20
# The column that holds it (and Meta's longest BSUID, 135) set the limit.
LONGEST_VALUE = 160


def is_bsuid(value: str) -> bool:
    """Whether it has the form of Meta's business-scoped user id, e.g. ``US.13491208655302741918``."""
    return BSUID.fullmatch(value) is not None


def identity_of(value: str) -> Identity:
    """``+1 (555) 010-0001`` → phone ``15550100001``; a BSUID → bsuid; anything else → handle.

    Never a judgement whether the phone exists: real WhatsApp ids fail every such check.
    """
    name = value.strip()
    if digits := _phone_digits(name):
        return Identity("phone", digits)
    return Identity("bsuid" if is_bsuid(name) else "handle", name)


def _phone_digits(name: str) -> str:
    if not PHONE.fullmatch(name):
        return ""
    digits = re.sub(r"[^0-9]", "", name)
    return digits if FEWEST_DIGITS <= len(digits) <= MOST_DIGITS else ""
