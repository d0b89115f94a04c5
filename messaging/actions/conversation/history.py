"""Recording what was done to a conversation: an event for consoles, and an activity that stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from messaging.actors import Actor
from messaging.feed import record, record_activity
from messaging.models import Activity, Agent, Conversation, Team
from messaging.serializers import AgentShortSerializer, TeamSerializer

Verb = Activity.Verb
Status = Conversation.Status


def record_conversation(
    conversation: Conversation,
    verb: str = "updated",
    *,
    was: Mapping[str, Any] | None = None,
    why: str = "",
    by: Actor | None = None,
) -> None:
    """Put the change on the log, with what its columns were when it was read (`was`: what is no column), and
    keep an activity for each thing that was done. `why`: what made the status change by itself."""
    earlier = conversation.earlier
    record(
        f"conversation.{verb}",
        conversation.pk,
        inbox_id=conversation.inbox_id,
        conversation_id=conversation.pk,
        was={**_shown(conversation, earlier), **(was or {})},
        by=by,
    )
    rows = _opened(conversation) if verb == "created" else _done(conversation, earlier, why)
    for row in rows:
        record_activity(row, by=by)
    conversation.remember()


def record_conversations(conversations: Iterable[Conversation]) -> None:
    """Put on the log that something these conversations show has changed, as their team or a label. Give it the
    unresolved ones only: a label on years of resolved conversations must not flood every feed."""
    for conversation in conversations:
        record_conversation(conversation)


def add_activity(conversation_id: int, verb: str, *, before: Any = None, after: Any = None) -> None:
    """Keep something that was done to a conversation and is no column of it."""
    record_activity(Activity(conversation_id=conversation_id, verb=verb, before=before, after=after))


def _shown(conversation: Conversation, earlier: Mapping[str, Any]) -> dict[str, Any]:
    """Earlier values in the resource's shape. Of people only what changed: they cost a query."""
    shown = {name: value for name, value in conversation.earlier_shown.items() if not name.endswith("_id")}
    if _changed(conversation, earlier, "assignee_id"):
        shown["assignee"] = _agent(earlier["assignee_id"])
    if _changed(conversation, earlier, "team_id"):
        shown["team"] = _team(earlier["team_id"])
    return shown


def _changed(conversation: Conversation, earlier: Mapping[str, Any], name: str) -> bool:
    return name in earlier and earlier[name] != getattr(conversation, name)


def _agent(pk: int | None) -> Any:
    agent = Agent.objects.filter(pk=pk).first() if pk else None
    return dict(AgentShortSerializer(agent).data) if agent else None


def _team(pk: int | None) -> Any:
    team = Team.objects.filter(pk=pk).first() if pk else None
    return dict(TeamSerializer(team).data) if team else None


def _opened(conversation: Conversation) -> Iterator[Activity]:
    yield Activity(conversation=conversation, verb=Verb.OPENED, after=conversation.status)


def _done(conversation: Conversation, earlier: Mapping[str, Any], why: str) -> Iterator[Activity]:
    if _changed(conversation, earlier, "status") or _changed(conversation, earlier, "snoozed_until"):
        verb = _status_verb(earlier["status"], conversation.status)
        yield _row(conversation, verb, earlier["status"], conversation.status, why=why)
    if _changed(conversation, earlier, "assignee_id"):
        before, after = _agent(earlier["assignee_id"]), _agent(conversation.assignee_id)
        yield _row(conversation, Verb.ASSIGNED if after else Verb.UNASSIGNED, before, after)
    if _changed(conversation, earlier, "team_id"):
        before, after = _team(earlier["team_id"]), _team(conversation.team_id)
        yield _row(conversation, Verb.TEAM_ASSIGNED if after else Verb.TEAM_UNASSIGNED, before, after)
    if _changed(conversation, earlier, "priority"):
        yield _row(conversation, Verb.PRIORITY_CHANGED, earlier["priority"], conversation.priority)


def _row(conversation: Conversation, verb: str, before: Any, after: Any, why: str = "") -> Activity:
    return Activity(conversation=conversation, verb=verb, before=before, after=after, why=why)


def _status_verb(before: str, after: str) -> Verb:
    if after in {Status.RESOLVED, Status.SNOOZED}:
        return Verb.RESOLVED if after == Status.RESOLVED else Verb.SNOOZED
    if before in {Status.RESOLVED, Status.SNOOZED}:
        return Verb.REOPENED if before == Status.RESOLVED else Verb.WOKEN
    return Verb.PENDING if after == Status.PENDING else Verb.OPEN
