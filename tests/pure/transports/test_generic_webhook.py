from __future__ import annotations

import json

import pytest

from messaging.errors import ConsoleError
from messaging.transports.base import Identity
from messaging.transports.generic_webhook import parse_generic_webhook, verify
from tests.pure.transports.signature_attacks import SignatureAttacks


class TestSignature(SignatureAttacks):
    header = "x-signature-256"

    def check(self, secret, headers, body):
        return verify(secret, headers, body)

    def test_metas_header_does_not_count_here(self):
        assert self.check("the right secret", {"x-hub-signature-256": self.right}, b"") is False


def seed(**fields) -> bytes:
    return json.dumps({"sender": "+15550100001", "content": "Hello"} | fields).encode()


def refusal(body: bytes) -> ConsoleError:
    with pytest.raises(ConsoleError) as refused:
        parse_generic_webhook(body, "GB")
    assert refused.value.status == 400
    return refused.value


class TestSeed:
    def test_sender_and_content_are_kept_as_given(self):
        message = parse_generic_webhook(seed(sender=" +1 (555) 010-0001", content=" Hello\n👍 "), "GB")
        assert message.payload == {"sender": " +1 (555) 010-0001", "content": " Hello\n👍 "}
        assert message.content == " Hello\n👍 "
        assert message.kind == "text"
        assert message.identities == (Identity("phone", "15550100001"),)

    def test_provider_id_of_somebody_is_read_as_one(self):
        item = parse_generic_webhook(seed(sender="US.13491208655302741918"), "GB")
        assert item.identities == (Identity("bsuid", "US.13491208655302741918"),)

    def test_name_is_nobody(self):
        assert list(refusal(seed(sender="Alice")).errors) == ["sender"]

    def test_number_without_its_country_code_is_proposed(self):
        error = refusal(seed(sender="07700 900991"))
        assert (list(error.errors), error.extra) == (["sender"], {"proposal": "+447700900991"})

    def test_id_deduplicates_and_may_be_missing(self):
        assert parse_generic_webhook(seed(id="abc-1"), "GB").external_id == "abc-1"
        assert parse_generic_webhook(seed(), "GB").external_id == ""
        assert parse_generic_webhook(seed(id=None), "GB").external_id == ""

    def test_longest_values_pass(self):
        message = parse_generic_webhook(
            seed(sender="+447700900991".ljust(64), content="ß" * 4096, id="i" * 255), "GB"
        )
        assert len(message.content) == 4096

    def test_extra_fields_are_kept_storable(self):
        body = seed().replace(b'"Hello"', b'"Hello","more":["\\u0000\\ud800"]')
        assert parse_generic_webhook(body, "GB").payload["more"] == ["\ufffd\ufffd"]

    def test_what_is_no_json_object_is_bad_json(self, subtests):
        for body in [b"", b"{", b"[]", b"null", b'"x"', b"sender=a&content=b", b"[" * 100_000]:
            with subtests.test(body=body):
                refused = refusal(body)
                assert (refused.code, refused.detail) == ("bad_json", "The body is not a JSON object.")

    def test_bad_value_is_named(self, subtests):
        for field in ["sender", "content"]:
            for value, sentence in [
                (None, "This must be a string."),
                (7, "This must be a string."),
                (["x"], "This must be a string."),
                ("", "This may not be blank."),
                (" \n\t", "This may not be blank."),
                ("a\x00b", "This may not hold NUL characters."),
                ("a\ud83db", "This holds half a surrogate pair (a broken emoji), which is not text."),
            ]:
                with subtests.test(field=field, value=value, sentence=sentence):
                    refused = refusal(seed(**{field: value}))
                    assert refused.code == "invalid"
                    assert refused.errors == {field: [sentence]}
                    assert field in refused.detail

    def test_missing_fields_are_all_named(self):
        assert refusal(b"{}").errors == {
            "sender": ["This field is required."],
            "content": ["This field is required."],
        }

    def test_too_long_is_a_clear_refusal(self, subtests):
        for field, length, longest in [
            ("sender", 65, "64"),
            ("content", 10_000, "4,096"),
            ("id", 256, "255"),
        ]:
            with subtests.test(field=field, length=length, longest=longest):
                (sentence,) = refusal(seed(**{field: "a" * length})).errors[field]
                assert sentence == f"This may be at most {longest} characters long; it is {length:,}."

    def test_id_must_be_a_text_that_says_something(self, subtests):
        for value in [7, "", [], {}, False]:
            with subtests.test(value=value):
                assert list(refusal(seed(id=value)).errors) == ["id"]

    def test_every_fault_of_a_field_is_said(self):
        assert len(refusal(seed(sender="\x00\ud800" * 40)).errors["sender"]) == 3
