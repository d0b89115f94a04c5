"""Numbers as people type and paste them, and what each must become. The inbox's country is GB."""

from __future__ import annotations

import pytest

from messaging.typed_numbers import NotANumberError, country_of, read_number, searched_digits
from tests.payloads.typed_numbers import REFUSED, SAME_PERSON


def test_every_spelling_is_the_same_person(subtests: pytest.Subtests) -> None:
    for typed in SAME_PERSON:
        with subtests.test(typed=typed):
            assert read_number(typed, "GB") == read_number(typed) == "447700900991"


def test_what_no_phone_can_have_is_refused(subtests: pytest.Subtests) -> None:
    for typed in REFUSED:
        with subtests.test(typed=typed[:40]), pytest.raises(NotANumberError) as refused:
            read_number(typed, "US")
        assert refused.value.proposal == ""


def test_number_at_home_needs_its_country_and_is_proposed(subtests: pytest.Subtests) -> None:
    for typed, country, proposal, shown in [
        ("07700 900991", "GB", "+447700900991", "+44 7700 900991"),
        ("(07700) 900-991", "GB", "+447700900991", "+44 7700 900991"),
        ("tel:07700900991", "GB", "+447700900991", "+44 7700 900991"),
        ("7700 900991", "GB", "+447700900991", "+44 7700 900991"),
        ("0151 12345678", "DE", "+4915112345678", "+49 1511 2345678"),
        ("15112345678", "DE", "+4915112345678", "+49 1511 2345678"),
        ("06 1234 5678", "IT", "+390612345678", "+39 06 1234 5678"),
        ("(212) 555-0100", "US", "+12125550100", "+1 212-555-0100"),
    ]:
        with subtests.test(typed=typed), pytest.raises(NotANumberError, match="country code") as refused:
            read_number(typed, country)
        assert refused.value.proposal == proposal
        assert str(refused.value).endswith(f"Did you mean {shown}?")


def test_nothing_is_proposed_where_nothing_fits(subtests: pytest.Subtests) -> None:
    for typed, country in [("900991", "GB"), ("07700 900991", ""), ("07700 900991", "XX")]:
        with subtests.test(typed=typed), pytest.raises(NotANumberError, match="country code") as refused:
            read_number(typed, country)
        assert refused.value.proposal == ""


def test_numbers_of_other_countries(subtests: pytest.Subtests) -> None:
    for typed, digits in [
        ("+39 06 1234 5678", "390612345678"),
        ("+39 (0)6 1234 5678", "390612345678"),
        ("+48 (0)22 123 45 67", "48221234567"),
        ("+1 (555) 010-0001", "15550100001"),
        ("15550100001", "15550100001"),
        ("+49 (0) 151 12345678", "4915112345678"),
        # WhatsApp's own ids, which nobody can dial.
        ("551187654321", "551187654321"),
        ("5215512345678", "5215512345678"),
        ("+52 1 55 1234 5678", "5215512345678"),
        ("5491123456789", "5491123456789"),
    ]:
        with subtests.test(typed=typed):
            assert read_number(typed, "GB") == digits


def test_bare_digits_of_the_own_country_are_read_as_what_they_are_abroad_too() -> None:
    assert read_number("15550100001", "US") == "15550100001"
    assert read_number("447911123456", "DE") == "447911123456"


def test_digits_to_search_with(subtests: pytest.Subtests) -> None:
    for typed, digits in [
        *((typed, "447700900991") for typed in SAME_PERSON),
        ("07700900991", "7700900991"),
        ("7700 900 991", "7700900991"),
        ("900991", "900991"),
        ("+44 7700", "447700"),
        ("0044 7700", "447700"),
        ("Ann 12", ""),
        ("abc", ""),
        ("", ""),
        ("+", ""),
    ]:
        with subtests.test(typed=typed):
            assert searched_digits(typed) == digits


def test_country_of_a_number_of_ours(subtests: pytest.Subtests) -> None:
    for number, country in [
        ("+44 7700 900000", "GB"),
        ("+15550001111", "US"),
        ("+1 416 555 0100", "CA"),
        ("+4915112345678", "DE"),
        ("+80012345678", ""),
        ("Shop", ""),
        ("", ""),
    ]:
        with subtests.test(number=number):
            assert country_of(number) == country
