"""The bounded wait of a sender for the first hand-over, so that the answer normally says ``sent``.

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

log = logging.getLogger(__name__)

TIMEOUT = 1.5
# One batched look for everybody who waits in this process.
POLL = 0.05
# Each waiter holds a thread: above this many an honest "queued" at once serves everybody better.
MOST_WAITERS = 64


class SettlementSource(Enum):
    """How this process learns that a message was settled."""

    NOT = "nobody delivers, as far as this process knows"
    TOLD = "the lanes run in this process"
    ASKED = "they run elsewhere: ask the database"


class _Waiters:
    """Who waits for which message. An event may be set for nothing; its waiter looks at the row."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: dict[int, list[threading.Event]] = {}
        self._count = 0

    @contextmanager
    def expecting(self, message_id: int) -> Iterator[threading.Event | None]:
        """An event that is set once the message is settled; None when too many wait already."""
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

    def tell(self, message_ids: Iterable[int]) -> None:
        with self._lock:
            for message_id in message_ids:
                for event in self._events.get(message_id, ()):
                    event.set()

    def expected(self) -> list[int]:
        """The messages whose waiters have not been told yet."""
        with self._lock:
            return [pk for pk, events in self._events.items() if not all(one.is_set() for one in events)]


_waiters = _Waiters()


class _Poller:
    """One thread that asks for everybody, alive only while somebody waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running = False

    def ensure(self) -> None:
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
            self._running = bool(_waiters.expected())
            return self._running

    def _look(self) -> None:
        try:
            _waiters.tell(_settled_among(_waiters.expected()))
        except Exception as failure:
            # Whatever it is: this thread must live on, and every waiter has a time limit of its own.
            log.warning("settles cannot be looked up", extra={"failure": type(failure).__name__})
            connection.close()


_poller = _Poller()
_source = SettlementSource.NOT


def set_source(how: SettlementSource) -> None:
    """The engine says how settles are heard of; without one nobody is made to wait."""
    global _source  # noqa: PLW0603 (a fact about the process)
    _source = how


def publish_settled(message_id: int) -> None:
    """A lane of this process has committed the outcome of a try. Any thread."""
    _waiters.tell([message_id])


def wait_for_first_attempt(message_id: int, timeout: float = TIMEOUT) -> None:
    """Return once the first hand-over was settled or postponed, or after `timeout` seconds.

    Blocks the calling thread; its database connection goes back to the pool meanwhile. Inside a
    transaction there is nothing to wait for: the lanes cannot see the message yet.
    """
    if _source is SettlementSource.NOT or connection.in_atomic_block:
        return
    with _waiters.expecting(message_id) as event:
        # Looked at after registering: a settle in between sets the event, one before is in the row.
        if event is None or _is_settled(message_id) or _is_held_back(message_id, timeout):
            return
        _give_connection_back()
        if _source is SettlementSource.ASKED:
            _poller.ensure()
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
