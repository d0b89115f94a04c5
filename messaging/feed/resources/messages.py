"""Messages with all that hangs on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from messaging.feed.resources.columns import Columns
from messaging.feed.resources.people import Resources, agents, agents_of, distinct
from messaging.feed.resources.select import Instances
from messaging.models import Attachment, Message, Reaction
from messaging.serializers import (
    AttachmentSerializer,
    MessageSerializer,
    ReactionSerializer,
    TimelineSerializer,
    quoted_shown,
)

Lists = dict[int, list[dict[str, Any]]]

_MESSAGES = Columns(MessageSerializer(), more=["author", "reply_to"])
_QUOTED = Instances(Message, ["id", "external_id", "content"])
_TIMELINE = Columns(TimelineSerializer(), more=["message"], key="message")
_ATTACHMENTS = Instances(Attachment, key="message")
_ATTACHMENT = AttachmentSerializer()
_REACTIONS = Instances(Reaction, key="message")
_REACTION = ReactionSerializer()
_CARRIERS = Instances(Message, ["id", "status"])


def messages(ids: Iterable[int]) -> Resources:
    """Return the messages that are lines of a thread: what carries a reaction of ours is none."""
    rows = [row for row in _MESSAGES.read(list(ids)) if not _carries_reaction(row[0])]
    found = {message["id"]: message for message, _ in rows}
    people = agents(author for _, (author, _) in rows)
    quoted = _quoted(quote for _, (_, quote) in rows)
    timeline, attachments, reactions = _timeline(found), _attachments(found), _reactions(found)
    for message, (author, quote) in rows:
        pk = message["id"]
        message["author"] = people.get(author)
        message["reply_to"] = quoted.get(quote)
        message["timeline"] = timeline.get(pk, [])
        message["attachments"] = attachments.get(pk, [])
        message["reactions"] = reactions.get(pk, [])
    return found


def _carries_reaction(message: dict[str, Any]) -> bool:
    return (message["kind"], message["direction"]) == (Message.Kind.REACTION, Message.Direction.OUTBOUND)


def _quoted(ids: Iterable[int | None]) -> dict[int, Any]:
    return {message.pk: quoted_shown(message) for message in _QUOTED.read(distinct(ids))}


def _timeline(ids: Collection[int]) -> Lists:
    return _by_message((message_id, line) for line, (message_id,) in _TIMELINE.read(ids))


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
