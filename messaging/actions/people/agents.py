"""Agents: who they are and what they may."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction
from knox.models import AuthToken

from messaging.actions.conversation import record_conversation
from messaging.actors import Actor
from messaging.feed import AGENT_UPDATED, doorbell, record, recording
from messaging.models import Agent, Inbox, SocketTicket
from messaging.serializers import AgentShortSerializer

log = logging.getLogger(__name__)

# What decides which inboxes an agent sees, besides membership.
RIGHTS = ("role", "is_active", "is_superuser")
EDITABLE = ("username", "first_name", "last_name", "email", "is_staff", "availability_choice", *RIGHTS)


@recording()
def save_agent(agent: Agent, *, by: Actor) -> Agent:
    """Save a new agent (with its password already set), or changes of one, never of the password."""
    before = Agent.objects.filter(pk=agent.pk).first()
    agent.save(update_fields=EDITABLE if before else None)
    _announce_choice(agent)
    record_agent(agent)
    if before:
        _record_name(agent, dict(AgentShortSerializer(before).data))
    if before and any(getattr(before, name) != getattr(agent, name) for name in RIGHTS):
        log.info(
            "Rights changed", extra={**_named(agent, by), **{name: getattr(agent, name) for name in RIGHTS}}
        )
        _record_rights()
        # A socket that follows no inbox hears of none.
        transaction.on_commit(doorbell.access_changed, robust=True)
    return agent


@recording()
def rename_agent(agent: Agent, name: str, *, by: Actor) -> Agent:
    """Give an agent another name, which everybody sees at once; an empty one is the login again."""
    before = Agent.objects.select_for_update(no_key=True).get(pk=agent.pk)
    agent.first_name, _, agent.last_name = name.partition(" ")
    # Nothing else: their rights may have changed a moment ago.
    agent.save(update_fields=["first_name", "last_name"])
    _record_name(agent, dict(AgentShortSerializer(before).data))
    record_agent(agent)
    log.info("Agent renamed", extra=_named(agent, by))
    return agent


@recording()
def change_profile(agent: Agent, change: Mapping[str, Any], *, by: Actor) -> Agent:
    """Change what is given of how colleagues see an agent: `name`, `availability_choice`."""
    if "name" in change:
        rename_agent(agent, change["name"], by=by)
    if "availability_choice" in change:
        choose_availability(agent, change["availability_choice"], by=by)
    return agent


@recording()
def choose_availability(agent: Agent, choice: str, *, by: Actor) -> Agent:
    """Show the agent as it is (`automatic`), or always as away or offline. Their consoles and colleagues are told at once."""
    agent.availability_choice = choice
    agent.save(update_fields=["availability_choice"])
    _announce_choice(agent)
    log.info("Availability chosen", extra={**_named(agent, by), "choice": choice})
    return agent


@recording()
def set_password(agent: Agent, password: str | None, *, keep_tokens: bool = False, by: Actor) -> Agent:
    """Another password, or None: the agent can no longer log in with one.

    Ends the agent's sessions, tickets and, unless ``keep_tokens``, API tokens, with the sockets that they opened:
    whoever had the old password may have made them.
    """
    if password is None:
        agent.set_unusable_password()
    else:
        agent.set_password(password)
    agent.save(update_fields=["password"])
    SocketTicket.objects.filter(agent=agent).delete()
    if not keep_tokens:
        AuthToken.objects.filter(user=agent).delete()
    log.info("Password changed", extra=_named(agent, by))
    transaction.on_commit(doorbell.access_changed, robust=True)
    return agent


def _named(agent: Agent, by: Actor) -> dict[str, Any]:
    return {"agent": agent.pk, "by": by.kind, "by_id": by.id}


def _announce_choice(agent: Agent) -> None:
    """Tells the consoles that are open, whether it changed or not: they ignore what they know."""
    choice = str(agent.availability_choice)
    transaction.on_commit(partial(doorbell.availability_chosen, agent.pk, choice), robust=True)


def _record_name(agent: Agent, was: dict[str, Any]) -> None:
    """Tell the consoles what the agent is called now, in the conversations that they have."""
    if was == dict(AgentShortSerializer(agent).data):
        return
    for conversation in agent.conversations.all().unresolved():
        record_conversation(conversation, was={"assignee": was})


def record_agent(agent: Agent) -> None:
    """Tell every console that there is something to read again of the agent: all of them list their colleagues."""
    for inbox_id in Inbox.objects.values_list("pk", flat=True):
        record(AGENT_UPDATED, agent.pk, inbox_id=inbox_id)


def _record_rights() -> None:
    """Tells the socket guard of every inbox to look again who may listen."""
    for inbox_id in Inbox.objects.values_list("pk", flat=True):
        record("inbox.updated", inbox_id, inbox_id=inbox_id)
