"""Letting go what was sent for later, at its time. Every process that delivers looks: whoever finds a message due sends it
under locks, so that it goes once."""

from __future__ import annotations

import asyncio
import logging

from django.utils import timezone

from messaging.actions.outgoing import next_due, send_due
from messaging.actors import SCHEDULE
from messaging.delivery import database

log = logging.getLogger(__name__)

# Seconds between two looks: the most that a message which was scheduled meanwhile waits beyond its time.
LOOK_EVERY = 1.0


async def send_when_due() -> None:
    """Look every second, and at the very moment when the next one is due, until cancelled."""
    failing = False
    while True:
        pause = LOOK_EVERY
        try:
            pause = await database.once(_send_and_look)
            failing = False
        except Exception as failure:
            if not failing:  # one line when it begins, not one in a second
                log.warning("Scheduled messages cannot be looked at", extra={"failure": repr(failure)})
            failing = True
        await asyncio.sleep(pause)


def _send_and_look() -> float:
    """Send what is due; return the seconds until the next look."""
    went = send_due(by=SCHEDULE)
    at = next_due()
    if at is None:
        return LOOK_EVERY
    wait = (at - timezone.now()).total_seconds()
    # What is due and stays, because somebody else just sends it or it fails, is not asked about without a pause.
    if wait <= 0:
        return 0.0 if went else LOOK_EVERY
    return min(LOOK_EVERY, wait)
