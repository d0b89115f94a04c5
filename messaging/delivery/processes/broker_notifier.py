"""The serving process's side of separate workers: it wakes them through the broker.

A thread owns the connection, so a broker that hangs never blocks a request; what it cannot publish is
found by the workers' sweep.
"""

from __future__ import annotations

import logging
import queue
import threading
import time

from messaging.delivery.lanes import SettlementSource, set_source
from messaging.delivery.processes.celery_app import publish
from messaging.runtime import JOBS, Key

log = logging.getLogger(__name__)

MOST_WAITING = 10_000
# Older than this the sweep has long found it.
STALE_AFTER = 5.0


class BrokerNotifier:
    """A queue and a thread: wake-ups go out in order, or not at all."""

    def __init__(self) -> None:
        self._queue: queue.Queue[tuple[float, int] | None] = queue.Queue(MOST_WAITING)
        self._thread = threading.Thread(target=self._run, name="delivery notifier", daemon=True)
        self._away = False
        self._stopping = False

    async def start(self) -> None:
        self._thread.start()
        set_source(SettlementSource.DATABASE)

    async def stop(self) -> None:
        """End without waiting for a broker that hangs: the thread is a daemon, and nothing depends on it."""
        set_source(SettlementSource.NONE)
        self._stopping = True
        self._put(None)  # only so that it looks; a full queue lets it look anyway

    def notify(self, key: Key) -> None:
        """Queue a wake-up for some worker's dispatcher. Jobs are not worth a task: workers look every second."""
        if key != JOBS:
            self._put((time.monotonic(), key))

    def _put(self, item: tuple[float, int] | None) -> None:
        try:
            self._queue.put_nowait(item)
        except queue.Full:
            log.debug("Wake-up dropped")

    def _run(self) -> None:
        while (item := self._queue.get()) is not None and not self._stopping:
            woken_at, conversation_id = item
            if time.monotonic() - woken_at < STALE_AFTER:
                self._tell(conversation_id)

    def _tell(self, conversation_id: int) -> None:
        try:
            publish(conversation_id)
        except Exception as failure:
            self._note(away=True, failure=type(failure).__name__)
        else:
            self._note(away=False)

    def _note(self, *, away: bool, failure: str = "") -> None:
        """Log one line when the broker goes and one when it comes back."""
        if away and not self._away:
            log.warning(
                "The broker is away: workers find messages by their sweep", extra={"failure": failure}
            )
        elif self._away and not away:
            log.warning("The broker is back")
        self._away = away


def make() -> BrokerNotifier:
    return BrokerNotifier()
