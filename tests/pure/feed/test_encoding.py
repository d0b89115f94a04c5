"""Frames as text."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from messaging.actors import Actor
from messaging.feed.encoding import encode
from messaging.feed.types import KINDS, Event


def test_a_frame_is_the_contracts() -> None:
    ann = Actor("contact", 3, "Ann").as_resource()
    text = encode(Event(7, 1235, "message.updated", {"id": 5, "content": "Grüße 👋"}, ann, {"content": "?"}))
    assert text == (
        '{"op":"ev","i":7,"s":1235,"k":"message.updated","d":{"id":5,"content":"Grüße 👋"},'
        '"by":{"kind":"contact","id":3,"name":"Ann"},"was":{"content":"?"}}'
    )


def test_what_is_new_was_nothing() -> None:
    assert "was" not in json.loads(encode(Event(7, 1, "message.created", {})))


def test_what_orjson_refuses_still_becomes_json(subtests: pytest.Subtests) -> None:
    for odd in ["\ud800", 2**70, {"deep": ["\udfff"]}]:
        with subtests.test(odd=odd):
            assert json.loads(encode(Event(7, 1, "message.created", {"odd": odd})))["d"] == {"odd": odd}


def test_a_time_that_is_no_text_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError):
        encode(Event(7, 1, "message.created", {"at": dt.datetime.now(dt.UTC)}))


def test_kinds_are_noun_dot_past() -> None:
    assert all(kind.count(".") == 1 and kind.endswith("ed") for kind in KINDS)
    assert all(len(kind) <= 32 for kind in KINDS)
