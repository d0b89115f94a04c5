"""Conversations as a list row and as the head of a thread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import chain
from typing import Any

from messaging.feed.resources.columns import Columns
from messaging.feed.resources.people import Resources, agents, contacts, distinct, teams
from messaging.feed.resources.select import Select
from messaging.models import Conversation
from messaging.serializers import (
    PREVIEW_LENGTH,
    ConversationSerializer,
    LabelSerializer,
    LastMessageSerializer,
    window_shown,
)

_CONVERSATIONS = Columns(
    ConversationSerializer(), more=["contact", "assignee", "team", "last_message", "window_closes_at"]
)
_LAST_MESSAGES = Columns(LastMessageSerializer(), more=["content", "author"])
_LABELLED = Select(Conversation.labels.through, ["conversation", "label"], key="conversation")
_LABELS = Columns(LabelSerializer(), order="name")


def conversations(ids: Iterable[int]) -> Resources:
    """Return conversations with their contact, last message, labels, agent and team."""
    rows = _CONVERSATIONS.read(list(ids))
    customers = contacts(more[0] for _, more in rows)
    people = agents(more[1] for _, more in rows)
    groups = teams(more[2] for _, more in rows)
    last_messages = _last_messages(more[3] for _, more in rows)
    labels = _labels([conversation["id"] for conversation, _ in rows])
    for conversation, (contact, assignee, team, last_message, window_closes_at) in rows:
        conversation["contact"] = customers.get(contact)
        conversation["assignee"] = people.get(assignee)
        conversation["team"] = groups.get(team)
        conversation["labels"] = labels.get(conversation["id"], [])
        conversation["last_message"] = last_messages.get(last_message)
        conversation["window"] = window_shown(window_closes_at)
    # A contact that is gone takes its conversations along.
    return {one["id"]: one for one, _ in rows if one["contact"]}


def _last_messages(ids: Iterable[int | None]) -> Resources:
    rows = _LAST_MESSAGES.read(distinct(ids))
    people = agents(author for _, (_, author) in rows)
    for message, (content, author) in rows:
        message["content"] = content[:PREVIEW_LENGTH]
        message["author"] = people.get(author)
    return {message["id"]: message for message, _ in rows}


def _labels(ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    given = defaultdict(set)
    for conversation_id, label_id in _LABELLED.rows(ids):
        given[conversation_id].add(label_id)
    # In the order of the database's own alphabet, as REST reads them.
    known = [label for label, _ in _LABELS.read(distinct(chain.from_iterable(given.values())))]
    return {pk: [label for label in known if label["id"] in theirs] for pk, theirs in given.items()}
