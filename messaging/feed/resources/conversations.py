"""Conversations as a list row and as the head of a thread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import Any

from messaging.feed.resources.columns import Columns
from messaging.feed.resources.people import (
    ADDRESS_NAMES,
    AGENT_NAMES,
    Asked,
    Resources,
    by_contact,
    distinct,
    take_agent,
)
from messaging.models import Address, Conversation, Label, Row, Select
from messaging.serializers import (
    PREVIEW_LENGTH,
    ContactSerializer,
    ConversationSerializer,
    LabelSerializer,
    LastMessageSerializer,
    TeamSerializer,
    window_shown,
)

_OWN = Columns(ConversationSerializer())
_CONTACT = Columns(ContactSerializer(), "contact__")
_TEAM = Columns(TeamSerializer(), "team__")
_LAST = Columns(LastMessageSerializer(), "last_message__")
# In the order in which `_take` and `_take_last` take the values.
_CONVERSATIONS = Select(
    Conversation,
    [
        "window_closes_at",
        *_OWN.names,
        *_CONTACT.names,
        *(f"assignee__{name}" for name in AGENT_NAMES),
        *_TEAM.names,
        "last_message__content",
        *_LAST.names,
        *(f"last_message__author__{name}" for name in AGENT_NAMES),
    ],
)
_ADDRESSES = Select(Address, ADDRESS_NAMES, through="contact", via=Conversation)
_LABELLED = Select(Conversation.labels.through, ["conversation", "label"], key="conversation")
_LABEL = Columns(LabelSerializer())
# In the order of the database's own alphabet, as REST reads them.
_LABELS = Select(Label, _LABEL.names, order="name")


def conversations(ids: Collection[int]) -> Asked:
    """Ask for conversations with their contact, last message, labels, agent and team."""
    asked, labelled, reached = _CONVERSATIONS.asked(ids), _LABELLED.asked(ids), _ADDRESSES.asked(ids)

    def answer() -> Resources:
        found = {row["id"]: row for row in map(_take, map(iter, asked()))}
        addresses, labels = by_contact(reached()), _labels(labelled())
        for pk, conversation in found.items():
            conversation["contact"]["addresses"] = addresses[conversation["contact"]["id"]]
            conversation["labels"] = labels.get(pk, [])
        return found

    return answer


def _take(values: Iterator[Any]) -> dict[str, Any]:
    window = window_shown(next(values))
    conversation = _OWN.take(values)
    conversation["window"] = window
    conversation["contact"] = _CONTACT.take(values)
    conversation["assignee"] = take_agent(values)
    conversation["team"] = _TEAM.take_related(values)
    conversation["last_message"] = _take_last(values)
    return conversation


def _take_last(values: Iterator[Any]) -> dict[str, Any] | None:
    content = next(values)
    message, author = _LAST.take_related(values), take_agent(values)
    if message is None:
        return None
    message["content"] = content[:PREVIEW_LENGTH]
    message["author"] = author
    return message


def _labels(labelled: Iterable[Row]) -> dict[int, list[dict[str, Any]]]:
    given = defaultdict(set)
    for conversation_id, label_id in labelled:
        given[conversation_id].add(label_id)
    known = [_LABEL.take(iter(row)) for row in _LABELS.rows(distinct(chain.from_iterable(given.values())))]
    return {pk: [label for label in known if label["id"] in theirs] for pk, theirs in given.items()}
