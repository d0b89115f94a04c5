"""Replay, then live: each number once and none left out."""

from __future__ import annotations

import random

import pytest

from messaging.feed.burst import Item
from messaging.realtime.replay_merger import MAX_HELD, Hole, ReplayMerger


def items(*seqs: int) -> list[Item]:
    return [Item(seq, "message.created", f"event {seq}") for seq in seqs]


def seqs(passed: list[Item]) -> list[int]:
    return [item.seq for item in passed]


def test_what_comes_during_a_replay_is_held_until_the_log_is_read() -> None:
    merger = ReplayMerger(3)
    assert merger.on_live(items(6, 7)) == []
    assert seqs(merger.read(items(4, 5, 6))) == [4, 5, 6]
    assert seqs(merger.settle()) == [7]
    assert not merger.live
    assert merger.settle() == []
    assert merger.live
    assert seqs(merger.on_live(items(8))) == [8]


def test_the_relay_may_lag_behind_what_was_read_for_ever() -> None:
    merger = ReplayMerger(0)
    merger.read(items(1, 2, 3, 4, 5))
    merger.settle()
    assert merger.on_live(items(3)) == []
    assert merger.on_live(items(4, 5)) == []
    assert seqs(merger.on_live(items(5, 6))) == [6]
    assert merger.on_live(items(2)) == []


def test_a_hole_between_log_and_live_is_read_again() -> None:
    merger = ReplayMerger(0)
    merger.on_live(items(5, 6))
    merger.read(items(1, 2, 3))
    with pytest.raises(Hole):
        merger.settle()
    assert not merger.live
    merger.read(items(4, 5))
    assert seqs(merger.settle()) == [6]


def test_a_hole_while_live_stops_and_holds() -> None:
    merger = ReplayMerger(0)
    merger.settle()
    with pytest.raises(Hole):
        merger.on_live(items(2))
    assert merger.sent == 0
    assert merger.on_live(items(3)) == []
    merger.read(items(1))
    assert seqs(merger.settle()) == [2, 3]


def test_holding_is_bounded_and_what_was_dropped_is_a_hole() -> None:
    merger = ReplayMerger(0)
    merger.on_live(items(*range(1, MAX_HELD + 11)))
    with pytest.raises(Hole):
        merger.settle()
    merger.read(items(*range(1, 11)))
    assert seqs(merger.settle()) == list(range(11, MAX_HELD + 11))


def test_any_interleaving_gives_every_number_once(subtests: pytest.Subtests) -> None:
    """The relay and the log as two readers of one growing list, each at its own pace."""
    for seed in range(40):
        with subtests.test(seed=seed):
            rng = random.Random(seed)
            head = rng.randrange(50)
            relayed = rng.randrange(head + 1)
            merger, sent, read_to_the_end = ReplayMerger(0), [], False
            for _ in range(300):
                action = rng.random()
                if action < 0.4:
                    head += rng.randrange(4)
                elif action < 0.75:
                    upto = rng.randint(relayed, head)
                    sent += seqs(merger.on_live(items(*range(relayed + 1, upto + 1))))
                    relayed = upto
                elif not merger.live and not read_to_the_end:
                    upto = min(head, merger.sent + rng.randrange(1, 20))
                    sent += seqs(merger.read(items(*range(merger.sent + 1, upto + 1))))
                    read_to_the_end = upto == head
                elif not merger.live:
                    try:
                        sent += seqs(merger.settle())
                    except Hole:
                        read_to_the_end = False
            assert sent == list(range(1, len(sent) + 1))
            assert merger.sent == len(sent) > 0
