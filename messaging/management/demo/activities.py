"""What the actions would have kept of the demo's past: who opened, took, gave, labelled and resolved what, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from messaging.actors import Actor
from messaging.models import Activity, Agent, Conversation, Message
from messaging.serializers import AgentShortSerializer, TeamSerializer

Verb, Status = Activity.Verb, Conversation.Status
# A customer who writes after such a pause reopens what was resolved when they had their answer.
LONG_PAUSE = timedelta(hours=20)
# From what somebody reads or writes until what they do with it.
MOMENT = timedelta(seconds=20)
FINAL = {
    Status.RESOLVED: Verb.RESOLVED,
    Status.PENDING: Verb.PENDING,
    Status.SNOOZED: Verb.SNOOZED,
}


def activities_of(
    row: Conversation, messages: Sequence[Message], labels: Sequence[str], first: Agent
) -> list[Activity]:
    """Return what was done to a conversation, oldest first; `messages` oldest first. `first` is who looks at what
    nobody has."""
    owners = _owners(row, messages)
    done = [
        _activity(row, Verb.OPENED, row.created_at, Actor.contact(row.contact), after=Status.OPEN.value),
        *_sorted_in(row, labels, owners[0][1] if owners else first),
        *_handed_over(row, owners, first),
        *_resolved_between(row, messages, first),
        *_ended(row, row.assignee or first),
    ]
    return sorted(done, key=lambda one: one.at)


def pauses(messages: Sequence[Message]) -> Iterator[tuple[Message, Message]]:
    """Yield each answer after which all was done, with what the customer wrote long after it."""
    for answer, next_one in pairwise(messages):
        is_answered = answer.direction == Message.Direction.OUTBOUND and answer.status != Message.Status.HELD
        is_asked = next_one.direction == Message.Direction.INBOUND
        if is_answered and is_asked and next_one.timestamp - answer.timestamp > LONG_PAUSE:
            yield answer, next_one


def resolved_at(answer: Message) -> datetime:
    """Return when somebody resolved the conversation after such an answer."""
    return answer.timestamp + 3 * MOMENT


def _owners(row: Conversation, messages: Sequence[Message]) -> list[tuple[datetime, Agent]]:
    """Return who had it from when on: those who wrote, and who has it now."""
    owners: list[tuple[datetime, Agent]] = []
    if row.assignee is None:
        return owners
    for before, message in pairwise([None, *messages]):
        if message and message.author and (not owners or owners[-1][1] != message.author):
            at = message.timestamp - MOMENT
            owners.append((max(at, before.timestamp) if before else at, message.author))
    if not owners:
        owners.append((row.created_at + 2 * MOMENT, row.assignee))
    elif owners[-1][1] != row.assignee:
        owners.append((messages[-1].timestamp + MOMENT, row.assignee))
    return owners


def _handed_over(
    row: Conversation, owners: Sequence[tuple[datetime, Agent]], first: Agent
) -> Iterator[Activity]:
    """Yield who took it, and who gave it to whom; who has written nothing was given it."""
    before: Agent | None = None
    for at, after in owners:
        taken_by = after if row.first_reply_at else first
        by = Actor.agent(before or taken_by)
        yield _activity(row, Verb.ASSIGNED, at, by, before=_agent(before), after=_agent(after))
        before = after


def _sorted_in(row: Conversation, labels: Sequence[str], by: Agent) -> Iterator[Activity]:
    """Yield what whoever read it first did with it."""
    at, actor = row.created_at + MOMENT, Actor.agent(by)
    if row.team:
        yield _activity(row, Verb.TEAM_ASSIGNED, at, actor, after=dict(TeamSerializer(row.team).data))
    if labels:
        yield _activity(row, Verb.LABELS_ADDED, at, actor, after=sorted(labels))
    if row.priority != Conversation.Priority.NORMAL:
        normal = Conversation.Priority.NORMAL.value
        yield _activity(row, Verb.PRIORITY_CHANGED, at, actor, before=normal, after=row.priority)


def _resolved_between(row: Conversation, messages: Sequence[Message], first: Agent) -> Iterator[Activity]:
    """Yield how a conversation was resolved, and reopened by what the customer wrote later."""
    states = {"before": Status.OPEN.value, "after": Status.RESOLVED.value}
    again = {"before": Status.RESOLVED.value, "after": Status.OPEN.value}
    for answer, question in pauses(messages):
        by = Actor.agent(answer.author or row.assignee or first)
        yield _activity(row, Verb.RESOLVED, resolved_at(answer), by, **states)
        reopened = _activity(row, Verb.REOPENED, question.timestamp, Actor.contact(row.contact), **again)
        reopened.why = Activity.Why.CUSTOMER_WROTE
        yield reopened


def _ended(row: Conversation, by: Agent) -> Iterator[Activity]:
    """Yield what became of it in the end."""
    if row.status == Status.OPEN:
        return
    at = row.resolved_at or row.last_activity_at + 2 * MOMENT
    verb = FINAL[Status(row.status)]
    yield _activity(row, verb, at, Actor.agent(by), before=Status.OPEN.value, after=row.status)


def _agent(agent: Agent | None) -> Mapping[str, Any] | None:
    return dict(AgentShortSerializer(agent).data) if agent else None


def _activity(
    row: Conversation, verb: Activity.Verb, at: datetime, by: Actor, *, before: Any = None, after: Any = None
) -> Activity:
    return Activity(
        conversation=row,
        at=at,
        verb=verb,
        before=before,
        after=after,
        by_kind=by.kind,
        by_id=by.id,
        by_name=by.name,
    )
