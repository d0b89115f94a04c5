"""The token bucket."""

from __future__ import annotations

from messaging.realtime.token_bucket import TokenBucket


def test_a_burst_is_allowed_and_no_more() -> None:
    bucket = TokenBucket(rate=2, burst=5, now=0)
    assert [bucket.take(0) for _ in range(7)] == [True] * 5 + [False] * 2


def test_time_fills_it_up_to_the_burst() -> None:
    bucket = TokenBucket(rate=2, burst=5, now=0)
    for _ in range(5):
        bucket.take(0)
    assert [bucket.take(1) for _ in range(3)] == [True, True, False]
    assert [bucket.take(1000) for _ in range(6)] == [True] * 5 + [False]
