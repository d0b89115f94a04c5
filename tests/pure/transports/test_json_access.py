from __future__ import annotations

import json
from datetime import UTC, datetime

import orjson
import pytest

from messaging.errors import Unreadable
from messaging.transports.payload.json_access import (
    MAX_DEPTH,
    TOO_DEEP,
    clean,
    is_storable,
    load_object,
    mapping,
    sequence,
    storable,
    text,
    timestamp,
)


def nested(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


class TestLoadObject:
    def test_what_orjson_refuses_is_still_read(self, subtests):
        for name, body in zip(
            ["escaped surrogate", "raw surrogate", "byte order mark", "too large", "NaN", "5,000 digits"],
            [
                b'{"a":"\\ud800"}',
                b'{"a":"\xed\xa0\x80"}',
                b'\xef\xbb\xbf{"a":1}',
                b'{"a":1e999}',
                b'{"a":NaN}',
                b'{"a":' + b"9" * 5000 + b"}",
            ],
            strict=True,
        ):
            with subtests.test(name):
                with pytest.raises(orjson.JSONDecodeError):
                    orjson.loads(body)
                assert list(load_object(body)) == ["a"]

    def test_what_is_no_json_is_unreadable(self, subtests):
        for body in [
            b"",
            b" ",
            b"{",
            b'{"a"}',
            b"\x00",
            b"\xff\xfe\xfd",
            b"<html>",
            b'{"a":1}{"b":2}',
            b"sender=a&content=b",
        ]:
            with subtests.test(body=body), pytest.raises(Unreadable):
                load_object(body)

    def test_json_that_is_no_object_is_unreadable(self, subtests):
        for body in [b"[]", b"null", b'"text"', b"1", b"true", b'[{"a":1}]']:
            with subtests.test(body=body), pytest.raises(Unreadable):
                load_object(body)

    def test_deep_nesting_is_read_or_unreadable_but_never_a_recursion_error(self, subtests):
        for depth in [500, 1020, 5_000, 200_000]:
            with subtests.test(depth=depth):
                for body in (nested(depth), b"[" * depth, b'{"a":' * depth):
                    try:
                        load_object(body)
                    except Unreadable:
                        continue


class TestStorable:
    def test_clean_replaces_only_what_cannot_be_stored(self, subtests):
        for given, kept in [
            ("plain", "plain"),
            ("Grüße 👍🏽", "Grüße 👍🏽"),
            ("a\x00b", "a\ufffdb"),
            ("a\ud800b", "a\ufffdb"),
            ("\udc00\ud800", "\ufffd\ufffd"),
            ("é\x00", "é\ufffd"),
        ]:
            with subtests.test(given=given, kept=kept):
                assert clean(given) == kept
                assert is_storable(given) is (given == kept)

    def test_everything_inside_is_cleaned_keys_too(self):
        given = {"a\x00": ["\ud800", {"b": "\x00"}], "n": None, "t": True, "i": 3, "f": 1.5}
        assert storable(given) == {
            "a\ufffd": ["\ufffd", {"b": "\ufffd"}], "n": None, "t": True, "i": 3, "f": 1.5,
        }  # fmt: skip

    def test_numbers_that_some_encoder_refuses_become_text(self, subtests):
        for number in [float("nan"), float("inf"), -float("inf"), 2**63, -(2**70)]:
            with subtests.test(number=number):
                assert storable(number) == str(number)

    def test_depth_is_bounded(self):
        kept = storable(load_object(nested(1000)))
        for _ in range(MAX_DEPTH):
            kept = kept["a"]
        assert kept == TOO_DEEP

    def test_every_encoder_takes_the_result(self):
        kept = storable(
            {"deep": load_object(nested(900)), "bad": "\ud800\x00", "big": 10**30, "nan": float("nan")}
        )
        assert json.loads(json.dumps(kept, allow_nan=False)) == orjson.loads(orjson.dumps(kept))


class TestAccess:
    def test_what_is_not_there_is_empty(self, subtests):
        for source in [None, 1, "x", [], [{"a": "b"}], {}, {"a": None}]:
            with subtests.test(source=source):
                assert text(source, "a") == ""
                assert mapping(source, "a") == {}
                assert sequence(source, "a") == []
                assert timestamp(source, "a") is None

    def test_text_takes_texts_and_whole_numbers(self, subtests):
        for value, read in [("x\x00", "x\ufffd"), (12, "12"), (True, ""), (1.5, ""), ([], ""), ({}, "")]:
            with subtests.test(value=value, read=read):
                assert text({"a": value}, "a") == read

    def test_single_value_is_a_list_of_one(self):
        assert sequence({"a": {"b": 1}}, "a") == [{"b": 1}]
        assert sequence({"a": "x"}, "a") == ["x"]
        assert sequence({"a": [1, 2]}, "a") == [1, 2]


NO_MOMENTS = [
    "",
    "soon",
    "0",
    0,
    -1,
    "-1750030073",
    "1e9",
    "NaN",
    float("nan"),
    float("inf"),
    10**400,
    10**30,
    "9" * 300,
    True,
    None,
    [],
    {},
    "2025-06-15T23:27:53Z",
    "١٧٥٠٠٣٠٠٧٣",
    1,
    10**14,
]


class TestMoment:
    AT = datetime(2025, 6, 15, 23, 27, 53, tzinfo=UTC)

    def test_seconds_and_milliseconds_as_text_or_number(self, subtests):
        for value in [
            "1750030073",
            1750030073,
            1750030073.0,
            "1750030073000",
            1750030073000,
            " 1750030073 ",
            "1750030073.0",
        ]:
            with subtests.test(value=value):
                assert timestamp({"t": value}, "t") == self.AT

    def test_nonsense_is_none(self):
        for value in NO_MOMENTS:
            assert timestamp({"t": value}, "t") is None, value
