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
from messaging.feed import recording
from messaging.models import Agent, Conversation

_CHANGES: Mapping[str, Callable[..., Conversation]] = {
    "team": assign_team,
    "priority": set_priority,
    "labels": set_labels,
}


@recording()
def update_conversation(
    conversation: Conversation, changes: Mapping[str, Any], *, was: int | None = None, by: Actor
) -> Conversation:
    """All of the changes or none, as one event; raises `ConsoleError` or `Conflict`.

    Keys: status (with snoozed_until), assignee, team, priority, labels. `was` is the id of the assignee
    that the caller saw: see `assign_conversation`.
    """
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
