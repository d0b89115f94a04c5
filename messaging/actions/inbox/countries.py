"""In which country numbers are meant that are typed without one."""

from __future__ import annotations

from messaging.errors import ConsoleError
from messaging.typed_numbers import country_of, is_country


def checked_country(country: str, address: str) -> str:
    """Return a country's two letters in capitals, the address's own where none is named; raises `ConsoleError` for one
    that there is not."""
    code = country.strip().upper() or country_of(address)
    if code and not is_country(code):
        raise ConsoleError.field("country", "Must be the two letters of a country, like GB.")
    return code
