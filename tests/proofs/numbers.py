"""Processes that write and one that reads meanwhile (docs/design/realtime.md §4.7 a and b).

``write <how> <inboxes> <transactions> <seed>`` prints how many transactions were committed;
``read <how> <count>`` makes inboxes, names them, and prints what it saw of them. `how` is ``log`` for the real thing, or a control:
``naive`` takes numbers in a transaction of their own (as a database sequence does), ``by-id`` reads the
real log by its primary key instead of its numbers.
"""

from __future__ import annotations

import random
import sys
import time

from tests.proofs.start import say, until_input_is_closed  # first: makes this a Django process

# isort: split
from django.db import transaction

from messaging.feed import log, positions
from messaging.models import FeedEvent
from tests.factories import BY, an_inbox

Inboxes = list[int]


class ChangedMyMind(Exception):
    """A transaction that is rolled back."""


def write(how: str, inboxes: Inboxes, transactions: int, seed: int) -> int:
    rng = random.Random(seed)
    change = change_naively if how == "naive" else change_for_real
    committed = 0
    for _ in range(transactions):
        touched = rng.sample(inboxes, rng.randint(1, min(2, len(inboxes))))
        try:
            change(touched, rng)
            committed += len(touched)
        except ChangedMyMind:
            pass
        time.sleep(rng.random() * 0.002)
    return committed


def change_for_real(touched: Inboxes, rng: random.Random) -> None:
    # The outer block only keeps the transaction open for a while after the numbers were taken.
    with transaction.atomic():
        with log.recording(by=BY):
            for inbox in touched:
                log.record("inbox.updated", inbox, inbox_id=inbox)
            dawdle(rng)
        dawdle(rng)


def change_naively(touched: Inboxes, rng: random.Random) -> None:
    with transaction.atomic():
        numbers = {inbox: log.allot(inbox, 1) for inbox in sorted(touched)}
    dawdle(rng)
    with transaction.atomic():
        for inbox, seq in numbers.items():
            FeedEvent.objects.create(inbox_id=inbox, seq=seq, kind="inbox.updated", payload={})
        dawdle(rng)


def dawdle(rng: random.Random) -> None:
    time.sleep(rng.random() * 0.004)
    if rng.random() < 0.1:
        raise ChangedMyMind


def read(how: str, count: int) -> dict[str, object]:
    inboxes = [an_inbox().pk for _ in range(count)]
    over = until_input_is_closed(",".join(map(str, inboxes)))
    seen: dict[int, list[int]] = {inbox: [] for inbox in inboxes}
    last = 0
    while True:
        ending = over.is_set()  # asked before reading: after it nothing is written any more
        if how == "by-id":
            last = read_by_id(seen, last)
        for inbox in inboxes if how != "by-id" else []:
            seen[inbox] += read_after(how, inbox, seen[inbox][-1] if seen[inbox] else 0)
        if ending:
            break
        time.sleep(0.001)
    heads = positions.heads(inboxes)
    return {
        "events": FeedEvent.objects.count(),
        "seen": sum(map(len, seen.values())),
        "contiguous": all(seen[inbox] == list(range(1, heads[inbox].seq + 1)) for inbox in inboxes),
    }


def read_after(how: str, inbox: int, last: int) -> Inboxes:
    if how == "naive":
        rows = FeedEvent.objects.filter(inbox=inbox, seq__gt=last).order_by("seq")
        return list(rows.values_list("seq", flat=True))
    return [event.seq for event in positions.since(inbox, last, budget=10**9)]


def read_by_id(seen: dict[int, list[int]], last: int) -> int:
    rows = FeedEvent.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "inbox_id", "seq")
    for pk, inbox, seq in rows:
        seen[inbox].append(seq)
        last = pk
    return last


if __name__ == "__main__":
    role, how, which, *more = sys.argv[1:]
    if role == "read":
        say(read(how, int(which)))
    else:
        say(write(how, [int(pk) for pk in which.split(",")], int(more[0]), int(more[1])))
