"""Recording what was done to a conversation: an event for consoles, and an activity that stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from messaging.actors import Actor
from messaging.feed import record, record_activity
from messaging.models import Activity, Agent, Conversation, ConversationQuerySet, Message, Team
from messaging.serializers import AgentShortSerializer, TeamSerializer, window_shown

Verb = Activity.Verb
Status = Conversation.Status


class People:
    """Agents and teams in their short form, by id; each is looked up once."""

    def __init__(self) -> None:
        self._agents: dict[int, Any] = {}
        self._teams: dict[int, Any] = {}

    def look_up(self, *, agents: Iterable[int | None], teams: Iterable[int | None]) -> None:
        """Read all of these at once."""
        found = Agent.objects.in_bulk([pk for pk in set(agents) if pk])
        self._agents |= {pk: dict(AgentShortSerializer(one).data) for pk, one in found.items()}
        known = Team.objects.in_bulk([pk for pk in set(teams) if pk])
        self._teams |= {pk: dict(TeamSerializer(one).data) for pk, one in known.items()}

    def agent(self, pk: int | None) -> Any:
        """Return an agent; None for nobody, or one who is gone."""
        if pk and pk not in self._agents:
            self.look_up(agents=[pk], teams=[])
        return self._agents.get(pk or 0)

    def team(self, pk: int | None) -> Any:
        """Return a team; None for none, or one that is gone."""
        if pk and pk not in self._teams:
            self.look_up(agents=[], teams=[pk])
        return self._teams.get(pk or 0)


def record_conversation(
    conversation: Conversation,
    verb: str = "updated",
    *,
    was: Mapping[str, Any] | None = None,
    why: str = "",
    people: People | None = None,
    by: Actor | None = None,
) -> None:
    """Put the change on the log, with what its columns were when it was read (`was`: what is no column), and
    keep an activity for each thing that was done. `why`: what made the status change by itself; `people`: who is looked up
    already, where many are recorded."""
    earlier, people = conversation.earlier, people or People()
    record(
        f"conversation.{verb}",
        conversation.pk,
        inbox_id=conversation.inbox_id,
        conversation_id=conversation.pk,
        was={**_shown(conversation, earlier, people), **(was or {})},
        by=by,
    )
    rows = _opened(conversation) if verb == "created" else _done(conversation, earlier, why, people)
    for row in rows:
        record_activity(row, inbox_id=conversation.inbox_id, by=by)
    conversation.remember()


def add_activity(
    thing: Conversation | Message,
    verb: str,
    *,
    before: Any = None,
    after: Any = None,
    at: datetime | None = None,
) -> None:
    """Keep something that was done to a conversation, or to a message of it, and is no column of it; `at` None: now."""
    conversation_id = thing.conversation_id if isinstance(thing, Message) else thing.pk
    row = Activity(
        conversation_id=conversation_id, verb=verb, before=before, after=after, at=at or timezone.now()
    )
    record_activity(row, inbox_id=thing.inbox_id)


def add_activities(conversations: ConversationQuerySet, verb: str, *, before: Any = None) -> None:
    """Keep in each of the conversations that it lost something, in a number of statements that hardly grows with
    them. Only what goes on is an event: a label on years of resolved conversations must not flood every feed."""
    for pk, inbox_id, status in conversations.values_list("pk", "inbox_id", "status"):
        row = Activity(conversation_id=pk, verb=verb, before=before)
        record_activity(row, inbox_id=None if status == Status.RESOLVED else inbox_id)


def _shown(conversation: Conversation, earlier: Mapping[str, Any], people: People) -> dict[str, Any]:
    """Earlier values in the resource's shape. Of people only what changed: they cost a query."""
    shown = {name: value for name, value in conversation.earlier_shown.items() if not name.endswith("_id")}
    if _changed(conversation, earlier, "assignee_id"):
        shown["assignee"] = people.agent(earlier["assignee_id"])
    if _changed(conversation, earlier, "team_id"):
        shown["team"] = people.team(earlier["team_id"])
    if _changed(conversation, earlier, "window_closes_at"):
        shown["window"] = window_shown(earlier["window_closes_at"])
    return shown


def _changed(conversation: Conversation, earlier: Mapping[str, Any], name: str) -> bool:
    return name in earlier and earlier[name] != getattr(conversation, name)


def _opened(conversation: Conversation) -> Iterator[Activity]:
    yield Activity(conversation=conversation, verb=Verb.OPENED, after=conversation.status)


def _done(
    conversation: Conversation, earlier: Mapping[str, Any], why: str, people: People
) -> Iterator[Activity]:
    if _changed(conversation, earlier, "status") or _changed(conversation, earlier, "snoozed_until"):
        verb = _status_verb(earlier["status"], conversation.status)
        yield _row(conversation, verb, earlier["status"], conversation.status, why=why)
    if _changed(conversation, earlier, "assignee_id"):
        before, after = people.agent(earlier["assignee_id"]), people.agent(conversation.assignee_id)
        yield _row(conversation, Verb.ASSIGNED if after else Verb.UNASSIGNED, before, after)
    if _changed(conversation, earlier, "team_id"):
        before, after = people.team(earlier["team_id"]), people.team(conversation.team_id)
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
