"""Replay, then live: each number once and none left out."""

from __future__ import annotations

import random

import pytest

from messaging.feed.ordering import Item
from messaging.realtime.replay_merger import MAX_HELD, Hole, ReplayMerger
from tests.rows import each


def items(*seqs: int) -> list[Item]:
    return [Item(seq, "message.created", f"event {seq}") for seq in seqs]


def seqs(passed: list[Item]) -> list[int]:
    return [item.seq for item in passed]


def test_what_comes_during_a_replay_is_held_until_the_log_is_read() -> None:
    splice = ReplayMerger(3)
    assert splice.hear(items(6, 7)) == []
    assert seqs(splice.read(items(4, 5, 6))) == [4, 5, 6]
    assert seqs(splice.settle()) == [7]
    assert not splice.live
    assert splice.settle() == []
    assert splice.live
    assert seqs(splice.hear(items(8))) == [8]


def test_the_relay_may_lag_behind_what_was_read_for_ever() -> None:
    splice = ReplayMerger(0)
    splice.read(items(1, 2, 3, 4, 5))
    splice.settle()
    assert splice.hear(items(3)) == []
    assert splice.hear(items(4, 5)) == []
    assert seqs(splice.hear(items(5, 6))) == [6]
    assert splice.hear(items(2)) == []


def test_a_hole_between_log_and_live_is_read_again() -> None:
    splice = ReplayMerger(0)
    splice.hear(items(5, 6))
    splice.read(items(1, 2, 3))
    with pytest.raises(Hole):
        splice.settle()
    assert not splice.live
    splice.read(items(4, 5))
    assert seqs(splice.settle()) == [6]


def test_a_hole_while_live_stops_and_holds() -> None:
    splice = ReplayMerger(0)
    splice.settle()
    with pytest.raises(Hole):
        splice.hear(items(2))
    assert splice.sent == 0
    assert splice.hear(items(3)) == []
    splice.read(items(1))
    assert seqs(splice.settle()) == [2, 3]


def test_holding_is_bounded_and_what_was_dropped_is_a_hole() -> None:
    splice = ReplayMerger(0)
    splice.hear(items(*range(1, MAX_HELD + 11)))
    with pytest.raises(Hole):
        splice.settle()
    splice.read(items(*range(1, 11)))
    assert seqs(splice.settle()) == list(range(11, MAX_HELD + 11))


@each("seed", range(40))
def test_any_interleaving_gives_every_number_once(seed: int) -> None:
    """The relay and the log as two readers of one growing list, each at its own pace."""
    rng = random.Random(seed)
    head = rng.randrange(50)
    relayed = rng.randrange(head + 1)
    splice, sent, read_to_the_end = ReplayMerger(0), [], False
    for _ in range(300):
        action = rng.random()
        if action < 0.4:
            head += rng.randrange(4)
        elif action < 0.75:
            upto = rng.randint(relayed, head)
            sent += seqs(splice.hear(items(*range(relayed + 1, upto + 1))))
            relayed = upto
        elif not splice.live and not read_to_the_end:
            upto = min(head, splice.sent + rng.randrange(1, 20))
            sent += seqs(splice.read(items(*range(splice.sent + 1, upto + 1))))
            read_to_the_end = upto == head
        elif not splice.live:
            try:
                sent += seqs(splice.settle())
            except Hole:
                read_to_the_end = False
    assert sent == list(range(1, len(sent) + 1))
    assert splice.sent == len(sent) > 0
