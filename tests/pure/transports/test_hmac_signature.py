from __future__ import annotations

from messaging.transports.http.hmac_signature import equal_in_constant_time, is_signed, signature
from tests.pure.transports.signature_attacks import BODY, SECRET, SignatureAttacks, hex_digest


class TestAnySigned(SignatureAttacks):
    header = "any"

    def check(self, secret, headers, body):
        return is_signed([secret], body, headers.get(self.header))


def test_signature_is_what_the_standard_library_says():
    assert signature(SECRET, BODY) == f"sha256={hex_digest(SECRET, BODY)}"


def test_header_that_is_no_text_is_refused(subtests):
    for header in [None, b"sha256=" + b"0" * 64, 7, ["sha256=" + "0" * 64]]:
        with subtests.test(header=header):
            assert is_signed([SECRET], BODY, header) is False


def test_one_of_several_secrets_is_enough():
    header = signature(SECRET, BODY)
    assert is_signed(["new", SECRET], BODY, header) is True
    assert is_signed([SECRET, "old"], BODY, header) is True
    assert is_signed(["new", "old"], BODY, header) is False
    assert is_signed([], BODY, header) is False


def test_same_compares_texts_and_fails_closed(subtests):
    for expected, given, equal in [
        ("token", "token", True),
        ("tökén", "tökén", True),
        ("token", "Token", False),
        ("token", "token ", False),
        ("token", "tökén", False),
        ("token", "\udcff", False),
        ("token", None, False),
        ("token", ["token"], False),
        ("", "", False),
        (" ", " ", False),
        (None, None, False),
    ]:
        with subtests.test(expected=expected, given=given, equal=equal):
            assert equal_in_constant_time(expected, given) is equal
