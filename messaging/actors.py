"""Who did something: recorded with every change, and shown to people by the name that it had then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypedDict

ActorKind = Literal["agent", "token", "rule", "contact", "provider", "system"]

ACTOR_KINDS: tuple[ActorKind, ...] = ("agent", "token", "rule", "contact", "provider", "system")


class Named(Protocol):
    """A row of agents or contacts."""

    pk: Any

    @property
    def name(self) -> str: ...


class ActorResource(TypedDict):
    """An actor as REST and the feed show it."""

    kind: ActorKind
    id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something. `id` is that of the agent, contact or rule; `name` is kept as it was at that time."""

    kind: ActorKind
    id: int | None = None
    name: str = ""

    @classmethod
    def agent(cls, agent: Named) -> Actor:
        """Return a person who answers, as the actor."""
        return cls("agent", agent.pk, agent.name)

    @classmethod
    def token(cls, owner: Named) -> Actor:
        """Return a program that holds an API token: id and name are its owner's."""
        return cls("token", owner.pk, owner.name)

    @classmethod
    def contact(cls, contact: Named, written: str = "") -> Actor:
        """Return a customer; `written` names one who has no name yet."""
        return cls("contact", contact.pk, contact.name or written)

    @classmethod
    def rule(cls, pk: int, name: str) -> Actor:
        """Return an automatic rule that people have set up."""
        return cls("rule", pk, name)

    @classmethod
    def provider(cls, transport: str) -> Actor:
        """Return the provider behind a transport: its receipts, notices and answers."""
        return cls("provider", None, transport)

    @classmethod
    def system(cls, part: str) -> Actor:
        """Return the console itself; `part` names what in it: a schedule, a job, a command."""
        return cls("system", None, part)

    def as_resource(self) -> ActorResource:
        """Return ``{"kind", "id", "name"}``."""
        return {"kind": self.kind, "id": self.id, "name": self.name}


# Parts of the console that act by themselves.
DELIVERY = Actor.system("delivery")
INGEST = Actor.system("ingest")
SCHEDULE = Actor.system("schedule")
SOCKETS = Actor.system("sockets")
