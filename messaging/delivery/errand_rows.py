"""The errands' rows: who does one, until when, and when it is due again. Each step one short transaction.

The end of the lease is its token: whoever finds another one there has lost the errand, and leaves it
alone. `version` tells whether it was asked for again meanwhile; then it is due once more instead of done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from messaging.clock import database_now
from messaging.feed.log import recording
from messaging.models import Errand

# A process that died is noticed after so many seconds; one that lives renews in time.
LEASE_SECONDS = 60.0
RENEW_EVERY = 20.0
LOOKED_AT = 20


def claim(room: Mapping[str, int]) -> list[Errand]:
    """Due errands that are ours now: at most ``room[kind]`` of a kind, the longest due first."""
    left = {kind: free for kind, free in room.items() if free > 0}
    due = list(_due(left)[:LOOKED_AT])
    return _take(due, left) if due else []


def _due(kinds: Iterable[str]) -> QuerySet[Errand]:
    now = database_now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    rows = Errand.objects.select_related("inbox").filter(free, due_at__lte=now, kind__in=list(kinds))
    return rows.order_by("due_at", "id")


@recording()
def _take(due: Iterable[Errand], left: dict[str, int]) -> list[Errand]:
    until = _lease_end()
    taken: list[Errand] = []
    for errand in due:
        if left[errand.kind] <= 0:
            continue
        # As it was seen: of two processes that saw it, one finds it changed.
        same = Errand.objects.filter(pk=errand.pk, version=errand.version, lease_until=errand.lease_until)
        if same.update(lease_until=until, attempts=F("attempts") + 1):
            left[errand.kind] -= 1
            errand.lease_until, errand.attempts = until, errand.attempts + 1
            taken.append(errand)
    return taken


@recording()
def renew(errand: Errand) -> datetime | None:
    """The new end of the lease; None when somebody else has the errand."""
    until = _lease_end()
    return until if _ours(errand).update(lease_until=until) else None


@recording()
def finish(errand: Errand) -> None:
    """It is done: the row goes, or is due again when it was asked for once more."""
    if not _unchanged(errand).delete()[0]:
        _ours(errand).update(lease_until=None)


@recording()
def again(errand: Errand, seconds: float, data: Mapping[str, Any]) -> None:
    """It is done, and due once more after so many seconds, with this to remember."""
    _let_go(errand, seconds, data=dict(data), attempts=0, error="")


@recording()
def later(errand: Errand, seconds: float, why: str, *, counted: bool = True) -> None:
    """It could not be done now."""
    tried = errand.attempts if counted else max(0, errand.attempts - 1)
    _let_go(errand, seconds, attempts=tried, error=why[:500])


@recording()
def begin_anew(errand: Errand, seconds: float, why: str) -> None:
    """It failed as often as it may, and is due all the same: as if never tried, with what it remembers."""
    _let_go(errand, seconds, attempts=0, error=why[:500])


@recording()
def give_back(errand: Errand) -> None:
    """It was not even tried to its end: due at once, for whoever comes next."""
    _let_go(errand, 0.0, attempts=max(0, errand.attempts - 1))


def release_all() -> int:
    """Free every errand, for a single owner that starts: whoever did them is dead. How many."""
    with recording():
        return Errand.objects.exclude(lease_until=None).update(lease_until=None)


def _let_go(errand: Errand, seconds: float, **values: Any) -> None:
    due_at = database_now() + timedelta(seconds=seconds)
    if not _unchanged(errand).update(lease_until=None, due_at=due_at, **values):
        _ours(errand).update(lease_until=None)


def _ours(errand: Errand) -> QuerySet[Errand]:
    return Errand.objects.filter(pk=errand.pk, lease_until=errand.lease_until)


def _unchanged(errand: Errand) -> QuerySet[Errand]:
    return _ours(errand).filter(version=errand.version)


def _lease_end() -> datetime:
    return database_now() + timedelta(seconds=LEASE_SECONDS)
