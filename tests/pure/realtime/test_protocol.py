"""What a client may say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messaging.limits import LARGEST_ID
from messaging.realtime.protocol import (
    Ack,
    Garbage,
    Presence,
    Refused,
    Sub,
    dump,
    error,
    parse,
)


def test_frames_of_the_contract_are_understood(subtests: pytest.Subtests) -> None:
    for frame, request_ in [
        ({"op": "sub", "inbox": 7, "since": 1234, "epoch": "ab12"}, Sub(7, 1234, "ab12")),
        ({"op": "sub", "inbox": 7, "since": 0}, Sub(7, 0, None)),
        ({"op": "sub", "inbox": 7}, Sub(7, None, None)),
        ({"op": "sub", "inbox": 7, "since": None, "epoch": None}, Sub(7, None, None)),
        ({"op": "sub", "inbox": 7, "later": "addition"}, Sub(7)),
        ({"op": "ack", "i": 7, "s": 1284}, Ack(7, 1284)),
        ({"op": "ack", "i": 7, "s": 0}, Ack(7, 0)),
        ({"op": "typing", "conversation": 9}, Presence(9, "typing")),
        ({"op": "typing", "conversation": 9, "note": True}, Presence(9, "typing", note=True)),
        ({"op": "typing", "conversation": None}, Presence(None, "typing")),
        ({"op": "viewing", "conversation": 9}, Presence(9, "viewing")),
        ({"op": "viewing", "conversation": None}, Presence(None, "viewing")),
    ]:
        with subtests.test(frame=frame, request_=request_):
            assert parse(json.dumps(frame)) == request_


def test_a_wrong_frame_is_refused_but_is_no_garbage(subtests: pytest.Subtests) -> None:
    for frame in [
        {"op": "sub"},
        {"op": "sub", "inbox": "7"},
        {"op": "sub", "inbox": 0},
        {"op": "sub", "inbox": -1},
        {"op": "sub", "inbox": 7.0},
        {"op": "sub", "inbox": True},
        {"op": "sub", "inbox": None},
        {"op": "sub", "inbox": LARGEST_ID + 1},
        {"op": "sub", "inbox": 7, "since": -1},
        {"op": "sub", "inbox": 7, "since": "1"},
        {"op": "sub", "inbox": 7, "since": False},
        {"op": "sub", "inbox": 7, "since": 10**30},
        {"op": "sub", "inbox": 7, "epoch": 5},
        {"op": "sub", "inbox": 7, "epoch": "x" * 33},
        {"op": "ack", "i": 7},
        {"op": "ack", "s": 7},
        {"op": "ack", "i": 7, "s": [1]},
        {"op": "typing"},
        {"op": "typing", "conversation": 9, "note": "yes"},
        {"op": "viewing", "conversation": {"id": 9}},
        {"op": "presence", "conversation": 9},
        {"op": "SUB", "inbox": 7},
        {"op": "", "inbox": 7},
    ]:
        with subtests.test(frame=frame):
            with pytest.raises(Refused) as refused:
                parse(json.dumps(frame))
            assert refused.value.code in {"invalid", "unknown_op"}
            assert refused.value.detail


def test_what_is_no_frame_is_garbage(subtests: pytest.Subtests) -> None:
    for text in [
        "",
        "hello",
        "null",
        "[]",
        '"sub"',
        "7",
        "{",
        '{"op": 5}',
        "{}",
        "NaN",
        "\ud800",
        "[" * 5000,
    ]:
        with subtests.test(text=text), pytest.raises(Garbage):
            parse(text)


def test_an_unknown_operation_is_named_but_not_echoed_at_length() -> None:
    with pytest.raises(Refused) as refused:
        parse(json.dumps({"op": "x" * 10_000}))
    assert refused.value.code == "unknown_op"
    assert len(refused.value.detail) < 100


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_frames = st.fixed_dictionaries(
    {"op": st.sampled_from(["sub", "ack", "typing", "viewing", "other"])},
    optional=dict.fromkeys(["inbox", "since", "epoch", "i", "s", "conversation"], _json),
)


@settings(max_examples=40, derandomize=True)
@given(_json | _frames)
def test_nothing_else_ever_comes_out(value: Any) -> None:
    try:
        request = parse(json.dumps(value))
    except (Garbage, Refused):
        return
    assert isinstance(request, Sub | Ack | Presence)


def test_an_error_names_the_inbox_only_when_it_is_about_one() -> None:
    assert json.loads(dump(error("rate", "Too many."))) == {
        "op": "error",
        "code": "rate",
        "detail": "Too many.",
    }
    assert json.loads(dump(error("forbidden", "No.", 7)))["inbox"] == 7
