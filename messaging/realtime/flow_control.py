"""How much a client has been sent and not yet acknowledged. Pure; the clock comes in from outside.

Daphne takes whatever it is given into memory, so only the client itself can tell that it reads
(docs/design/realtime.md §2.4).
"""

from __future__ import annotations

LIMIT = 500
PATIENCE = 10.0


class FlowControl:
    """Too slow = more than `limit` events unacknowledged, and for `patience` seconds no progress. At twice
    the limit nothing more is written, so that what a server keeps in memory for a client is bounded."""

    def __init__(self, *, limit: int = LIMIT, patience: float = PATIENCE) -> None:
        self._limit = limit
        self._patience = patience
        self._written: dict[int, int] = {}
        self._acked: dict[int, int] = {}
        self._full_since: float | None = None
        # Kept as a sum: it is asked for after every write.
        self.unacked = 0

    @property
    def full(self) -> bool:
        return self._full_since is not None

    @property
    def shut(self) -> bool:
        return self.full and self.unacked >= 2 * self._limit

    def start(self, inbox: int, since: int) -> None:
        """Count from here: the client holds everything of the inbox up to `since`."""
        self._drop(inbox)
        self._written[inbox] = self._acked[inbox] = since

    def forget(self, inbox: int) -> None:
        self._drop(inbox)
        if self.unacked <= self._limit:
            self._full_since = None

    def written(self, inbox: int, seq: int, now: float) -> None:
        before = self._written.get(inbox, seq)  # one that is no longer followed changes nothing
        if seq <= before:
            return
        self._written[inbox] = seq
        self.unacked += seq - before
        if self._full_since is None and self.unacked > self._limit:
            self._full_since = now

    def ack(self, inbox: int, seq: int, now: float) -> None:
        """Note an acknowledgement; a number that was never written counts as the last one that was."""
        before = self._acked.get(inbox, 0)
        seq = min(seq, self._written.get(inbox, 0))
        if seq <= before:
            return
        self._acked[inbox] = seq
        self.unacked -= seq - before
        self._full_since = now if self.unacked > self._limit else None

    def _drop(self, inbox: int) -> None:
        self.unacked -= self._written.pop(inbox, 0) - self._acked.pop(inbox, 0)

    def stalled(self, now: float) -> bool:
        return self._full_since is not None and now - self._full_since > self._patience
