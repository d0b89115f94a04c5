"""Counters that end by themselves: in Redis for all processes, else in this process.

The time of a counter is Redis' own, or this process's monotonic one: a clock that is set does not lock anybody out.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from threading import Lock
from typing import cast

import redis
from django.conf import settings

from messaging.runtime import runtime

log = logging.getLogger(__name__)

# Seconds for Redis to answer: a request waits for it.
PATIENCE = 0.5
# Seconds for which this process counts for itself after Redis failed.
ALONE = 5.0
# Counters kept in memory; more are made by whoever invents names, and the oldest are the first to go.
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Change:
    """Add `amount` to a counter; one that begins ends after `seconds`."""

    key: str
    seconds: int
    amount: int = 1


@dataclass(frozen=True, slots=True)
class Count:
    """What a counter says now, and the seconds until it ends."""

    value: int
    left: float


class InMemory:
    """Counters of this process. Any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._values: dict[str, tuple[int, float]] = {}

    def apply(self, changes: Sequence[Change]) -> list[Count]:
        """Apply all of them at once; a change of nothing reads."""
        with self._lock:
            now = self._clock()
            if len(self._values) >= MOST:
                self._make_room(now)
            return [self._apply(change, now) for change in changes]

    def _apply(self, change: Change, now: float) -> Count:
        value, ends = self._values.get(change.key, (0, 0.0))
        if ends <= now:
            value, ends = 0, now + change.seconds
        value = max(0, value + change.amount)
        if change.amount:
            self._values[change.key] = (value, ends)
        return Count(value, ends - now)

    def _make_room(self, now: float) -> None:
        self._values = {key: one for key, one in self._values.items() if one[1] > now}
        for key in list(self._values)[: len(self._values) - MOST // 2]:
            del self._values[key]


class InRedis:
    """Counters of all processes. Raises `redis.RedisError`."""

    def __init__(self, url: str, prefix: str) -> None:
        self._client: redis.Redis = redis.Redis.from_url(
            url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, max_connections=64
        )
        self._prefix = f"{prefix}:throttle:"

    def apply(self, changes: Sequence[Change]) -> list[Count]:
        """Apply all of them in one round trip, nothing between a counter's beginning and its end being set."""
        pipeline = self._client.pipeline(transaction=True)
        for change in changes:
            key = self._prefix + change.key
            if change.amount:
                # Also before taking back: from a counter that ended meanwhile that would make an endless one.
                pipeline.set(key, 0, ex=change.seconds, nx=True)
                pipeline.incrby(key, change.amount)
            pipeline.get(key)
            pipeline.pttl(key)
        answers = cast("list[bytes | int | None]", pipeline.execute())
        ends = list(accumulate(4 if change.amount else 2 for change in changes))
        return [
            Count(max(0, int(answers[end - 2] or 0)), max(0, int(answers[end - 1] or 0)) / 1000)
            for end in ends
        ]


class Counters:
    """Redis' where it is configured; while it is away this process counts for itself, so nobody is shut out."""

    def __init__(self) -> None:
        self._alone = InMemory()
        self._shared = InRedis(settings.REDIS_URL, settings.REDIS_PREFIX) if settings.REDIS_URL else None
        self._alone_until = 0.0

    def forget(self) -> None:
        """Begin afresh in this process."""
        self._alone = InMemory()

    def apply(self, changes: Sequence[Change]) -> list[Count]:
        """Apply the changes and return what each counter says then."""
        if self._shared is not None and time.monotonic() >= self._alone_until:
            try:
                return self._shared.apply(changes)
            except redis.RedisError as failure:
                self._alone_until = time.monotonic() + ALONE
                log.warning(
                    "Throttles count per process: Redis fails", extra={"reason": type(failure).__name__}
                )
        return self._alone.apply(changes)


def apply(changes: Sequence[Change]) -> list[Count]:
    """Apply changes to the counters of this installation."""
    return runtime().part(Counters).apply(changes)


def forget_all() -> None:
    """Forget what this process counted, for tests."""
    runtime().part(Counters).forget()
