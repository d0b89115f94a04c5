"""Teams."""

from __future__ import annotations

from collections.abc import Iterable

from messaging.actions.conversation import record_conversations
from messaging.actors import Actor
from messaging.feed import recording
from messaging.models import Agent, Team


@recording()
def save_team(team: Team, agents: Iterable[Agent], *, by: Actor) -> Team:
    """Save a new team, or another name or other agents of one."""
    team.save(update_fields=["name"] if team.pk else None)
    team.agents.set(agents)
    record_conversations(team.conversations.all().unresolved())
    return team


@recording()
def delete_team(team: Team, *, by: Actor) -> None:
    """Delete a team; its conversations belong to no team then."""
    theirs = list(team.conversations.all().unresolved())
    team.delete()
    record_conversations(theirs)
