from __future__ import annotations

from messaging.transports.base import Identity
from messaging.transports.phone_numbers import is_parent_bsuid, parse_identity, phone_variants


def test_phone_in_any_spelling_is_its_digits(subtests):
    for value, digits in [
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
    ]:
        with subtests.test(value=value, digits=digits):
            assert parse_identity(value) == Identity("phone", digits)


def test_business_scoped_id_is_kept_as_written(subtests):
    for value in ["US.13491208655302741918", "GB.ENT.1181579", "BR.aZ9"]:
        with subtests.test(value=value):
            assert parse_identity(value) == Identity("bsuid", value)


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
        assert parse_identity(value) == Identity("handle", value)


def test_space_around_a_handle_is_not_part_of_it():
    assert parse_identity("  Alice \n") == Identity("handle", "Alice")


def test_phone_that_whatsapp_spells_in_another_way(subtests):
    for value, other in [
        ("551187654321", "5511987654321"),
        ("5511987654321", "551187654321"),
        ("525512345678", "5215512345678"),
        ("5215512345678", "525512345678"),
        ("541123456789", "5491123456789"),
        ("5491123456789", "541123456789"),
    ]:
        with subtests.test(value=value, other=other):
            assert phone_variants(Identity("phone", value)) == (Identity("phone", other),)
            assert phone_variants(Identity("phone", other)) == (Identity("phone", value),)


def test_every_other_phone_has_one_spelling(subtests):
    for value in [
        "447700900123",
        "551132654321",  # a landline of São Paulo has no ninth digit to lose
        "5511932654321",
        "55118765432",
        "55119876543210",
        "52551234567",
        "54112345678",
        "5511",
    ]:
        with subtests.test(value=value):
            assert phone_variants(Identity("phone", value)) == ()


def test_only_phones_have_spellings(subtests):
    for value in ["BR.551187654321", "BR.ENT.551187654321", "551187654321"]:
        with subtests.test(value=value):
            assert phone_variants(Identity("bsuid", value)) == phone_variants(Identity("handle", value)) == ()


def test_id_in_a_group_of_businesses_is_told_from_the_own_one():
    assert is_parent_bsuid("US.ENT.1181579")
    assert not any(
        is_parent_bsuid(value) for value in ["US.1181579", "US.ENT.", "US.ENTX", "15550100001", ""]
    )


def test_megabytes_are_nobodys_name_at_once(subtests):
    for value in ["(" * 400_000 + "x", "1" * 400_000, " " * 400_000 + "+x", "US." + "a" * 400_000]:
        with subtests.test(value=value):
            assert parse_identity(value).kind == "handle"
