"""What is asked of each of several conversations, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from messaging.actions.conversation.conversations import check_status
from messaging.errors import ConsoleError
from messaging.models import Agent, Conversation, Label, Team

# One transaction holds no more: everybody else who writes in these inboxes waits for it.
MOST_AT_ONCE = 500
LABELS = ("labels", "add_labels", "remove_labels")


@dataclass(frozen=True, slots=True)
class Asked:
    """What one conversation is to become.

    Keys of `change`: status (with snoozed_until), assignee, team, priority, labels (all of them), add_labels,
    remove_labels, unread (True: its last message again; False: none), take_over (True: also what a colleague has). People,
    teams and labels are ids, or rows once they are resolved. `was` and `seen` as in `update_conversation`.
    `own`: the change is of this one alone; `refusal`: it cannot be done to any conversation.
    """

    pk: int
    change: Mapping[str, Any]
    was: int | None = None
    seen: Mapping[str, Any] = field(default_factory=dict)
    own: bool = False
    refusal: ConsoleError | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one: `was` and `now` are the fields that changed, as `Asked` takes them; `refusal`: why it is as it
    was. `name` is the customer's."""

    pk: int
    name: str = ""
    was: Mapping[str, Any] = field(default_factory=dict)
    now: Mapping[str, Any] = field(default_factory=dict)
    changed: bool = False
    refusal: ConsoleError | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    agents: Mapping[int, Agent]
    teams: Mapping[int, Team]
    labels: Mapping[int, Label]


def check_distinct(asked: Sequence[Asked]) -> None:
    """Raise `ConsoleError` where a conversation is named twice: what it is to become would depend on the order."""
    if len({one.pk for one in asked}) < len(asked):
        raise ConsoleError.field("conversations", "Name each conversation once.")


def resolve(asked: Sequence[Asked]) -> list[Asked]:
    """Put rows in the place of ids, in a query each of agents, teams and labels. A change that names somebody or something
    that is no more, or a wrong time, refuses the conversation whose `own` it is; one of several raises `ConsoleError`."""
    known = _read({id(one.change): one.change for one in asked}.values())
    common: dict[int, Mapping[str, Any]] = {}
    found: list[Asked] = []
    for one in asked:
        if one.own:
            found.append(_resolved(one, known))
            continue
        key = id(one.change)
        if key not in common:
            common[key] = _with_rows(one.change, known)
        found.append(replace(one, change=common[key]))
    return found


def _resolved(one: Asked, known: _Known) -> Asked:
    try:
        return replace(one, change=_with_rows(one.change, known))
    except ConsoleError as refusal:
        return replace(one, refusal=refusal)


def _read(changes: Iterable[Mapping[str, Any]]) -> _Known:
    every = list(changes)
    agents = {one["assignee"] for one in every if one.get("assignee")}
    teams = {one["team"] for one in every if one.get("team")}
    labels = {pk for one in every for name in LABELS for pk in one.get(name, ())}
    return _Known(
        Agent.objects.filter(is_active=True).in_bulk(list(agents)) if agents else {},
        Team.objects.in_bulk(list(teams)) if teams else {},
        Label.objects.in_bulk(list(labels)) if labels else {},
    )


def _with_rows(change: Mapping[str, Any], known: _Known) -> dict[str, Any]:
    rows = dict(change)
    if (status := change.get("status")) is not None:
        check_status(status, change.get("snoozed_until"))
        rows["snoozed_until"] = rows.get("snoozed_until") if status == Conversation.Status.SNOOZED else None
    if pk := change.get("assignee"):
        gone = "This agent does not exist, or is not active any more."
        rows["assignee"] = known.agents.get(pk) or _refuse("assignee", gone)
    if pk := change.get("team"):
        rows["team"] = known.teams.get(pk) or _refuse("team", "There is no such team any more.")
    for name in LABELS:
        if name in change:
            named = [(pk, known.labels.get(pk)) for pk in change[name]]
            rows[name] = [label or _refuse(name, f"There is no label {pk}.") for pk, label in named]
    return rows


def _refuse(field: str, sentence: str) -> Any:
    raise ConsoleError.field(field, sentence)
