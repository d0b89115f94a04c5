"""What a name that somebody wrote or sent stands for: a phone, a business-scoped id, or just a name."""

from __future__ import annotations

import re

from messaging.limits import LONGEST_ADDRESS
from messaging.transports.base import Identity

BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
PARENT_BSUID = re.compile(r"[A-Z]{2}\.ENT\.[A-Za-z0-9]{1,128}")
PHONE = re.compile(r"[(\s]*\+?[0-9\s().\-]+")
FEWEST_DIGITS, MOST_DIGITS = 5, 20

# WhatsApp knows some phones under another number than the one that people dial: Brazil's mobiles
# (which begin with 6 to 9) without their ninth digit, Mexico's with a 1, Argentina's with a 9.
_ALTERNATIVE_SPELLINGS = (
    (re.compile(r"55([1-9][0-9])([6-9][0-9]{7})"), r"55\g<1>9\g<2>"),
    (re.compile(r"55([1-9][0-9])9([6-9][0-9]{7})"), r"55\g<1>\g<2>"),
    (re.compile(r"52([2-9][0-9]{9})"), r"521\g<1>"),
    (re.compile(r"521([2-9][0-9]{9})"), r"52\g<1>"),
    (re.compile(r"54([1-8][0-9]{9})"), r"549\g<1>"),
    (re.compile(r"549([1-8][0-9]{9})"), r"54\g<1>"),
)


def is_bsuid(value: str) -> bool:
    """Return whether a value has the form of Meta's business-scoped user id, e.g. ``US.13491208655302741918``."""
    return BSUID.fullmatch(value) is not None


def is_parent_bsuid(value: str) -> bool:
    """Return whether a value is the id of a user in a group of businesses, ``US.ENT.1181579``.

    It says who somebody is, and nobody can be written to under it.
    """
    return PARENT_BSUID.fullmatch(value) is not None


def phone_variants(identity: Identity) -> tuple[Identity, ...]:
    """Return the other spellings under which the same phone may be known, itself left out; empty for all but
    phones of Brazil, Mexico and Argentina.

    For finding a contact, never for sending: the provider's own spelling is the one that arrives.
    """
    if identity.kind != "phone":
        return ()
    found = (pattern.fullmatch(identity.value) for pattern, _ in _ALTERNATIVE_SPELLINGS)
    return tuple(
        Identity("phone", match.expand(other))
        for match, (_, other) in zip(found, _ALTERNATIVE_SPELLINGS, strict=True)
        if match
    )


def parse_identity(value: str) -> Identity:
    """Read ``+1 (555) 010-0001`` as the phone ``15550100001``, a BSUID as one, anything else as a handle.

    This never says whether the phone exists: real WhatsApp ids fail every such check.
    """
    name = value.strip()
    if len(name) > LONGEST_ADDRESS:
        return Identity("handle", name)  # nobody's; and the patterns are not made for megabytes
    digits = _phone_digits(name)
    if digits:
        return Identity("phone", digits)
    return Identity("bsuid" if is_bsuid(name) else "handle", name)


def _phone_digits(name: str) -> str:
    if name.isascii() and name.isdigit():  # a wa_id, by far the most frequent
        digits = name
    else:
        digits = re.sub(r"[^0-9]", "", name) if PHONE.fullmatch(name) else ""
    return digits if FEWEST_DIGITS <= len(digits) <= MOST_DIGITS else ""
