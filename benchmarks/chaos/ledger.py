"""What the load asked for and what it was answered: the measure of everything that is checked afterwards."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

MOST_NOTES = 20


@dataclass(slots=True)
class Entry:
    """One message that the load wants stored. `key`: a customer's message id, or our client id."""

    key: str
    phone: str
    place: (
        int  # among those of this customer in this direction: each begins after the one before was accepted
    )
    content: str
    begun: float = field(default_factory=time.monotonic)
    accepted: bool = False
    refused: str = ""


class Ledger:
    """Everything that was asked for, by its key."""

    def __init__(self) -> None:
        self.inbound: dict[str, Entry] = {}
        self.outbound: dict[str, Entry] = {}
        self.receipts: dict[str, set[str]] = {}
        self.answers: Counter[str] = Counter()
        self.wrong_answers: list[str] = []
        self.not_offered = 0
        self._open: dict[str, Entry] = {}

    def begin(self, entry: Entry, *, outbound: bool) -> Entry:
        """Keep an entry before the first request of it goes out."""
        (self.outbound if outbound else self.inbound)[entry.key] = entry
        self._open[entry.key] = entry
        return entry

    def end(self, entry: Entry, refused: str = "") -> None:
        """Note that the installation accepted an entry, or refused it for good."""
        entry.accepted, entry.refused = not refused, refused
        self._open.pop(entry.key, None)

    def add_receipt(self, client_id: str, status: str) -> None:
        """Note that a receipt was accepted."""
        self.receipts.setdefault(client_id, set()).add(status)

    def answered(self, what: str, status: int | str) -> None:
        """Count one answer; `status` is a text where none came."""
        self.answers[f"{what} {status}"] += 1

    def note_wrong(self, text: str) -> None:
        """Keep an answer that no client can do anything with; the first ones are enough to look into."""
        self.answers["wrong"] += 1
        if len(self.wrong_answers) < MOST_NOTES:
            self.wrong_answers.append(text)

    def open_since(self, moment: float) -> int:
        """How many were begun before the moment and are still without a final answer."""
        return sum(entry.begun <= moment for entry in list(self._open.values()))

    @property
    def open(self) -> int:
        return len(self._open)
