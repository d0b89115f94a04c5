"""The messages of one demo conversation, and the status changes that delivery and receipts would have left."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from messaging import transports
from messaging.actions.core import provider_answer
from messaging.delivery import no_answer
from messaging.errors import OutcomeUnknown
from messaging.management.demo.templates import template_row
from messaging.models import Agent, Conversation, Inbox, Message, StatusChange
from messaging.transports.payload import summarize
from messaging.transports.whatsapp_cloud import as_error
from simulator.demo import FILES, Line, Script, get_template, inbound_item, is_template, phone_digits

# A message that nobody answered since and that is younger than this was not read yet.
READ_AFTER = timedelta(minutes=30)
# Between a message and its edit or deletion.
CHANGED_AFTER = timedelta(seconds=3)
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


def wamid_of(scene: Scene, index: int) -> str:
    """Return the provider's id of the ``index``-th line."""
    key = f"{scene.inbox.route} {scene.conversation.pk} {index}"
    return "wamid." + hashlib.sha256(key.encode()).hexdigest().upper()


def messages_of(scene: Scene) -> list[Message]:
    """Return one row per line; which quotes which is set once they are stored (`quotes`)."""
    rows, position = [], 0
    for index, line in enumerate(scene.script.lines):
        if line.direction == "inbound":
            rows.append(_inbound(scene, index))
            continue
        rows.append(_outbound(scene, index))
        if rows[-1].origin == Message.Origin.CONSOLE and rows[-1].status != Status.HELD:
            position += 1
            rows[-1].lane_position = position
    return rows


def quotes(lines: Sequence[Line], index: int) -> int | None:
    """Return the index of the line that this one answers: as it says, or for a tap the template before it."""
    line = lines[index]
    if line.word == "quote":
        return index - int(line.rest)
    if line.word == "tap":
        return max(place for place in range(index) if is_template(lines[place].word))
    return None


def _inbound(scene: Scene, index: int) -> Message:
    line, external_id = scene.script.lines[index], wamid_of(scene, index)
    at = scene.now - line.age
    item = inbound_item(scene.script, line, external_id, at)
    if (quoted := quotes(scene.script.lines, index)) is not None:
        item["context"] = {"id": wamid_of(scene, quoted)}
    kind, content = summarize(item)
    message = Message(
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
    if line.word == "edited":
        message.edited_at = at + CHANGED_AFTER
        message.revisions = [{"content": line.rest, "until": message.edited_at.isoformat()}]
    message.revoked_at = at + CHANGED_AFTER if line.word == "deleted" else None
    return message


def _outbound(scene: Scene, index: int) -> Message:
    line, status = scene.script.lines[index], _status(scene.script.lines, index)
    known = status not in (Status.UNCONFIRMED, Status.HELD)
    kind, content, payload = _content(scene, line)
    by_phone = line.word == "phone"
    return Message(
        conversation=scene.conversation,
        inbox=scene.inbox,
        direction=Message.Direction.OUTBOUND,
        kind=kind,
        sender=scene.inbox.address,
        receiver=scene.customer,
        content=content,
        payload=payload,
        timestamp=scene.now - line.age,
        status=status,
        external_id=wamid_of(scene, index) if known else None,
        author=None if by_phone else scene.people[line.author],
        origin=Message.Origin.PHONE if by_phone else Message.Origin.CONSOLE,
        error=_error(line.mark),
        attempts=0 if by_phone or status == Status.HELD else 1,
    )


def _content(scene: Scene, line: Line) -> tuple[str, str, dict[str, Any]]:
    """Return kind, content and payload of what the console sent."""
    if not is_template(line.word):
        return FILES.get(line.word, "text"), line.text, {}
    values = {f"body.{place}": value for place, value in enumerate(line.rest.split("|"), 1)}
    filled = transports.get(scene.inbox.transport).fill(template_row(get_template(line.word)), values)
    return "template", filled.content, dict(filled.payload)


def _error(mark: str) -> dict[str, Any] | None:
    word, _, code = mark.partition(" ")
    if word == "failed":
        return as_error({"code": code, "error_data": {"details": "Message Undeliverable."}})
    return UNCONFIRMED if word == "unconfirmed" else None


def _status(lines: Sequence[Line], index: int) -> Message.Status:
    """Return the status of an answer of ours; a customer who wrote again has read it."""
    line = lines[index]
    if line.word in STATUS_MARKS:
        return Status(line.word)
    answered = any(later.direction == "inbound" for later in lines[index:])
    # Some people read everything; about a third have receipts off or look later.
    read = line.age > READ_AFTER and len(line.text) % 3 > 0
    return Status.READ if answered or read else Status.DELIVERED


# Seconds after the message was accepted, for each line of its timeline.
_STEPS: dict[str, tuple[tuple[str, float], ...]] = {
    Status.READ: ((Status.SENT, 0.4), (Status.DELIVERED, 1.7), (Status.READ, 6.0)),
    Status.DELIVERED: ((Status.SENT, 0.4), (Status.DELIVERED, 1.7)),
    Status.FAILED: ((Status.SENT, 0.4), (Status.FAILED, 2.1)),
    Status.UNCONFIRMED: ((Status.UNCONFIRMED, 10.0),),
}
# Marks that are the status itself.
STATUS_MARKS = (Status.FAILED.value, Status.UNCONFIRMED.value, Status.HELD.value)


def timeline(messages: Iterable[Message]) -> Iterable[StatusChange]:
    """Yield the status changes as delivery and receipts would have noted them; inbound messages have none."""
    for message in messages:
        if message.direction != Message.Direction.OUTBOUND:
            continue
        at, external_id = message.timestamp, message.external_id or ""
        if message.status == Status.HELD:
            yield StatusChange(message=message, status=Status.HELD, at=at)
            continue
        if message.origin == Message.Origin.CONSOLE:
            yield StatusChange(message=message, status=Status.QUEUED, at=at)
            yield StatusChange(message=message, status=Status.SENDING, at=at, attempt="attempt 1")
        for status, seconds in _STEPS[message.status]:
            moment = at + timedelta(seconds=seconds)
            yield StatusChange(
                message=message,
                status=status,
                at=moment,
                provider_at=moment.replace(microsecond=0) if external_id else None,
                attempt=external_id or "attempt 1",
                error=provider_answer(message.error) if status == message.status else None,
            )
