"""What a name that somebody wrote or sent stands for: a phone, a business-scoped id, or just a name."""

from __future__ import annotations

import re

from messaging.errors import ConsoleError
from messaging.limits import LONGEST_ADDRESS
from messaging.transports.base import Identity
from messaging.typed_numbers import NotANumberError, phone_spellings, read_number

BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
PARENT_BSUID = re.compile(r"[A-Z]{2}\.ENT\.[A-Za-z0-9]{1,128}")
PHONE = re.compile(r"[(\s]*\+?[0-9\s().\-]+")
FEWEST_DIGITS, MOST_DIGITS = 5, 20


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
    return tuple(Identity("phone", other) for other in phone_spellings(identity.value))


def typed_identity(typed: str, country: str, *, field: str) -> Identity:
    """Read whom somebody typed: a phone in any spelling, or the id that a provider gave a person.

    Raises `ConsoleError` naming the field, with a ``proposal`` (E.164) where a number without its country code is
    one in this country (ISO 3166): nobody can be reached under anything else.
    """
    name = typed.strip()
    if is_bsuid(name) and not is_parent_bsuid(name):
        return Identity("bsuid", name)
    try:
        return Identity("phone", read_number(typed, country))
    except NotANumberError as error:
        extra = {"proposal": error.proposal} if error.proposal else {}
        raise ConsoleError(str(error), errors={field: [str(error)]}, extra=extra) from error


def stored_identity(written: str) -> Identity:
    """Read whom a stored text names: one that somebody typed, or one as a provider writes it."""
    try:
        return Identity("phone", read_number(written))
    except NotANumberError:
        return parse_identity(written)


def parse_identity(value: str) -> Identity:
    """Read ``+1 (555) 010-0001`` as the phone ``15550100001``, a BSUID as one, anything else as a handle:
    for what providers send. What people type is read by `typed_identity`.

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
