"""Who is counted with whom, and for how long."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import redis

from messaging.errors import TooMany
from messaging.throttles import Attempts, Limit, count, network_of, networks_of, wait
from messaging.throttles import counters as counting
from messaging.throttles.counters import Change, Counters, InMemory


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_counter_ends_after_its_window() -> None:
    clock = Clock()
    counters = InMemory(clock)
    assert [counters.apply([Change("a", 60)])[0].value for _ in range(3)] == [1, 2, 3]
    clock.now += 59
    assert counters.apply([Change("a", 60, 0)])[0].left == 1
    clock.now += 1
    assert counters.apply([Change("a", 60)])[0].value == 1


def test_counter_never_falls_below_nothing() -> None:
    assert InMemory().apply([Change("a", 60, -1)])[0].value == 0


def test_a_redis_that_fails_is_not_waited_for_each_time(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REDIS_URL, asked = "redis://127.0.0.1:1", []

    def away(_: object, changes: object) -> None:
        asked.append(changes)
        raise redis.TimeoutError

    monkeypatch.setattr(counting.InRedis, "apply", away)
    counters, one = Counters(), [Change("a", 60)]
    assert [counters.apply(one)[0].value for _ in range(3)] == [1, 2, 3]
    assert asked == [one]
    counters._alone_until = 0.0
    assert counters.apply(one)[0].value == 4
    assert asked == [one, one]


def test_memory_is_bounded_and_keeps_the_latest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST", 10)
    counters = InMemory()
    for n in range(100):
        counters.apply([Change(f"name-{n}", 60)])
    assert len(counters._values) <= 10
    assert counters.apply([Change("name-99", 60, 0)])[0].value == 1


def test_no_hit_is_lost_between_threads() -> None:
    counters, limit = InMemory(), Change("a", 60)
    threads = [
        threading.Thread(target=lambda: [counters.apply([limit]) for _ in range(500)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counters.apply([Change("a", 60, 0)])[0].value == 2000


def test_hit_over_the_limit_says_when_to_come_back() -> None:
    one = Limit("test", 2, 60).of("mia")
    assert [one.hit(), one.hit()] == [0, 0]
    assert 0 < one.hit() <= 60
    assert Limit("test", 2, 60).of("noa").hit() == 0
    assert Limit("other", 2, 60).of("mia").hit() == 0


def test_what_is_taken_back_may_be_tried_again() -> None:
    one = Limit("test", 1, 60).of("mia")
    one.hit()
    assert wait([one]) > 0
    count([one], -1)
    assert wait([one]) == 0


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("", "unknown"),
        (None, "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_network_of_a_customer(address: str | None, network: str) -> None:
    assert network_of(address) == network


def test_ipv6_counts_for_the_64_and_with_more_room_for_the_48() -> None:
    assert networks_of("2001:db8:1:2::3") == [("2001:db8:1:2::/64", 1), ("2001:db8:1::/48", 4)]


def test_rotating_through_a_48_ends_as_well() -> None:
    attempts = Attempts(Limit("test", 2, 60))
    for subnet in range(8):
        attempts.failed(f"2001:db8:1:{subnet}::1")
    with pytest.raises(TooMany) as refusal:
        attempts.failed("2001:db8:1:99::1")
    assert 0 < refusal.value.retry_after <= 60
    attempts.failed("2001:db8:2::1")
