"""Announcements come in any order and leave as 1, 2, 3, …"""

from __future__ import annotations

import random

import pytest

from messaging.feed.burst import Item
from messaging.feed.ordering import MAX_PENDING, Ordering


def an_item(seq: int, chars: int = 1) -> Item:
    return Item(seq, "message.created", "x" * chars)


def taken(ordering: Ordering, most: int = 100, chars: int = 1000) -> list[int]:
    return [item.seq for item in ordering.take(most, chars)]


def test_only_the_next_ones_leave() -> None:
    ordering = Ordering(10)
    ordering.offer(an_item(12))
    assert taken(ordering) == []
    assert ordering.lag == 2
    ordering.offer(an_item(11))
    assert taken(ordering) == [11, 12]
    assert ordering.lag == 0


def test_what_had_its_turn_is_dropped() -> None:
    ordering = Ordering(10)
    ordering.offer(an_item(10))
    ordering.offer(an_item(3))
    assert (taken(ordering), ordering.lag) == ([], 0)


def test_what_is_in_order_is_kept_however_much_comes_at_once() -> None:
    ordering = Ordering(1)
    for seq in range(1, MAX_PENDING + 10):
        ordering.offer(an_item(seq))
    assert len(taken(ordering, most=10**6, chars=10**9)) == MAX_PENDING
    assert ordering.lag == 8, "the rest is read from the log"


def test_what_had_its_turn_takes_no_room_from_what_waits() -> None:
    ordering = Ordering(MAX_PENDING)
    ordering.offer(an_item(MAX_PENDING + 2))
    for seq in range(1, MAX_PENDING + 1):
        ordering.offer(an_item(seq))
    ordering.offer(an_item(MAX_PENDING + 1))
    assert taken(ordering) == [MAX_PENDING + 1, MAX_PENDING + 2]


def test_an_announced_head_without_events_is_lag() -> None:
    ordering = Ordering(10)
    ordering.announce(15)
    ordering.announce(12)
    assert ordering.lag == 5


def test_pieces_are_bounded_in_number_and_length() -> None:
    ordering = Ordering(0)
    for seq in range(1, 8):
        ordering.offer(an_item(seq, chars=10))
    assert taken(ordering, most=3) == [1, 2, 3]
    assert taken(ordering, chars=25) == [4, 5]
    assert taken(ordering, chars=1) == [6]


def test_waiting_for_a_missing_number_is_bounded() -> None:
    ordering = Ordering(0)
    for seq in range(2, MAX_PENDING + 10):
        ordering.offer(an_item(seq))
    ordering.offer(an_item(1))
    assert taken(ordering, most=10) == [1]
    assert ordering.lag == MAX_PENDING + 8


def test_an_announcement_that_the_log_does_not_know_is_disbelieved() -> None:
    ordering = Ordering(5)
    ordering.offer(an_item(9))
    ordering.disbelieve()
    assert ordering.lag == 0
    ordering.offer(an_item(6))
    assert taken(ordering) == [6]


def test_lost_doubled_and_shuffled_with_catch_ups_is_still_in_order(subtests: pytest.Subtests) -> None:
    for seed in range(30):
        with subtests.test(seed=seed):
            rng = random.Random(seed)
            bells = [seq for seq in range(1, 200) for _ in range(rng.choice([0, 1, 1, 1, 2]))]
            bells.sort(key=lambda seq: seq + rng.uniform(-8, 8))
            ordering, out = Ordering(0), []
            for seq in bells:
                ordering.offer(an_item(seq))
                out += taken(ordering, most=rng.randrange(1, 5))
                if ordering.lag > 20:  # the relay reads the log
                    for missing in range(ordering.next, ordering.next + 10):
                        ordering.offer(an_item(missing))
            while more := taken(ordering):
                out += more
            assert out == list(range(1, len(out) + 1))
            assert ordering.next == len(out) + 1
