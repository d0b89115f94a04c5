"""What a webhook call costs the thread that writes: `python -m benchmarks.ingest [postgresql]`; a minute each.

Batches of calls with a message of a known customer, calls with a receipt, and bodies of a thousand of each, without the door
in front of them. CPU of this process, in the median of batches, and the statements of a batch.
"""

from __future__ import annotations

import gc
import itertools
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.installation import chosen_installation

CUSTOMERS, ITEMS = 100, 1000
_numbers = itertools.count(1)
_rng = random.Random(7)


def main() -> None:
    with chosen_installation():
        from tests.factories import an_inbox

        inbox = an_inbox()
        written([messages(inbox, [number]) for number in range(CUSTOMERS)])
        # As a server does when it has started.
        gc.collect()
        gc.freeze()
        print(f"{'':40} {'ms CPU an item':>15} {'statements':>11}")
        for name, items, rounds, batch in cases(inbox):
            batches = [batch() for _ in range(rounds)]
            taken = [cpu_of(one) * 1000 / items for one in batches]
            print(f"{name:40} {statistics.median(taken):15.3f} {count_of(batch()):11}", flush=True)


def cases(inbox: Any) -> Iterator[tuple[str, int, int, Callable[[], list[Any]]]]:
    """Name, items of a batch, how often, and what makes one."""
    for size, rounds in ((1, 60), (16, 20), (64, 12)):
        yield f"messages, {size} in a batch", size, rounds, lambda size=size: some_messages(inbox, size)
    for size, rounds in ((1, 60), (64, 12)):
        yield f"receipts, {size} in a batch", size, rounds, lambda size=size: some_receipts(inbox, size)
    yield f"a body of {ITEMS:,} messages", ITEMS, 3, lambda: [messages(inbox, customers(ITEMS))]
    yield f"a body of {ITEMS:,} receipts", ITEMS, 3, lambda: [receipts(inbox, ITEMS)]


def customers(count: int) -> list[int]:
    return [_rng.randrange(CUSTOMERS) for _ in range(count)]


def some_messages(inbox: Any, size: int) -> list[Any]:
    return [messages(inbox, [one]) for one in customers(size)]


def some_receipts(inbox: Any, size: int) -> list[Any]:
    return [receipts(inbox, 1) for _ in range(size)]


def messages(inbox: Any, writers: list[int]) -> Any:
    """A call with a message of each of these customers."""
    from benchmarks.webhook_bodies import text

    phones = [f"44770090{one:04}" for one in writers]
    items = [{**text(phone), "id": f"wamid.in.{next(_numbers)}"} for phone in phones]
    contacts = [{"profile": {"name": f"Customer {one}"}, "wa_id": one} for one in sorted(set(phones))]
    return a_call(inbox, "messages", items, contacts=contacts)


def receipts(inbox: Any, count: int) -> Any:
    """A call that says of so many messages of ours that they were delivered."""
    from benchmarks.comparison import seed

    now = str(int(time.time()))
    sent = seed.send(f"{next(_numbers)}", count)
    items = [
        {"id": one, "status": "delivered", "timestamp": now, "recipient_id": phone} for one, phone in sent
    ]
    return a_call(inbox, "statuses", items)


def a_call(inbox: Any, key: str, items: list[dict[str, Any]], **more: Any) -> Any:
    from benchmarks.webhook_bodies import of_field
    from messaging import ingest

    return ingest.provider_call(inbox, json.dumps(of_field(inbox, "messages", key, items, **more)).encode())


def written(calls: list[Any]) -> None:
    from messaging import ingest

    for outcome in ingest.commit_each(calls):
        assert isinstance(outcome, ingest.Outcome), outcome
        assert not outcome.errors, outcome


def cpu_of(calls: list[Any]) -> float:
    begun = time.process_time()
    written(calls)
    return time.process_time() - begun


def count_of(calls: list[Any]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as done:
        written(calls)
    return len(done)


if __name__ == "__main__":
    main()
