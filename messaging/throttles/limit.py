"""A limit: so many in so many seconds, for each of those whom it counts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from messaging.throttles.counters import Change, apply


@dataclass(frozen=True, slots=True)
class Limit:
    """`most` of a kind within a window of `seconds`, which begins with the first."""

    kind: str
    most: int
    seconds: int

    def of(self, who: str, share: int = 1) -> Counted:
        """Return the limit for one of those whom it counts; `share`: how many others they stand for."""
        # A digest: of any length, and whoever reads Redis does not learn who failed to log in.
        digest = hashlib.blake2b(who.encode("utf-8", "replace"), digest_size=12).hexdigest()
        return Counted(self, f"{self.kind}:{digest}", self.most * share)


@dataclass(frozen=True, slots=True)
class Counted:
    """A limit and one of those whom it counts."""

    limit: Limit
    key: str
    most: int

    def hit(self) -> float:
        """Count one more. Return 0, or where that is over the limit the seconds until it may be tried again."""
        return count([self])

    def used(self) -> int:
        """Return how many there were in this window."""
        return apply([Change(self.key, self.limit.seconds, 0)])[0].value


def count(several: Iterable[Counted], amount: int = 1) -> float:
    """Count one more (or `amount`) for all of them at once. Return 0, or the seconds until none is over its limit."""
    counted = list(several)
    counts = apply([Change(one.key, one.limit.seconds, amount) for one in counted])
    return max(
        (now.left for one, now in zip(counted, counts, strict=True) if now.value > one.most), default=0.0
    )


def wait(several: Iterable[Counted]) -> float:
    """Return 0 while each of them may count one more, else the seconds until all may."""
    counted = list(several)
    counts = apply([Change(one.key, one.limit.seconds, 0) for one in counted])
    return max(
        (now.left for one, now in zip(counted, counts, strict=True) if now.value >= one.most), default=0.0
    )
