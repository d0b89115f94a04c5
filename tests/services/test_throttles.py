"""Throttles of several processes count together, and go on without Redis."""

from __future__ import annotations

import os
import signal

from django.test import override_settings

from messaging.throttles.counters import Change, Counters
from tests import servers

HIT, READ = Change("mia", 60), Change("mia", 60, 0)


def a_process(url: str, prefix: str) -> Counters:
    with override_settings(REDIS_URL=url, REDIS_PREFIX=prefix):
        return Counters()


def test_processes_count_together(redis_url: str) -> None:
    prefix = f"console-test-{os.urandom(4).hex()}"
    one, other = (a_process(redis_url, prefix) for _ in range(2))
    assert one.apply([HIT, Change("noa", 60)])[0].value == 1
    assert [count.value for count in other.apply([HIT, READ, Change("noa", 60, 0)])] == [2, 2, 1]
    assert 0 < one.apply([READ])[0].left <= 60
    assert one.apply([Change("mia", 60, -1)])[0].value == 1
    assert a_process(redis_url, f"{prefix}-other").apply([READ])[0].value == 0


def test_taking_back_leaves_no_counter_without_an_end(redis_url: str) -> None:
    prefix = f"console-test-{os.urandom(4).hex()}"
    counters = a_process(redis_url, prefix)
    assert counters.apply([Change("mia", 60, -1)])[0].value == 0
    assert 0 < counters.apply([READ])[0].left <= 60


def test_without_redis_each_process_counts_for_itself(private_redis: servers.Redis) -> None:
    """One that hangs costs more than one that is gone: the request waits for it, within a bound."""
    hung, counters = (a_process(private_redis.url, "console-test") for _ in range(2))
    assert hung.apply([HIT])[0].value == 1
    private_redis.send(signal.SIGSTOP)
    assert [hung.apply([HIT])[0].value for _ in range(2)] == [1, 2]
    private_redis.stop(signal.SIGKILL)
    assert [counters.apply([HIT])[0].value for _ in range(2)] == [1, 2]
