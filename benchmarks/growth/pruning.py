"""How long it takes to delete what nobody needs any more, in which pieces, and who waits meanwhile."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

# Rows of each kind that are deleted, where there are so many.
ROWS = 20_000
# Between two small writes of whoever works meanwhile; how many of them alone, for comparison.
PAUSE, ALONE = 0.005, 200


def prune() -> list[dict[str, Any]]:
    """Return for each kind ``{"kind", "rows", "seconds", "batch", "batch_ms", "longest_ms", "wait_ms", "wait_p95_ms",
    "wait_most_ms"}``: `wait` is how long one small write takes beside it, the first line without any pruning."""
    from django.conf import settings

    from messaging.actions.core import prune_measurements, prune_webhook_calls
    from messaging.actors import Actor
    from messaging.feed.retention import BATCH

    by = Actor.system("benchmark")
    settings.WEBHOOK_CALL_DAYS = settings.FAILED_WEBHOOK_CALL_DAYS = settings.MEASUREMENT_DAYS = 30
    found = [_alone()]
    found.append(_measured("webhook calls", lambda: _in_batches(lambda: prune_webhook_calls(by=by))))
    found.append(_measured("measurements", lambda: _in_batches(lambda: prune_measurements(by=by))))
    found.append({**_measured("feed events", _feed), "batch": BATCH, "longest_ms": None})
    return found


def _in_batches(batch: Callable[[], int]) -> Iterator[int]:
    done = 0
    while done < ROWS and (deleted := batch()):
        done += deleted
        yield deleted


def _feed() -> Iterator[int]:
    """The feed's pruning takes its batches by itself: all of an inbox is one answer."""
    from messaging.feed.retention import prune
    from messaging.models import FeedHead

    done = 0
    for head in FeedHead.objects.order_by("-seq"):
        if done >= ROWS:
            return
        deleted = prune(head.pk, kept_for=timedelta(days=1), kept_newest=max(0, head.seq - (ROWS - done)))
        done += deleted
        yield deleted


def _alone() -> dict[str, Any]:
    with _writing() as waits:
        while len(waits) < ALONE:
            time.sleep(PAUSE)
    return {"kind": "nothing", **_waits(waits)}


def _measured(kind: str, batches: Callable[[], Iterator[int]]) -> dict[str, Any]:
    took: list[float] = []
    rows: list[int] = []
    with _writing() as waits:
        begun = time.perf_counter()
        for deleted in batches():
            rows.append(deleted)
            took.append(time.perf_counter() - begun - sum(took))
    return {
        "kind": kind,
        "rows": sum(rows),
        "seconds": sum(took),
        "batch": max(rows, default=0),
        "batch_ms": statistics.median(took) * 1000 if took else 0,
        "longest_ms": max(took, default=0) * 1000,
        **_waits(waits),
    }


def _waits(waits: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(waits, n=20, method="inclusive") if len(waits) > 1 else [0.0] * 19
    return {
        "wait_ms": cuts[9] * 1000,
        "wait_p95_ms": cuts[18] * 1000,
        "wait_most_ms": max(waits, default=0) * 1000,
    }


@contextmanager
def _writing() -> Iterator[list[float]]:
    """Commit one small change after the other in a thread of its own; yields how long each took."""
    waits: list[float] = []
    stopped = threading.Event()
    thread = threading.Thread(target=_write_until, args=(stopped, waits))
    thread.start()
    try:
        yield waits
    finally:
        stopped.set()
        thread.join()


def _write_until(stopped: threading.Event, waits: list[float]) -> None:
    from django.db import connection

    from messaging.actors import Actor
    from messaging.feed import recording
    from messaging.models import OutboxLane

    try:
        last = OutboxLane.objects.order_by("-pk").values_list("pk", flat=True)[0]
        while not stopped.wait(PAUSE):
            begun = time.perf_counter()
            with recording(by=Actor.system("benchmark")):
                OutboxLane.objects.filter(pk=last).update(last_position=len(waits) + 100)
            waits.append(time.perf_counter() - begun)
    finally:
        connection.close()
