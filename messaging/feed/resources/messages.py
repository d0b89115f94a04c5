"""Messages with all that hangs on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from messaging.feed.resources.columns import Columns
from messaging.feed.resources.people import AGENT_NAMES, Resources, agents_of, distinct, take_agent
from messaging.models import Attachment, Instances, Message, Reaction, Select, StatusChange
from messaging.serializers import (
    AttachmentSerializer,
    MessageSerializer,
    ReactionSerializer,
    TimelineSerializer,
    quoted_shown,
)

Lists = dict[int, list[dict[str, Any]]]

_OWN = Columns(MessageSerializer())
_QUOTED_NAMES = ("id", "external_id", "content")
# In the order in which `_take` takes the values.
_MESSAGES = Select(
    Message,
    [
        *_OWN.names,
        *(f"author__{name}" for name in AGENT_NAMES),
        *(f"reply_to__{name}" for name in _QUOTED_NAMES),
    ],
)
_LINE = Columns(TimelineSerializer())
_TIMELINE = Select(StatusChange, ["message", *_LINE.names], key="message")
_ATTACHMENTS = Instances(Attachment, key="message")
_ATTACHMENT = AttachmentSerializer()
_REACTIONS = Instances(Reaction, key="message")
_REACTION = ReactionSerializer()
_CARRIERS = Instances(Message, ["id", "status"])


def messages(ids: Collection[int]) -> Resources:
    """Return the messages that are lines of a thread: what carries a reaction of ours is none."""
    rows = [_take(iter(row)) for row in _MESSAGES.rows(ids)]
    found = {message["id"]: message for message in rows if not _carries_reaction(message)}
    timeline, attachments, reactions = _timeline(found), _attachments(found), _reactions(found)
    for pk, message in found.items():
        message["timeline"] = timeline.get(pk, [])
        message["attachments"] = attachments.get(pk, [])
        message["reactions"] = reactions.get(pk, [])
    return found


def _take(values: Iterator[Any]) -> dict[str, Any]:
    message = _OWN.take(values)
    message["author"] = take_agent(values)
    quoted = dict(zip(_QUOTED_NAMES, values, strict=True))
    message["reply_to"] = None if quoted["id"] is None else quoted_shown(Message(**quoted))
    return message


def _carries_reaction(message: dict[str, Any]) -> bool:
    return (message["kind"], message["direction"]) == (Message.Kind.REACTION, Message.Direction.OUTBOUND)


def _timeline(ids: Collection[int]) -> Lists:
    return _by_message((message_id, _LINE.take(iter(line))) for message_id, *line in _TIMELINE.rows(ids))


def _attachments(ids: Collection[int]) -> Lists:
    files = _ATTACHMENTS.read(ids)
    return _by_message((file.message_id, _ATTACHMENT.to_representation(file)) for file in files)


def _reactions(ids: Collection[int]) -> Lists:
    present = [one for one in _REACTIONS.read(ids) if one.emoji]
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
