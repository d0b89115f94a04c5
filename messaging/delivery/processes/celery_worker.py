"""A delivery worker process: Celery's threads hear the wake-ups, one loop delivers and sweeps."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
import threading
import warnings
from collections.abc import Sequence
from typing import Any, Protocol

from celery import signals
from celery.platforms import SecurityWarning

from messaging.delivery.processes import heartbeat, periodic
from messaging.delivery.processes.celery_app import QUEUE, app, bridge
from messaging.delivery.processes.worker import Worker
from messaging.feed import doorbell

log = logging.getLogger(__name__)

# Celery can hang at its end in a broker that hangs, long after delivery has stopped in good order.
LAST_WORD = 12.0

PERIODIC_TASKS = (
    *periodic.PERIODIC_TASKS,
    periodic.PeriodicTask("heartbeat", heartbeat.HEARTBEAT_EVERY, heartbeat.beat),
)


class Part(Protocol):
    """Something else that this process does on the same loop."""

    async def startup(self) -> None:
        """Begin; must not wait for the database."""

    async def shutdown(self) -> None:
        """End in good order."""


class DeliveryLoop:
    """The loop in a thread of its own; Celery needs the main thread for its signals."""

    def __init__(self, slots: int, parts: Sequence[Part] = ()) -> None:
        self._slots = slots
        self._parts = parts
        self._ready = threading.Event()
        self._end: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._live()), name="delivery loop")

    def start(self) -> None:
        self._thread.start()
        self._ready.wait()

    def end(self) -> None:
        """Begin the orderly stop; may be called from a signal handler, and twice."""
        if self._loop is not None and self._end is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._end.set)

    def join(self) -> None:
        self.end()
        self._thread.join()

    async def _live(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        # Consoles learn of an attempt through the doorbell of the process that recorded it.
        doorbell.bind(self._loop)
        worker = Worker(slots=self._slots, periodic_tasks=PERIODIC_TASKS)
        worker.start()
        bridge(self._loop, worker.dispatcher.deliver)
        for part in self._parts:
            await part.startup()
        self._ready.set()
        log.info("Delivery started", extra={"slots": self._slots})
        await self._end.wait()
        for part in self._parts:
            await part.shutdown()
        await worker.stop()
        doorbell.unbind(self._loop)
        log.info("Delivery stopped")


def run(concurrency: int, parts: Sequence[Part] = ()) -> int:
    """Deliver until SIGTERM or SIGINT, and do what `parts` do besides; return the exit code."""
    delivery = DeliveryLoop(concurrency, parts)
    delivery.start()

    def begin_stop(**_: Any) -> None:
        # Lanes must let go of Celery's threads, or its own warm stop would wait for them.
        delivery.end()
        last_word = threading.Timer(LAST_WORD, os._exit, [0])
        last_word.daemon = True
        last_word.start()

    signals.worker_shutting_down.connect(begin_stop, weak=False)
    try:
        return _consume(concurrency)
    finally:
        delivery.join()


def _consume(concurrency: int) -> int:
    # About root and pickle; we take JSON only.
    warnings.filterwarnings("ignore", category=SecurityWarning)
    _warn_if_broker_is_away()
    worker = app.Worker(
        hostname=node_name(),
        pool="threads",
        concurrency=concurrency,
        queues=[QUEUE],
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        quiet=True,
    )
    worker.start()
    return int(worker.exitcode or 0)


def node_name() -> str:
    """Return the name of this process among Celery's nodes. A broker gives each node a queue that is its own: the
    second worker of one name, on one machine or in containers that call themselves alike, would be refused."""
    return f"delivery-{os.getpid()}-{secrets.token_hex(3)}@{socket.gethostname()}"


def _warn_if_broker_is_away() -> None:
    try:
        with app.connection_for_read() as connection:
            connection.ensure_connection(max_retries=1, timeout=2)
    except Exception as failure:
        log.warning(
            "The broker does not answer: messages are found by the sweep only until it does",
            extra={"failure": type(failure).__name__, "sweep_seconds": 0.5},
        )
