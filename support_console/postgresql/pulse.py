"""Whether the database server answers, asked on a connection of its own while somebody waits for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from enum import Enum
from typing import Any

import psycopg
from psycopg import errors

Connect = Callable[[], "psycopg.Connection[Any]"]

# Seconds between two questions: to a server that answers, and to one that does not.
EVERY, EVERY_WHILE_AWAY = 0.5, 0.1
# So long after the last one who wanted to know it stops asking.
KEPT = 10.0
# Whose backend was seen idle so often, half a second apart, while it waits for the answer to a statement, will wait for
# ever: answer or statement were lost, though new connections work.
LOST_AFTER = 3
IDLE = "SELECT pid FROM pg_stat_activity WHERE pid = ANY(%s) AND state LIKE 'idle%%'"
# How a server's own refusal begins ("too many clients", "starting up"): it is no silence.
REFUSAL = "FATAL"


class Away(errors.OperationalError):
    """The server cannot be used."""

    def __init__(self) -> None:
        super().__init__("The database server does not answer, or refuses connections.")


class State(Enum):
    """What became of the last question."""

    UNKNOWN = "nobody has asked"
    ANSWERS = "it was answered"
    REFUSES = "the server answers, but lets nobody in"
    SILENT = "there was no answer, or no way to the server"


class Pulse:
    """One per process; nothing is asked until somebody waits. A statement that takes long is no sign of anything; one
    in whose time the server answers nobody is lost."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._wanted_at = 0.0
        self._state = State.UNKNOWN
        # By the backends of those who wait: how often it was seen idle.
        self._idle: dict[int, int] = {}

    def refuse_if_silent(self) -> None:
        """Raise `Away` while the server is known to be silent; costs nothing where nobody asks."""
        if self._state is State.SILENT:
            self._wanted_at = time.monotonic()
            raise Away

    def ask(self, backend: int = 0) -> State:
        """Have the server asked for a while; return what became of the last question, without waiting. `SILENT` also
        where it answers others, but does not work at what this backend was given."""
        self._wanted_at = time.monotonic()
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="database pulse", daemon=True)
                self._thread.start()
            lost = backend and self._idle.setdefault(backend, 0) >= LOST_AFTER
            return State.SILENT if lost else self._state

    def forget(self, backend: int) -> None:
        """Note that nobody waits for this backend any more."""
        with self._lock:
            self._idle.pop(backend, None)

    def _run(self) -> None:
        own: psycopg.Connection[Any] | None = None
        while self._is_wanted():
            own, self._state = self._asked(own)
            time.sleep(EVERY if self._state is State.ANSWERS else EVERY_WHILE_AWAY)
        if own is not None:
            own.close()

    def _is_wanted(self) -> bool:
        # Under the lock: whoever asks either sees this thread running or starts the next one.
        with self._lock:
            if time.monotonic() - self._wanted_at < KEPT:
                return True
            self._thread, self._state = None, State.UNKNOWN
            return False

    def _asked(self, own: psycopg.Connection[Any] | None) -> tuple[psycopg.Connection[Any] | None, State]:
        """Ask once; return the connection, if it is still good, and what became of it."""
        try:
            own = own or self._connect()
            self._note_idle({row[0] for row in own.execute(IDLE, [list(self._idle)])})
        except psycopg.Error as failure:
            if own is not None:
                own.close()
            return None, State.REFUSES if REFUSAL in str(failure) else State.SILENT
        return own, State.ANSWERS

    def _note_idle(self, found: set[int]) -> None:
        with self._lock:
            self._idle = {pid: seen + 1 if pid in found else 0 for pid, seen in self._idle.items()}
