"""One process of a kind per VAR_DIR: a lock on a file, which the kernel frees however its holder ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from django.conf import settings

LOCK = "delivery.lock"


class ProcessLock:
    """Whether this process is the one; the file says for people who it is, and what else it said."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def take(self) -> bool:
        """Try to become the owner; never blocks."""
        if self._file is not None:
            return True
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            return False
        self._file = file
        self.say("")
        return True

    def say(self, what: str) -> None:
        """Write the process id and one line of the owner's into the file. Only for the owner."""
        if self._file is not None:
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, f"{os.getpid()}\n{what}".encode(), 0)

    def holder(self) -> tuple[str, str]:
        """Return the process id of the last owner and what it said; empty where it wrote nothing (yet)."""
        pid, _, note = self._path.read_text("utf-8").partition("\n")
        return pid, note

    def owner(self) -> str:
        """Return who has it, for people."""
        return f"process {self.holder()[0]} on this machine"

    def give_up(self) -> None:
        """Let another process become the owner."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)


def somebody_delivers() -> bool:
    """Return whether a process of this machine delivers."""
    lock = ProcessLock(settings.VAR_DIR / LOCK)
    free = lock.take()
    lock.give_up()
    return not free
