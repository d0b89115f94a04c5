"""Who is there: what the consoles of this process say of their agents, told to the other processes and to colleagues.

A console says whether its agent is idle, and is told of colleagues from then on; the socket of a program that never
says it makes nobody online. Colleagues are those whose consoles follow an inbox that this one follows, too.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from messaging import availability
from messaging.availability import EVERY, BoardEntry
from messaging.feed import Relay, doorbell
from messaging.realtime.connection import Connection
from messaging.realtime.permission_check import Permissions
from messaging.realtime.protocol import LOG_IN_AGAIN, AvailabilityFrame

# Seconds: changes that come together are told together.
SOON = 0.2
# A page that is loaded again and a network that changes lose the last socket, too.
LINGER = 3.0

Changes = Mapping[int, tuple[BoardEntry | None, BoardEntry | None]]


class _Leaving(NamedTuple):
    """The last console of an agent here has been closed: what was true then, and until when it still is."""

    entry: BoardEntry
    until: float


class AvailabilityExchange:
    """Belongs to a hub. `connections` are its sockets, as they come and go."""

    def __init__(self, relay: Relay, connections: Collection[Connection]) -> None:
        self._relay = relay
        self._connections = connections
        self._choices: dict[int, str] = {}
        # Whose choice has come since the rows of agents were last read: those are older.
        self._chosen: set[int] = set()
        self._leaving: dict[int, _Leaving] = {}
        # What the sockets of this process know.
        self._published: Mapping[int, BoardEntry] = {}
        self._number = 0
        self._ticks = 0
        self._due: asyncio.TimerHandle | None = None
        self._stopped = False
        relay.availability_listeners.add(self._on_note)
        relay.join_listeners.add(self._ask)

    # --- from sockets ----------------------------------------------------------------------

    def attend(self, connection: Connection, *, idle: bool) -> None:
        """Count the socket as a console of its agent, who does something or is idle."""
        is_new = connection.idle is None
        connection.idle = idle
        agent = connection.login.agent
        if is_new:
            self._choices[agent.pk] = agent.availability_choice
            self._introduce(connection, connection.let_into, own=True)
        self._soon()

    def let_in(self, connection: Connection, inbox: int) -> None:
        """Tell a socket that follows this inbox from now on who else does."""
        before, connection.let_into = connection.let_into, connection.let_into | {inbox}
        if connection.idle is not None and connection.let_into != before:
            self._introduce(connection, {inbox}, known=before)
            self._soon()

    def left(self, connection: Connection) -> None:
        """Let the agent be gone with their last socket: a moment later, unless they logged out."""
        agent = connection.login.agent.pk
        if connection.idle is None:
            return
        if not any(one.login.agent.pk == agent for one in self._attending()):
            entry = self._entry(agent, [connection])
            self._choices.pop(agent, None)
            if entry is not None and connection.close_code != LOG_IN_AGAIN:
                self._leaving[agent] = _Leaving(entry, time.monotonic() + LINGER)
                self._relay.loop.call_later(LINGER, self._roll)
        self._soon()

    # --- from the hub ----------------------------------------------------------------------

    def tick(self) -> None:
        """Say it again and forget who is silent; to be called once a second while there are sockets."""
        self._ticks += 1
        if self._ticks % EVERY == 0:
            self._roll()
        elif availability.board().sweep():
            self._tell()

    def before_check(self) -> None:
        """Note that the rows of agents are about to be read."""
        self._chosen.clear()

    def checked(self, permissions: Permissions) -> None:
        """Take in what the rows of agents say by now, and who may see which inbox."""
        for connection in self._attending():
            agent = permissions.agents.get(connection.login.agent.pk)
            if agent is not None:
                self._restrict(connection, permissions)
                if agent.pk not in self._chosen:
                    self._choose(agent.pk, agent.availability_choice)

    def stop(self) -> None:
        """Say nothing more. Whose sockets are sent away comes back elsewhere before the others forget this process."""
        self._stopped = True
        availability.board().forget(self._relay.id)
        if self._due is not None:
            self._due.cancel()

    # --- between processes -----------------------------------------------------------------

    def _ask(self) -> None:
        """Let the other processes say at once who is there."""
        doorbell.availability({"asked": self._relay.id})

    def _on_note(self, note: dict[str, Any]) -> None:
        if "chosen" in note:
            self._chosen.add(note["agent"])
            self._choose(note["agent"], note["chosen"])
        elif note.get("asked", self._relay.id) != self._relay.id:
            self._soon()
        elif note.get("process", self._relay.id) != self._relay.id:
            availability.board().keep(note["process"], note["number"], _from_plain(note["agents"]))
            self._tell()

    def _soon(self) -> None:
        if self._due is None and not self._stopped:
            self._due = self._relay.loop.call_later(SOON, self._roll)

    def _roll(self) -> None:
        """Say who is there in this process."""
        if self._due is not None:
            self._due.cancel()
            self._due = None
        if self._stopped:
            return
        self._number += 1
        here = self._here()
        availability.board().keep(self._relay.id, self._number, here)
        note = {"process": self._relay.id, "number": self._number, "agents": _to_plain(here)}
        doorbell.availability(note)
        self._tell()

    def _here(self) -> dict[int, BoardEntry]:
        now = time.monotonic()
        self._leaving = {agent: one for agent, one in self._leaving.items() if one.until > now}
        found = {agent: one.entry for agent, one in self._leaving.items()}
        windows = defaultdict[int, list[Connection]](list)
        for connection in self._attending():
            windows[connection.login.agent.pk].append(connection)
        for agent, theirs in windows.items():
            before = found.pop(agent, None)
            if entry := self._entry(agent, theirs):
                # A page that is loaded again follows its inboxes a moment after it is there.
                found[agent] = (
                    entry if before is None else entry._replace(inboxes=entry.inboxes | before.inboxes)
                )
        return found

    def _entry(self, agent: int, windows: Iterable[Connection]) -> BoardEntry | None:
        windows = list(windows)
        choice = self._choices.get(agent, availability.AUTOMATIC)
        word = availability.of_windows(choice, [bool(one.idle) for one in windows])
        if word == availability.OFFLINE:
            return None
        return BoardEntry(word, frozenset[int]().union(*(one.let_into for one in windows)))

    def _attending(self) -> list[Connection]:
        """Return the consoles. One that is closed and not released yet is still one, unless its agent has logged out."""
        return [one for one in self._connections if one.idle is not None and one.close_code != LOG_IN_AGAIN]

    # --- to sockets ------------------------------------------------------------------------

    def _choose(self, agent: int, choice: str) -> None:
        if self._choices.get(agent, choice) == choice:
            return
        self._choices[agent] = choice
        for connection in self._attending():
            if connection.login.agent.pk == agent:
                connection.send({"op": "availability", "agents": {}, "choice": choice})
        self._soon()

    def _restrict(self, connection: Connection, permissions: Permissions) -> None:
        """Forget the inboxes that the agent may see no more, and let the console forget who was seen by these alone."""
        before = connection.let_into
        lost = {inbox for inbox in before if not permissions.can_see(connection.login, inbox)}
        if lost:
            connection.let_into = before - lost
            gone = [
                agent
                for agent, entry in self._published.items()
                if _sees(connection, agent, entry, before) and not _sees(connection, agent, entry)
            ]
            if gone:
                connection.send(_frame(dict.fromkeys(gone, availability.OFFLINE)))
            self._soon()

    def _introduce(
        self,
        connection: Connection,
        inboxes: Collection[int],
        *,
        known: Collection[int] = (),
        own: bool = False,
    ) -> None:
        """Tell a socket who follows these inboxes, but those of whom it knows by others; with `own`, about its agent, too."""
        self._tell()
        words = {
            agent: entry.availability
            for agent, entry in self._published.items()
            if not entry.inboxes.isdisjoint(inboxes) and entry.inboxes.isdisjoint(known)
        }
        frame = _frame(words)
        if own:
            agent = connection.login.agent.pk
            theirs = [one for one in self._attending() if one.login.agent.pk == agent]
            entry = self._entry(agent, theirs)
            frame["agents"][str(agent)] = entry.availability if entry else availability.OFFLINE
            frame["choice"] = self._choices[agent]
        if frame["agents"]:
            connection.send(frame)

    def _tell(self) -> None:
        """Tell every socket what has changed since it was told."""
        before, now = self._published, availability.board().everybody()
        self._published = now
        changes = {
            agent: (before.get(agent), now.get(agent))
            for agent in before.keys() | now.keys()
            if before.get(agent) != now.get(agent)
        }
        if not changes:
            return
        for connection in self._attending():
            if words := _changed_for(connection, changes):
                connection.send(_frame(words))


def _changed_for(connection: Connection, changes: Changes) -> dict[int, availability.Availability]:
    """Return what becomes of whom, as far as this socket may know and does not know it yet."""
    words: dict[int, availability.Availability] = {}
    for agent, (before, now) in changes.items():
        was, word = _word(connection, agent, before), _word(connection, agent, now)
        if was != word:
            words[agent] = word
    return words


def _word(connection: Connection, agent: int, entry: BoardEntry | None) -> availability.Availability:
    if entry is None or not _sees(connection, agent, entry):
        return availability.OFFLINE
    return entry.availability


def _sees(
    connection: Connection, agent: int, entry: BoardEntry, inboxes: Collection[int] | None = None
) -> bool:
    """Return whether the socket's agent follows an inbox that the other one follows (or is that one)."""
    followed = connection.let_into if inboxes is None else inboxes
    return agent == connection.login.agent.pk or not entry.inboxes.isdisjoint(followed)


def _frame(words: Mapping[int, availability.Availability]) -> AvailabilityFrame:
    return {"op": "availability", "agents": {str(agent): word for agent, word in words.items()}}


def _to_plain(agents: Mapping[int, BoardEntry]) -> list[list[Any]]:
    return [[agent, entry.availability, sorted(entry.inboxes)] for agent, entry in agents.items()]


def _from_plain(agents: Iterable[Any]) -> dict[int, BoardEntry]:
    return {agent: BoardEntry(word, frozenset(inboxes)) for agent, word, inboxes in agents}
