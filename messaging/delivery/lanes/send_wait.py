"""The bounded wait of a sender for the first attempt, so that the answer normally says ``sent``.

It is a courtesy: a message whose wait runs out is delivered all the same.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from enum import Enum

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from messaging.models import Message, OutboxLane
from messaging.runtime import runtime

log = logging.getLogger(__name__)

TIMEOUT = 1.5
# One batched look for everybody who waits in this process.
POLL = 0.05
# Each waiter holds a thread: above this many an honest "queued" at once serves everybody better.
MOST_WAITERS = 64


class SettlementSource(Enum):
    """How this process learns that a message was settled."""

    NONE = "nobody delivers, as far as this process knows"
    IN_PROCESS = "the lanes run in this process and publish it"
    DATABASE = "they run elsewhere: the database is asked"


class _Waiters:
    """Who waits for which message. An event may be set for nothing; its waiter looks at the row."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: dict[int, list[threading.Event]] = {}
        self._count = 0

    @contextmanager
    def expecting(self, message_id: int) -> Iterator[threading.Event | None]:
        """Yield an event that is set once the message is settled; None when too many wait already."""
        event = self._add(message_id)
        try:
            yield event
        finally:
            if event is not None:
                self._remove(message_id, event)

    def _add(self, message_id: int) -> threading.Event | None:
        with self._lock:
            if self._count >= MOST_WAITERS:
                return None
            self._count += 1
            event = threading.Event()
            self._events.setdefault(message_id, []).append(event)
            return event

    def _remove(self, message_id: int, event: threading.Event) -> None:
        with self._lock:
            self._count -= 1
            events = self._events[message_id]
            events.remove(event)
            if not events:
                del self._events[message_id]

    def notify(self, message_ids: Iterable[int]) -> None:
        """Let those go on who wait for these messages."""
        with self._lock:
            for message_id in message_ids:
                for event in self._events.get(message_id, ()):
                    event.set()

    def expected(self) -> list[int]:
        """Return the messages whose waiters have not been notified yet."""
        with self._lock:
            return [pk for pk, events in self._events.items() if not all(one.is_set() for one in events)]


class _Poller:
    """One thread that asks for everybody, alive only while somebody waits."""

    def __init__(self, waiters: _Waiters) -> None:
        self._waiters = waiters
        self._lock = threading.Lock()
        self._running = False

    def ensure(self) -> None:
        """Start the thread, unless it runs."""
        with self._lock:
            if not self._running:
                self._running = True
                threading.Thread(target=self._run, name="settle-poll", daemon=True).start()

    def _run(self) -> None:
        try:
            while self._goes_on():
                self._look()
                time.sleep(POLL)
        finally:
            connection.close()

    def _goes_on(self) -> bool:
        # Under the lock: whoever waits either sees this thread running or starts the next one.
        with self._lock:
            self._running = bool(self._waiters.expected())
            return self._running

    def _look(self) -> None:
        try:
            self._waiters.notify(_settled_among(self._waiters.expected()))
        except Exception as failure:
            # Whatever it is: this thread must live on, and every waiter has a time limit of its own.
            log.warning("Settled messages cannot be looked up", extra={"failure": type(failure).__name__})
            connection.close()


class SendWait:
    """The waits of one process; a part of `messaging.runtime`."""

    def __init__(self) -> None:
        # Set by the notifier; nobody is made to wait without one.
        self.source = SettlementSource.NONE
        self.waiters = _Waiters()
        self.poller = _Poller(self.waiters)


def set_source(source: SettlementSource) -> None:
    """Say how this process learns that a message was settled."""
    runtime().part(SendWait).source = source


def publish_settled(message_id: int) -> None:
    """Let waiters go on: a lane of this process has committed the outcome of an attempt. Any thread."""
    runtime().part(SendWait).waiters.notify([message_id])


def wait_for_first_attempt(message_id: int, timeout: float = TIMEOUT) -> None:
    """Return once the first attempt was settled or postponed, or after `timeout` seconds.

    Blocks the calling thread; its database connection goes back to the pool meanwhile. Inside a
    transaction there is nothing to wait for: the lanes cannot see the message yet.
    """
    here = runtime().part(SendWait)
    if here.source is SettlementSource.NONE or connection.in_atomic_block:
        return
    with here.waiters.expecting(message_id) as event:
        # Looked at after registering: a settle in between sets the event, one before is in the row.
        if event is None or _is_settled(message_id) or _is_held_back(message_id, timeout):
            return
        _give_connection_back()
        if here.source is SettlementSource.DATABASE:
            here.poller.ensure()
        event.wait(timeout)


def _settled_among(message_ids: list[int]) -> list[int]:
    done = ~Q(status__in=Message.WAITING) | Q(status=Message.Status.QUEUED, next_attempt_at__isnull=False)
    return list(Message.objects.filter(done, pk__in=message_ids).values_list("pk", flat=True))


def _is_settled(message_id: int) -> bool:
    return bool(_settled_among([message_id]))


def _is_held_back(message_id: int, timeout: float) -> bool:
    """Whether its lane waits for a time beyond our patience: an earlier message is backing off."""
    # By this process's clock: the wait is a courtesy, and the database's would cost one more question.
    too_late = timezone.now() + timedelta(seconds=timeout)
    return OutboxLane.objects.filter(conversation__messages=message_id, due_at__gt=too_late).exists()


def _give_connection_back() -> None:
    # Opening SQLite again costs as much as a commit, and there is no pool that others wait for.
    if connection.vendor != "sqlite":
        connection.close()
