"""Agents: who they are and what they may."""

from __future__ import annotations

from messaging.actors import Actor
from messaging.feed import record, recording
from messaging.models import Agent, Inbox

# What decides which inboxes an agent sees, besides membership.
RIGHTS = ("role", "is_active", "is_superuser")
EDITABLE = ("username", "first_name", "last_name", "email", "is_staff", *RIGHTS)


@recording()
def save_agent(agent: Agent, *, by: Actor) -> Agent:
    """Save a new agent (with its password already set), or changes of one, never of the password."""
    before = Agent.objects.filter(pk=agent.pk).values_list(*RIGHTS).first()
    agent.save(update_fields=EDITABLE if before else None)
    if before and before != tuple(getattr(agent, name) for name in RIGHTS):
        _record_rights()
    return agent


@recording()
def set_password(agent: Agent, password: str | None, *, by: Actor) -> Agent:
    """Another password, or None: the agent can no longer log in with one. Ends the agent's sessions."""
    if password is None:
        agent.set_unusable_password()
    else:
        agent.set_password(password)
    agent.save(update_fields=["password"])
    return agent


def _record_rights() -> None:
    """Tells the socket guard of every inbox to look again who may listen."""
    for inbox_id in Inbox.objects.values_list("pk", flat=True):
        record("inbox.updated", inbox_id, inbox_id=inbox_id)
