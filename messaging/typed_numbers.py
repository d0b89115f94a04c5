"""The one reader of phone numbers that people type, paste or dictate to a program.

What a provider sends (a wa_id, a BSUID) never comes here: real WhatsApp ids fail checks that are right for dialling.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

import phonenumbers

from messaging.limits import LONGEST_ADDRESS

# How links, programs and WhatsApp's own libraries write a number: in front of it, and behind it.
PREFIX = re.compile(r"(?:tel|sms|callto|whatsapp):(?://)?", re.IGNORECASE)
LINK = re.compile(
    r"(?:https?://)?(?:wa\.me/|api\.whatsapp\.com/send/?\?phone=|whatsapp://send/?\?phone=)(\+?[0-9]+)(?:[/?&].*)?",
    re.IGNORECASE,
)
JID = re.compile(r"\+?([0-9]+)(?::[0-9]+)?@(?:c\.us|s\.whatsapp\.net)", re.IGNORECASE)
# A number, once every script's digits and dashes are ASCII: one plus at most, before the first digit.
NUMBER = re.compile(r"[(\[\s]*(\+?)[0-9 ().\[\]/·-]*")
# As people write the digit that is dialled at home only: +44 (0)7700 900112.
TRUNK = re.compile(r"\(\s*0\s*\)")
# E.164 has 15; more can be nobody's.
MOST_DIGITS = 15
# What is left of a number when it is copied out of a table, a list or a quotation.
AROUND = " '\"<>,;"

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


class NotANumberError(ValueError):
    """Why a text is no number that can be reached; `proposal` is the one that was probably meant, else ``""``.

    The proposal is in E.164: ``+447700900991``.
    """

    def __init__(self, reason: str, proposal: str = "") -> None:
        super().__init__(reason)
        self.proposal = proposal


def read_number(typed: str, country: str = "") -> str:
    """Return the digits of a number with its country code, ``447700900991``, however it is written.

    `country` (ISO 3166, ``GB``) is where a number without a country code was probably meant; it is proposed, never
    assumed. Raises `NotANumberError`.
    """
    written = _plain(typed)
    if written is None:
        raise NotANumberError("This is no phone number.")
    if _after_international_prefix(written) is None:
        return _read_bare(_digits(TRUNK.sub("", written)), country)
    if found := _read_international(written):
        return found
    raise NotANumberError("No phone can have this number: look at its country code and its length.")


def phone_spellings(digits: str) -> tuple[str, ...]:
    """Return the other numbers under which WhatsApp may know the same phone; empty for all but phones of Brazil,
    Mexico and Argentina."""
    found = ((pattern.fullmatch(digits), other) for pattern, other in _ALTERNATIVE_SPELLINGS)
    return tuple(match.expand(other) for match, other in found if match)


def searched_digits(typed: str) -> str:
    """Return the digits by which a number that is typed into a search is found inside stored ones: a whole number
    without what is dialled before it, or the part that was typed; ``""`` for what is written unlike a number."""
    written = _plain(typed)
    if written is None:
        return ""
    without_trunk = TRUNK.sub("", written)
    partial = _after_international_prefix(without_trunk)
    if partial is None:
        return _digits(without_trunk).lstrip("0")
    return _read_international(written) or partial.lstrip("0")


def country_of(number: str) -> str:
    """Return the country of a number of ours (ISO 3166, ``GB``); ``""`` where the number does not say."""
    try:
        parsed = phonenumbers.parse(f"+{read_number(number)}")
    except (NotANumberError, phonenumbers.NumberParseException):
        return ""
    region = phonenumbers.region_code_for_number(parsed)
    found = str(region or phonenumbers.region_code_for_country_code(parsed.country_code or 0))
    return found if is_country(found) else ""


def countries() -> list[str]:
    """Return the countries (ISO 3166, ``GB``) whose numbers are known."""
    return sorted(phonenumbers.SUPPORTED_REGIONS)


def is_country(code: str) -> bool:
    """Return whether numbers of this country (ISO 3166, ``GB``) are known."""
    return code in phonenumbers.SUPPORTED_REGIONS


def _read_international(written: str) -> str:
    """Read a number with its country code; nothing if no phone has it. Some countries dial the (0) from abroad."""
    spellings = (_after_international_prefix(text) or "" for text in (written, TRUNK.sub("", written)))
    found = [digits for spelling in spellings if (digits := _reachable(spelling))]
    return next((digits for digits in found if _is_assigned(digits)), next(iter(found), ""))


def _read_bare(digits: str, country: str) -> str:
    """Read a number without a plus: one with its country code, as programs write it, unless it is one at home."""
    found, home = _reachable(digits), _at_home(digits, country)
    # Of two countries that fit, the one in which somebody may really have it.
    if found and (home in {"", f"+{found}"} or _is_assigned(found) or not _is_assigned(home[1:])):
        return found
    if home:
        shown = phonenumbers.format_number(
            phonenumbers.parse(home), phonenumbers.PhoneNumberFormat.INTERNATIONAL
        )
        raise NotANumberError(f"This number needs its country code. Did you mean {shown}?", home)
    raise NotANumberError("This is no phone number with its country code, like +44 7700 900123.")


def _plain(typed: str) -> str | None:
    """Return what stands for a number in ASCII, with at most one plus, at the front; None for anything else."""
    if len(typed) > LONGEST_ADDRESS:
        return None
    text = unquote(typed) if "%" in typed else typed
    text = "".join(map(_plain_character, text)).strip(AROUND)
    if match := LINK.fullmatch(text) or JID.fullmatch(text):
        return f"+{match[1].removeprefix('+')}"
    text = PREFIX.sub("", text, count=1).strip() if PREFIX.match(text) else text
    return text if NUMBER.fullmatch(text) and _digits(text) else None


def _plain_character(character: str) -> str:
    """Return a character as ASCII writes it; nothing for a mark that cannot be seen."""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    if character.isspace():
        return " "
    if category == "Pd" or character == "\N{MINUS SIGN}":
        return "-"
    # Not what is a digit only to look at: a raised 2, a 4 in a circle.
    return character if character.isnumeric() else unicodedata.normalize("NFKC", character)


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _after_international_prefix(written: str) -> str | None:
    """Return the digits behind a plus, or behind the 00 that most of the world dials for it; None without."""
    digits = _digits(written)
    if "+" in written:
        return digits
    return digits.removeprefix("00") if digits.startswith("00") else None


def _reachable(digits: str) -> str:
    """Return the digits as they are dialled from abroad if a phone may have them, else nothing."""
    if not 0 < len(digits) <= MOST_DIGITS:
        return ""
    try:
        parsed = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return ""
    if _is_whole(parsed):
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164).removeprefix("+")
    # Mexico's ids have a digit that can be dialled no more.
    return digits if any(_is_whole_text(other) for other in phone_spellings(digits)) else ""


def _is_whole_text(digits: str) -> bool:
    return _is_whole(phonenumbers.parse(f"+{digits}"))


def _is_whole(number: phonenumbers.PhoneNumber) -> bool:
    """Ask for the right length only: the library's ranges lag behind what countries assign."""
    return bool(
        phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    )


def _is_assigned(digits: str) -> bool:
    return bool(phonenumbers.is_valid_number(phonenumbers.parse(f"+{digits}")))


def _at_home(digits: str, country: str) -> str:
    """Return in E.164 what the digits stand for when they are dialled in a country; nothing if no phone has that."""
    if not is_country(country) or len(digits) > MOST_DIGITS:
        return ""
    try:
        parsed = phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return ""
    return (
        phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) if _is_whole(parsed) else ""
    )
