from __future__ import annotations

import pytest

from messaging.transports.base import Identity
from messaging.transports.identity import identity_of


@pytest.mark.parametrize(
    ("value", "digits"),
    [
        ("447700900123", "447700900123"),
        ("+44 7700 900-123", "447700900123"),
        ("+1 (555) 010.0001", "15550100001"),
        ("(+1) 555 0100001", "15550100001"),
        (" +15550100001 ", "15550100001"),
        ("+15550100001", "15550100001"),
        ("12345", "12345"),
        ("1" * 20, "1" * 20),
        # Real WhatsApp ids that no phone library takes for valid.
        ("551187654321", "551187654321"),
        ("5215512345678", "5215512345678"),
    ],
)
def test_phone_in_any_spelling_is_its_digits(value, digits):
    assert identity_of(value) == Identity("phone", digits)


@pytest.mark.parametrize("value", ["US.13491208655302741918", "GB.ENT.1181579", "BR.aZ9"])
def test_business_scoped_id_is_kept_as_written(value):
    assert identity_of(value) == Identity("bsuid", value)


HANDLES = [
    "Alice",
    "alice@example.org",
    "1234",
    "1" * 21,
    "+44 7700 900123 ext 5",
    "++15550100001",
    "1555+0100001",
    "١٢٣٤٥٦٧٨",
    "us.1349",
    "USA.1349",
    "US.",
    "US.1349\n5",
    "+",
    "()",
]


def test_anything_else_is_a_handle_as_given():
    for value in HANDLES:
        assert identity_of(value) == Identity("handle", value)


def test_space_around_a_handle_is_not_part_of_it():
    assert identity_of("  Alice \n") == Identity("handle", "Alice")
