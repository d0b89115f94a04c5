"""Who is there: online, away or offline, as every server process says of the agents who have a console open in it.

No table has it: each process says it again every few seconds, so what a killed process said ends by itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Final, Literal, NamedTuple

from messaging.runtime import runtime

Availability = Literal["online", "away", "offline"]
ONLINE: Final = "online"
AWAY: Final = "away"
OFFLINE: Final = "offline"
AVAILABILITIES: Final[tuple[Availability, ...]] = (ONLINE, AWAY, OFFLINE)

# What an agent chose: as it is, or always that.
AUTOMATIC: Final = "automatic"

# Seconds until a process that says nothing more counts as gone; it says it every EVERY seconds, and two may be lost.
EVERY: Final = 5
TTL: Final = 15.0


class BoardEntry(NamedTuple):
    """An agent who is there, and the inboxes that their consoles follow: who follows one of these may know."""

    availability: Availability
    inboxes: frozenset[int]


class _Roll(NamedTuple):
    """What one process said last, and until when it is true."""

    number: int
    agents: Mapping[int, BoardEntry]
    until: float


class AvailabilityBoard:
    """The newest that each process said. Written on the loop, read in any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        # Replaced, never changed: readers need no lock.
        self._rolls: Mapping[str, _Roll] = {}

    def keep(self, process: str, number: int, agents: Mapping[int, BoardEntry]) -> None:
        """Take in all agents of a process; what it said before, but comes later, is ignored."""
        with self._lock:
            before = self._rolls.get(process)
            if before is None or before.number < number:
                self._rolls = {**self._rolls, process: _Roll(number, agents, self._clock() + TTL)}

    def forget(self, process: str) -> None:
        """Take out a process that has ended."""
        with self._lock:
            self._rolls = {name: roll for name, roll in self._rolls.items() if name != process}

    def sweep(self) -> bool:
        """Take out the processes that say nothing more; return whether there were any."""
        with self._lock:
            now, before = self._clock(), len(self._rolls)
            self._rolls = {name: roll for name, roll in self._rolls.items() if roll.until > now}
            return len(self._rolls) < before

    def everybody(self) -> dict[int, BoardEntry]:
        """Return all who are there, by agent id; who is there in two processes is online if they are in one."""
        now, found = self._clock(), dict[int, BoardEntry]()
        for roll in self._rolls.values():
            if roll.until > now:
                for agent, entry in roll.agents.items():
                    found[agent] = _both(found[agent], entry) if agent in found else entry
        return found

    def availability_of(self, agent: int) -> Availability:
        """Return how it stands with one agent."""
        now = self._clock()
        rolls = [roll.agents for roll in self._rolls.values() if roll.until > now]
        words = {agents[agent].availability for agents in rolls if agent in agents}
        return next((word for word in AVAILABILITIES if word in words), OFFLINE)


def _both(one: BoardEntry, other: BoardEntry) -> BoardEntry:
    word = min(one.availability, other.availability, key=AVAILABILITIES.index)
    return BoardEntry(word, one.inboxes | other.inboxes)


def board() -> AvailabilityBoard:
    """Return the board of this process."""
    return runtime().part(AvailabilityBoard)


def shown(agent: int, choice: str) -> Availability:
    """Return what others read of an agent who chose this: the choice counts at once, also where no process has said it yet."""
    found = board().availability_of(agent)
    if OFFLINE in {choice, found}:
        return OFFLINE
    return AWAY if choice == AWAY else found


def of_windows(choice: str, idle: list[bool]) -> Availability:
    """Return how an agent stands who chose this and has these consoles open, each idle or not."""
    if choice == OFFLINE or not idle:
        return OFFLINE
    return AWAY if choice == AWAY or all(idle) else ONLINE
