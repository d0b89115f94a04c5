"""Agents, teams and contacts: what messages and conversations carry of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from messaging.feed.resources.columns import Columns
from messaging.feed.resources.select import Instances
from messaging.models import Address, Agent
from messaging.serializers import AddressSerializer, AgentShortSerializer, ContactSerializer, TeamSerializer

Resources = dict[int, dict[str, Any]]

_AGENTS = Instances(Agent, ["id", "username", "first_name", "last_name"])
_AGENT = AgentShortSerializer()
_TEAMS = Columns(TeamSerializer())
_CONTACTS = Columns(ContactSerializer())
_ADDRESSES = Columns(AddressSerializer(), more=["contact", "last_seen_at", "left_at"], key="contact")


def distinct(ids: Iterable[int | None]) -> list[int]:
    """Return each id once, in order."""
    return list(dict.fromkeys(pk for pk in ids if pk is not None))


def agents_of(ids: Iterable[int | None]) -> dict[int, Agent]:
    """Return agents, as far as their short form needs it."""
    return {agent.pk: agent for agent in _AGENTS.read(distinct(ids))}


def agents(ids: Iterable[int | None]) -> Resources:
    """Return the short form of agents."""
    return {pk: _AGENT.to_representation(agent) for pk, agent in agents_of(ids).items()}


def teams(ids: Iterable[int | None]) -> Resources:
    """Return teams by id."""
    return {team["id"]: team for team, _ in _TEAMS.read(distinct(ids))}


def contacts(ids: Iterable[int]) -> Resources:
    """Return contacts with their addresses."""
    found = {contact["id"]: contact for contact, _ in _CONTACTS.read(distinct(ids))}
    addresses: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for address, (contact_id, seen, left) in _ADDRESSES.read(list(found)):
        addresses[contact_id].append({**address, "left": Address.is_left(last_seen_at=seen, left_at=left)})
    for pk, contact in found.items():
        contact["addresses"] = addresses[pk]
    return found
