"""The transaction in which everything at the fake provider changes. Sync; called in its own threads.

It locks its number's row first: so the writers of one number come one after the other, never lock each other
out, and each sees what the one before did.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import F

from simulator import wakeup
from simulator.models import SimulatedNumber


@contextmanager
def changing(number_id: int, *wakeups: wakeup.WakeUp) -> Iterator[None]:
    """Change what the phone page shows in one transaction; notify the phone pages and ``wakeups`` after it."""
    with transaction.atomic():
        SimulatedNumber.objects.filter(pk=number_id).update(revision=F("revision") + 1)
        for each in (wakeup.changes(), *wakeups):
            transaction.on_commit(each.notify, robust=True)
        yield
