"""``<inbox> <events> <bytes>``: writes events of a size straight into the log; prints the head."""

from __future__ import annotations

import sys

from tests.proofs.start import say  # first: makes this a Django process

# isort: split
from django.db import transaction

from messaging.feed import log
from messaging.models import FeedEvent

BATCH = 250


def flood(inbox: int, events: int, size: int) -> int:
    last = 0
    for _ in range(0, events, BATCH):
        with transaction.atomic():
            last = log.allot(inbox, BATCH)
            FeedEvent.objects.bulk_create(
                FeedEvent(inbox_id=inbox, seq=seq, kind="contact.updated", payload={"pad": "x" * size})
                for seq in range(last - BATCH + 1, last + 1)
            )
    return last


if __name__ == "__main__":
    say(flood(*map(int, sys.argv[1:])))
