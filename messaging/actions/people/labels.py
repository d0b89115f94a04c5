"""Words that agents share: labels, teams, canned responses."""

from __future__ import annotations

from collections.abc import Iterable

from messaging.actions.conversation import record_conversation
from messaging.actors import Actor
from messaging.feed.log import recording
from messaging.models import Agent, CannedResponse, Conversation, Label, Team
from messaging.models.conversations import ConversationQuerySet


@recording()
def save_label(label: Label, *, by: Actor) -> Label:
    """Save a new label, or another name or colour of one: conversations that wear it changed too."""
    label.save(update_fields=["name", "color"] if label.pk else None)
    _record_unresolved(label.conversations.all())
    return label


@recording()
def delete_label(label: Label, *, by: Actor) -> None:
    running = _unresolved(label.conversations.all())
    label.delete()
    _record(running)


@recording()
def save_team(team: Team, agents: Iterable[Agent], *, by: Actor) -> Team:
    """Save a new team, or another name or other agents of one."""
    team.save(update_fields=["name"] if team.pk else None)
    team.agents.set(agents)
    _record_unresolved(team.conversations.all())
    return team


@recording()
def delete_team(team: Team, *, by: Actor) -> None:
    """Its conversations belong to no team then."""
    running = _unresolved(team.conversations.all())
    team.delete()
    _record(running)


@recording()
def save_canned_response(canned: CannedResponse, *, by: Actor) -> CannedResponse:
    canned.save(update_fields=["shortcode", "content"] if canned.pk else None)
    return canned


@recording()
def delete_canned_response(canned: CannedResponse, *, by: Actor) -> None:
    canned.delete()


def _record_unresolved(conversations: ConversationQuerySet) -> None:
    _record(_unresolved(conversations))


def _unresolved(conversations: ConversationQuerySet) -> list[Conversation]:
    """Return what consoles show: a label on years of resolved conversations must not flood every feed."""
    return list(conversations.unresolved())


def _record(conversations: list[Conversation]) -> None:
    for conversation in conversations:
        record_conversation(conversation)
