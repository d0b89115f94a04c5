"""Python loads this first where its folder is on PYTHONPATH: the wall clock is off by what a file says.

Not libfaketime: it takes semaphores from CPython's threads (release: EINVAL; a waiter sleeps until its time limit).
"""

from __future__ import annotations

import datetime
import os
import time
from pathlib import Path

from django.utils import timezone

CLOCK = Path(os.environ["CHAOS_CLOCK"])
EVERY = 0.2
_real, _state = time.time, {"read": -EVERY, "offset": 0.0}


def offset() -> float:
    """Seconds to add; the file is read a few times a second."""
    now = time.monotonic()
    if now - _state["read"] >= EVERY:
        _state.update(read=now, offset=float(CLOCK.read_text() or 0))
    return _state["offset"]


def shifted_now() -> datetime.datetime:
    """As `django.utils.timezone.now`."""
    return datetime.datetime.fromtimestamp(_real() + offset(), datetime.UTC)


time.time = lambda: _real() + offset()
timezone.now = shifted_now
