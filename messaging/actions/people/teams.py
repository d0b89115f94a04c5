"""Teams."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from messaging.actions.conversation import add_activities, record_conversation
from messaging.actions.people.canned_responses import record_team_change, remove_canned_response
from messaging.actors import Actor
from messaging.feed import recording
from messaging.models import Activity, Agent, Team
from messaging.serializers import TeamSerializer


@recording()
def save_team(team: Team, agents: Iterable[Agent], *, by: Actor) -> Team:
    """Save a new team, or another name or other agents of one."""
    was, agents = _shown(team), list(agents)
    before = list(team.agents.all()) if team.pk else []
    team.save(update_fields=["name"] if team.pk else None)
    team.agents.set(agents)
    record_team_change(team, [*before, *agents])
    for conversation in team.conversations.all().unresolved():
        record_conversation(conversation, was={"team": was})
    return team


@recording()
def delete_team(team: Team, *, by: Actor) -> None:
    """Delete a team with its canned responses; its conversations belong to no team then, and each of them keeps that."""
    was, theirs = _shown(team), list(team.conversations.all().unresolved())
    add_activities(team.conversations.all(), Activity.Verb.TEAM_UNASSIGNED, before=was)
    for canned in team.canned_responses.select_for_update(no_key=True):
        remove_canned_response(canned)
    team.delete()
    for conversation in theirs:
        record_conversation(conversation, was={"team": was})


def _shown(team: Team) -> dict[str, Any] | None:
    """Return the team as it is stored; None for a new one."""
    stored = Team.objects.filter(pk=team.pk).first()
    return dict(TeamSerializer(stored).data) if stored else None
