"""The first follower: one `Measurement` for each interval that ended.

A conversation's event says what was before (`was`) and what is now, so no state of its own is needed. Who
answered is the event's actor; where a program or the business's phone did, it is the assignee. An answer that fails later
counts as none: what it had ended is taken back, or goes on until the answer that arrived.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from messaging.feed import Event
from messaging.models import Activity, Agent, Conversation, Measurement, Message, Team

RESOLVED = Conversation.Status.RESOLVED


def measure(events: Sequence[Event]) -> None:
    """Store what these events ended; an interval that was measured before is left as it is. What an answer had ended that
    turned out to be none is taken back."""
    found: list[Measurement] = []
    for event in events:
        if _is_taken_back(event):
            _store(found)
            _take_back(event)
            found = []
        found += intervals(event)
    _store(found)


def _store(rows: Sequence[Measurement]) -> None:
    if rows:
        Measurement.objects.bulk_create(_still_there(rows), ignore_conflicts=True)


def _is_taken_back(event: Event) -> bool:
    """Whether our first or last answer is another one, or none, as what was it has failed."""
    now, was = event.payload, event.was or {}
    last, first = was.get("last_reply_at"), was.get("first_reply_at")
    return bool(first) or bool(
        last and (now["last_reply_at"] is None or _at(now["last_reply_at"]) < _at(last))
    )


def _take_back(event: Event) -> None:
    now, was = event.payload, event.was or {}
    replies = Measurement.objects.filter(conversation=now["id"])
    following = replies.filter(kind=Measurement.Kind.NEXT_REPLY)
    last = now["last_reply_at"]
    (following.filter(at__gt=_at(last)) if last else following).delete()
    first = was.get("first_reply_at")
    row = replies.filter(kind=Measurement.Kind.FIRST_REPLY, at=_at(first)).first() if first else None
    if row is None:
        return
    if now["first_reply_at"] is None:
        row.delete()
        return
    # The customer waited on, for the answer that was the second.
    end = _at(now["first_reply_at"])
    following.filter(at=end).delete()
    row.seconds = max(0, row.seconds + round((end - row.at).total_seconds()))
    row.at, row.agent_id = end, _worker(event, end)
    row.save(update_fields=["seconds", "at", "agent"])


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def intervals(event: Event) -> Iterator[Measurement]:
    """Yield the intervals that ended with a change of a conversation, not saved yet."""
    now, was = event.payload, event.was or {}
    if was.get("waiting_since") and "last_reply_at" in was and _is_answered(now):
        first = "first_reply_at" in was and was["first_reply_at"] is None
        kind = Measurement.Kind.FIRST_REPLY if first else Measurement.Kind.NEXT_REPLY
        yield _interval(event, kind, was["waiting_since"], now["last_reply_at"])
    if now["status"] == RESOLVED and was.get("status", RESOLVED) != RESOLVED and now["resolved_at"]:
        yield _interval(event, Measurement.Kind.RESOLUTION, _began(now), now["resolved_at"])


def _is_answered(now: Mapping[str, Any]) -> bool:
    """Whether the last answer came after what the customer waited for; they may have written again since."""
    waits, answered = now["waiting_since"], now["last_reply_at"]
    return waits is None or datetime.fromisoformat(waits) > datetime.fromisoformat(answered)


def _began(now: Mapping[str, Any]) -> str:
    """Return when the conversation was reopened last before it was resolved, else when it was opened."""
    reopened = Activity.objects.filter(
        conversation=now["id"],
        verb=Activity.Verb.REOPENED,
        at__lte=datetime.fromisoformat(now["resolved_at"]),
    )
    at: datetime | None = reopened.order_by("-at").values_list("at", flat=True).first()
    return at.isoformat() if at else str(now["created_at"])


def _interval(event: Event, kind: Measurement.Kind, began: str, ended: str) -> Measurement:
    now, end = event.payload, datetime.fromisoformat(ended)
    return Measurement(
        kind=kind,
        conversation_id=now["id"],
        inbox_id=event.inbox_id,
        agent_id=_worker(event, end),
        team_id=_id(now["team"]),
        at=end,
        # Clocks of several machines differ; nobody answers before the question.
        seconds=max(0, round((end - datetime.fromisoformat(began)).total_seconds())),
    )


def _worker(event: Event, end: datetime) -> int | None:
    """Return the agent whose work it was that ended at this time."""
    if event.by["kind"] == "agent":
        return event.by["id"]
    if event.by["kind"] == "system":
        # The failure of another answer is what made it count, or its own arrival after that.
        lines = Message.objects.outbound().filter(conversation=event.payload["id"], timestamp=end)
        if author := lines.exclude(author=None).values_list("author", flat=True).first():
            return int(author)
    return _id(event.payload["assignee"])


def _id(resource: Mapping[str, Any] | None) -> int | None:
    return int(resource["id"]) if resource else None


def _still_there(rows: Sequence[Measurement]) -> list[Measurement]:
    """Leave out what was deleted since the event: conversations with their rows, agents and teams by name."""
    conversations = _existing(Conversation, {row.conversation_id for row in rows})
    agents = _existing(Agent, {row.agent_id for row in rows})
    teams = _existing(Team, {row.team_id for row in rows})
    for row in rows:
        row.agent_id = row.agent_id if row.agent_id in agents else None
        row.team_id = row.team_id if row.team_id in teams else None
    return [row for row in rows if row.conversation_id in conversations]


def _existing(model: type[Conversation | Agent | Team], pks: set[Any]) -> set[int]:
    return set(model._default_manager.filter(pk__in=pks - {None}).values_list("pk", flat=True))
