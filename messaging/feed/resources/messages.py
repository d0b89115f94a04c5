"""Messages with all that hangs on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from messaging.feed.resources.columns import Columns
from messaging.feed.resources.people import AGENT_NAMES, Asked, Resources, agents_of, distinct, take_agent
from messaging.models import Attachment, Instances, Message, Reaction, Row, Select, StatusChange
from messaging.serializers import (
    AttachmentSerializer,
    MessageSerializer,
    QuotedSerializer,
    ReactionSerializer,
    TimelineSerializer,
    preview_of,
)

Lists = dict[int, list[dict[str, Any]]]

_OWN = Columns(MessageSerializer())
_QUOTED = Columns(QuotedSerializer(), "reply_to__")
# In the order in which `_take` takes the values.
_MESSAGES = Select(
    Message,
    [
        *_OWN.names,
        *(f"author__{name}" for name in AGENT_NAMES),
        *_QUOTED.names,
        "reply_to__content",
        *(f"reply_to__author__{name}" for name in AGENT_NAMES),
    ],
)
_LINE = Columns(TimelineSerializer())
_TIMELINE = Select(StatusChange, ["message", *_LINE.names], key="message")
_ATTACHMENTS = Instances(Attachment, key="message")
_ATTACHMENT = AttachmentSerializer()
_REACTIONS = Instances(Reaction, key="message")
_REACTION = ReactionSerializer()
_CARRIERS = Instances(Message, ["id", "status"])


def messages(ids: Collection[int]) -> Asked:
    """Ask for the messages that are lines of a thread: what carries a reaction of ours is none."""
    asked, lines = _MESSAGES.asked(ids), _TIMELINE.asked(ids)
    files, put = _ATTACHMENTS.asked(ids), _REACTIONS.asked(ids)

    def answer() -> Resources:
        rows = [_take(iter(row)) for row in asked()]
        found = {message["id"]: message for message in rows if not _carries_reaction(message)}
        timeline, attachments, reactions = _timeline(lines()), _attachments(files()), _reactions(put())
        for pk, message in found.items():
            message["timeline"] = timeline.get(pk, [])
            message["attachments"] = attachments.get(pk, [])
            message["reactions"] = reactions.get(pk, [])
        return found

    return answer


def _take(values: Iterator[Any]) -> dict[str, Any]:
    message = _OWN.take(values)
    message["author"] = take_agent(values)
    message["reply_to"] = _take_quoted(values)
    return message


def _take_quoted(values: Iterator[Any]) -> dict[str, Any] | None:
    quoted, content = _QUOTED.take_related(values), next(values)
    author = take_agent(values)
    return quoted and {**quoted, "author": author, "preview": preview_of(content)}


def _carries_reaction(message: dict[str, Any]) -> bool:
    return (message["kind"], message["direction"]) == (Message.Kind.REACTION, Message.Direction.OUTBOUND)


def _timeline(rows: Iterable[Row]) -> Lists:
    return _by_message((message_id, _LINE.take(iter(line))) for message_id, *line in rows)


def _attachments(files: Iterable[Attachment]) -> Lists:
    return _by_message((file.message_id, _ATTACHMENT.to_representation(file)) for file in files)


def _reactions(put: Iterable[Reaction]) -> Lists:
    present = [one for one in put if one.emoji]
    if not present:
        return {}
    people = agents_of(one.agent_id for one in present)
    carriers = {one.pk: one for one in _CARRIERS.read(distinct(one.carrier_message_id for one in present))}
    for one in present:
        one.agent = people.get(one.agent_id or 0)
        one.carrier_message = carriers.get(one.carrier_message_id or 0)
    present.sort(key=lambda one: (one.reacted_at, one.pk))
    return _by_message((one.message_id, _REACTION.to_representation(one)) for one in present)


def _by_message(pairs: Iterable[tuple[int | None, dict[str, Any]]]) -> Lists:
    lists: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for message_id, one in pairs:
        lists[message_id].append(one)
    return lists
