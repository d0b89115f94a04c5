"""Agents: who they are and what they may."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from knox.models import AuthToken

from messaging.actions.conversation import REOPENED_WITHIN, assign_conversation, record_conversation
from messaging.actions.people.keepers import check_keeper_stays, end_access
from messaging.actors import Actor
from messaging.errors import ConsoleError
from messaging.feed import AGENT_UPDATED, acting, doorbell, record, recording
from messaging.models import Agent, Conversation, Inbox, SocketTicket
from messaging.serializers import AgentShortSerializer

log = logging.getLogger(__name__)

# What decides which inboxes an agent sees, besides membership.
RIGHTS = ("role", "is_active", "is_superuser")
EDITABLE = ("username", "first_name", "last_name", "email", "is_staff", "availability_choice", *RIGHTS)


@recording()
def save_agent(agent: Agent, *, by: Actor) -> Agent:
    """Save a new agent (with its password already set), or changes of one, never of the password.

    Raises `ConsoleError` where nobody would be left who can set the installation up. Who is made inactive is logged out
    everywhere, for good, and what they had to do is nobody's: customers must not wait for somebody who is gone.
    """
    check_keeper_stays(agent)
    before = Agent.objects.filter(pk=agent.pk).first()
    agent.save(update_fields=EDITABLE if before else None)
    if before and before.is_active and not agent.is_active:
        end_access(agent)
        _release_conversations(agent)
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
    if (agent.first_name, agent.last_name) == (before.first_name, before.last_name):
        return agent
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
    """Another password, or None: the agent can no longer log in with one, which the last admin is refused.

    Ends the agent's sessions, tickets and, unless ``keep_tokens``, API tokens, with the sockets that they opened:
    whoever had the old password may have made them.
    """
    if password is None:
        agent.set_unusable_password()
        check_keeper_stays(agent)
    else:
        agent.set_password(password)
    agent.save(update_fields=["password"])
    SocketTicket.objects.filter(agent=agent).delete()
    if not keep_tokens:
        AuthToken.objects.filter(user=agent).delete()
    log.info("Password changed", extra=_named(agent, by))
    transaction.on_commit(doorbell.access_changed, robust=True)
    return agent


@recording()
def change_own_password(agent: Agent, password: str, *, keep_tokens: bool = False, by: Actor) -> Agent:
    """Another password in the place of the one that the agent was read with, which was checked outside the lock.

    Raises `ConsoleError` where it is another by now, or the agent inactive: whoever found out the old one must not undo
    what an admin has just reset.
    """
    now = Agent.objects.select_for_update(no_key=True).filter(pk=agent.pk, is_active=True).first()
    if now is None or now.password != agent.password:
        sentence = "Your password was changed a moment ago. Log in again."
        raise ConsoleError.field("password", sentence, code="invalid_credentials")
    return set_password(agent, password, keep_tokens=keep_tokens, by=by)


def _release_conversations(agent: Agent) -> None:
    """Let everybody see that nobody has what the agent had, nor what a customer may still come back to; what was over
    before keeps whose it was."""
    ended = Q(status=Conversation.Status.RESOLVED)
    going_on = ~ended | Q(last_activity_at__gt=timezone.now() - REOPENED_WITHIN)
    for pk in agent.conversations.filter(going_on).order_by("pk").values_list("pk", flat=True):
        conversation = Conversation.objects.lock(pk)
        if conversation.assignee_id == agent.pk:
            assign_conversation(conversation, None, by=acting())


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
