"""Agents and contacts: what messages and conversations carry of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from messaging.feed.resources.columns import Columns
from messaging.models import Address, Agent, Contact, Instances, Row, Select
from messaging.serializers import AddressSerializer, AgentShortSerializer, ContactSerializer

Resources = dict[int, dict[str, Any]]
# What was asked for, to be called once.
Asked = Callable[[], Resources]

AGENT_NAMES = ("id", "username", "first_name", "last_name")
_AGENTS = Instances(Agent, AGENT_NAMES)
_AGENT = AgentShortSerializer()
_CONTACT = Columns(ContactSerializer())
_CONTACTS = Select(Contact, _CONTACT.names)
_ADDRESS = Columns(AddressSerializer())
ADDRESS_NAMES = ("contact", "last_seen_at", "left_at", *_ADDRESS.names)
_ADDRESSES = Select(Address, ADDRESS_NAMES, key="contact")


def distinct(ids: Iterable[int | None]) -> list[int]:
    """Return each id once, in order."""
    return list(dict.fromkeys(pk for pk in ids if pk is not None))


def agents_of(ids: Iterable[int | None]) -> dict[int, Agent]:
    """Return agents, as far as their short form needs it."""
    return {agent.pk: agent for agent in _AGENTS.read(distinct(ids))}


def take_agent(values: Iterator[Any]) -> dict[str, Any] | None:
    """Return the short form of the agent that the next values are, in the order of `AGENT_NAMES`."""
    pk, *names = islice(values, len(AGENT_NAMES))
    return None if pk is None else _shown_agent(pk, *names).copy()


# By all that is shown, so that it is never an old name. A few people write most of what is read.
@lru_cache(maxsize=1024)
def _shown_agent(*own: Any) -> dict[str, Any]:
    shown: dict[str, Any] = _AGENT.to_representation(Agent(**dict(zip(AGENT_NAMES, own, strict=True))))
    return shown


def contacts(ids: Collection[int]) -> Asked:
    """Ask for contacts with their addresses."""
    asked, reached = _CONTACTS.asked(ids), _ADDRESSES.asked(ids)

    def answer() -> Resources:
        found, addresses = [_CONTACT.take(iter(row)) for row in asked()], by_contact(reached())
        for contact in found:
            contact["addresses"] = addresses[contact["id"]]
        return {contact["id"]: contact for contact in found}

    return answer


def by_contact(rows: Iterable[Row]) -> dict[int, list[dict[str, Any]]]:
    """Return addresses by contact id; `rows`: in the order of `ADDRESS_NAMES`."""
    addresses: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for contact_id, seen, left, *row in rows:
        address = _ADDRESS.take(iter(row))
        address["left"] = Address.is_left(last_seen_at=seen, left_at=left)
        addresses[contact_id].append(address)
    return addresses
