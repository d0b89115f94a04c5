"""Several changes of one conversation at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from messaging.actions.conversation.conversations import (
    assign_conversation,
    assign_team,
    set_conversation_status,
    set_labels,
    set_priority,
)
from messaging.actors import Actor
from messaging.errors import Conflict
from messaging.feed import recording
from messaging.models import Activity, Agent, Conversation

_CHANGES: Mapping[str, Callable[..., Conversation]] = {
    "team": assign_team,
    "priority": set_priority,
    "labels": set_labels,
}


# What a caller may have seen of a conversation: people, teams and labels by their ids.
_SEEN: Mapping[str, Callable[[Conversation], Any]] = {
    "status": lambda one: one.status,
    "snoozed_until": lambda one: one.snoozed_until,
    "assignee": lambda one: one.assignee_id,
    "team": lambda one: one.team_id,
    "priority": lambda one: one.priority,
    "labels": lambda one: set(one.labels.values_list("pk", flat=True)),
}


@recording()
def update_conversation(
    conversation: Conversation,
    changes: Mapping[str, Any],
    *,
    was: int | None = None,
    seen: Mapping[str, Any] | None = None,
    by: Actor,
) -> Conversation:
    """All of the changes or none, as one event; raises `ConsoleError` or `Conflict`.

    Keys: status (with snoozed_until), assignee, team, priority, labels. `was` is the id of the assignee
    that the caller saw: see `assign_conversation`. `seen` is how the caller saw some of these fields; raises
    `Conflict` where one of them is different by now, so that taking something back undoes nobody else's change.
    """
    if seen:
        _check_unchanged(Conversation.objects.lock(conversation.pk), seen)
    if {"status", "snoozed_until"} & changes.keys():
        status = changes.get("status", conversation.status)
        until = changes.get("snoozed_until", conversation.snoozed_until)
        conversation = set_conversation_status(conversation, status, snoozed_until=until, by=by)
    if "assignee" in changes:
        assignee: Agent | None = changes["assignee"]
        conversation = assign_conversation(conversation, assignee, was=was, by=by)
    for name in _CHANGES.keys() & changes.keys():
        conversation = _CHANGES[name](conversation, changes[name], by=by)
    return conversation


def _check_unchanged(conversation: Conversation, seen: Mapping[str, Any]) -> None:
    for name, value in seen.items():
        if _SEEN[name](conversation) != (set(value) if name == "labels" else value):
            last = Activity.objects.filter(conversation=conversation).order_by("-at", "-id").first()
            raise changed_by(last)


def changed_by(last: Activity | None) -> Conflict:
    """Return the refusal of what is not as it was seen; `last`: the newest that was done to it."""
    sentence = f"{(last and last.by_name) or 'Somebody'} has changed this conversation meanwhile."
    if last and last.why == Activity.Why.CUSTOMER_WROTE:
        sentence = "The customer has written meanwhile."
    return Conflict(sentence, code="changed_meanwhile")
