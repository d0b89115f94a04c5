"""What a write costs: `python -m benchmarks.feed`, on SQLite, or with `postgresql` on a local PostgreSQL.

1. Messages a second with one of them and with many in a transaction: what batching lifts.
2. SQLite only: threads that write at once, through our queue and through SQLite's own busy handler. Both are
   quick in the median; the slowest of a hundred is what differs.

Read the ratios of one run. It takes less than a minute.
"""

from __future__ import annotations

import contextlib
import json
import statistics
import threading
import time
from typing import Any
from unittest import mock

from benchmarks.installation import chosen_installation

MESSAGES, BATCHES = 256, (1, 4, 16, 64)
WRITERS, WRITES = 4, 150


def main() -> None:
    with chosen_installation() as url:
        from tests.factories import an_inbox

        inbox = an_inbox()
        batches(inbox)
        if not url:
            writers(inbox.pk)


def batches(inbox: Any) -> None:
    rates = [messages_per_second(inbox, size) for size in BATCHES]
    for size, rate in zip(BATCHES, rates, strict=True):
        print(f"{size:3} messages in a transaction {rate:6.0f} messages/s {rate / rates[0]:5.1f} times one")


def messages_per_second(inbox: Any, size: int) -> float:
    from messaging import ingest
    from tests.factories import meta_body, text_item

    bodies = [
        json.dumps(meta_body(inbox, messages=[text_item() for _ in range(size)])).encode()
        for _ in range(MESSAGES // size)
    ]
    begun = time.monotonic()
    for body in bodies:
        ingest.commit_each([ingest.provider_call(inbox, body)])
    return MESSAGES / (time.monotonic() - begun)


def writers(inbox: int) -> None:
    from messaging.feed import log

    ours = milliseconds(inbox)
    with mock.patch.object(log, "_sqlite_writer", contextlib.nullcontext()):
        theirs = milliseconds(inbox)
    print(f"\n{WRITERS} writers at once, ms per write    median      p99  slowest")
    for name, found in (("our queue", ours), ("SQLite's busy handler", theirs)):
        cuts = statistics.quantiles(found, n=100)
        print(f"{name:30} {cuts[49]:12.1f} {cuts[98]:8.1f} {max(found):8.1f}")


def milliseconds(inbox: int) -> list[float]:
    """Of every write of every thread."""
    from django.db import connection

    from messaging.feed import log
    from tests.factories import BY

    took: list[float] = []

    def work() -> None:
        for _ in range(WRITES):
            begun = time.monotonic()
            with log.recording(by=BY):
                log.record("inbox.updated", inbox, inbox_id=inbox)
            took.append((time.monotonic() - begun) * 1000)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


if __name__ == "__main__":
    main()
