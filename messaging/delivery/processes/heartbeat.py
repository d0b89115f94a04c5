"""Whether a delivery worker was seen lately: for `doctor`, and for people who wonder."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

log = logging.getLogger(__name__)

KEY = "delivery.worker-seen"
HEARTBEAT_EVERY = 5.0
# An hour: "two minutes ago" says more than "never".
KEPT = 3600


async def beat() -> None:
    """Note that a worker is alive. A cache that is away is not worth a line each time."""
    try:
        await asyncio.to_thread(cache.set, KEY, timezone.now(), KEPT)
    except Exception as failure:
        log.debug("Heartbeat not written", extra={"failure": type(failure).__name__})


def worker_last_seen() -> datetime | None:
    """Return when some worker was last alive; None: not in the last hour. Raises what the cache raises."""
    seen: datetime | None = cache.get(KEY)
    return seen
