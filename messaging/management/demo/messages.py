"""The messages of one conversation, and the timeline that delivery and receipts would have left."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from messaging.delivery.outcomes import no_answer
from messaging.errors import OutcomeUnknown
from messaging.management.demo.scripts import Line, Script
from messaging.management.demo.wire import inbound_item, phone_digits
from messaging.models import Agent, Conversation, Inbox, Message, StatusChange
from messaging.transports.whatsapp_cloud.content import described
from messaging.transports.whatsapp_cloud.errors import as_error

# A message that nobody answered since and that is younger than this was not read yet.
READ_AFTER = timedelta(minutes=30)
UNCONFIRMED = no_answer(OutcomeUnknown("No answer from WhatsApp (TimeoutError)"))
Status = Message.Status


@dataclass(frozen=True, slots=True)
class Scene:
    """What the rows of one conversation share."""

    script: Script
    inbox: Inbox
    conversation: Conversation
    people: Mapping[str, Agent]
    now: datetime

    @property
    def customer(self) -> str:
        return f"+{phone_digits(self.script)}" if self.script.phone else self.script.bsuid


def messages_of(scene: Scene) -> list[Message]:
    rows, position = [], 0
    for index, line in enumerate(scene.script.lines):
        key = f"{scene.inbox.route} {scene.conversation.pk} {index}"
        external_id = "wamid." + hashlib.sha256(key.encode()).hexdigest().upper()
        if line.direction == "inbound":
            rows.append(_inbound(scene, line, external_id))
        else:
            position += 1
            status = _status(scene.script.lines, index)
            rows.append(_outbound(scene, line, external_id, status))
            rows[-1].lane_position = position
    return rows


def _inbound(scene: Scene, line: Line, external_id: str) -> Message:
    at = scene.now - line.age
    item = inbound_item(scene.script, line, external_id, at)
    kind, content = described(item)
    return Message(
        conversation=scene.conversation,
        inbox=scene.inbox,
        direction=Message.Direction.INBOUND,
        kind=kind,
        sender=scene.customer,
        receiver=scene.inbox.address,
        content=content,
        timestamp=at,
        provider_timestamp=at,
        status=Status.RECEIVED,
        external_id=external_id,
        payload=item,
    )


def _outbound(scene: Scene, line: Line, external_id: str, status: str) -> Message:
    return Message(
        conversation=scene.conversation,
        inbox=scene.inbox,
        direction=Message.Direction.OUTBOUND,
        sender=scene.inbox.address,
        receiver=scene.customer,
        content=line.text,
        timestamp=scene.now - line.age,
        status=status,
        external_id=None if status == Status.UNCONFIRMED else external_id,
        author=scene.people[line.author],
        error=_error(line.mark),
        attempts=1,
    )


def _error(mark: str) -> dict[str, Any] | None:
    word, _, code = mark.partition(" ")
    if word == "failed":
        return as_error({"code": code, "error_data": {"details": "Message Undeliverable."}})
    return UNCONFIRMED if word == "unconfirmed" else None


def _status(lines: Sequence[Line], index: int) -> Message.Status:
    """How far an answer of ours came: whoever wrote again has read it."""
    line = lines[index]
    word = line.mark.partition(" ")[0]
    if word:
        return Status(word)
    answered = any(later.direction == "inbound" for later in lines[index:])
    # Some people read everything; about a third have receipts off or look later.
    looked = line.age > READ_AFTER and len(line.text) % 3 > 0
    return Status.READ if answered or looked else Status.DELIVERED


# Seconds after the message was accepted, for each line of its timeline.
_STEPS: dict[str, tuple[tuple[str, float], ...]] = {
    Status.READ: ((Status.SENT, 0.4), (Status.DELIVERED, 1.7), (Status.READ, 6.0)),
    Status.DELIVERED: ((Status.SENT, 0.4), (Status.DELIVERED, 1.7)),
    Status.FAILED: ((Status.SENT, 0.4), (Status.FAILED, 2.1)),
    Status.UNCONFIRMED: ((Status.UNCONFIRMED, 10.0),),
}


def timeline(messages: Iterable[Message]) -> Iterable[StatusChange]:
    """The steps as delivery and receipts would have noted them; inbound messages have none."""
    for message in messages:
        if message.direction != Message.Direction.OUTBOUND:
            continue
        at, external_id = message.timestamp, message.external_id or ""
        yield StatusChange(message=message, status=Status.QUEUED, at=at)
        yield StatusChange(message=message, status=Status.SENDING, at=at, hand_over="attempt 1")
        for status, seconds in _STEPS[message.status]:
            moment = at + timedelta(seconds=seconds)
            yield StatusChange(
                message=message,
                status=status,
                at=moment,
                provider_at=moment.replace(microsecond=0) if external_id else None,
                hand_over=external_id or "attempt 1",
            )
