"""What the followers would have measured of the demo's past: how soon customers were answered, and when all was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from messaging.management.demo.activities import pauses, resolved_at
from messaging.models import Agent, Conversation, Measurement, Message

Kind = Measurement.Kind


def measurements_of(row: Conversation, messages: Sequence[Message]) -> Iterator[Measurement]:
    """Yield the intervals that ended in a conversation; `messages` oldest first."""
    waits: datetime | None = None
    kind = Kind.FIRST_REPLY
    for message in messages:
        if message.direction == Message.Direction.INBOUND:
            waits = waits or message.timestamp
        elif waits is not None and message.status != Message.Status.HELD:
            yield _interval(row, kind, waits, message.timestamp, message.author)
            waits, kind = None, Kind.NEXT_REPLY
    yield from _resolutions(row, messages)


def _resolutions(row: Conversation, messages: Sequence[Message]) -> Iterator[Measurement]:
    """Yield how long it took each time until all was done."""
    began = row.created_at
    for answer, question in pauses(messages):
        yield _interval(row, Kind.RESOLUTION, began, resolved_at(answer), answer.author)
        began = question.timestamp
    if row.resolved_at is not None:
        yield _interval(row, Kind.RESOLUTION, began, row.resolved_at, row.assignee)


def _interval(
    row: Conversation, kind: Measurement.Kind, began: datetime, ended: datetime, agent: Agent | None
) -> Measurement:
    return Measurement(
        kind=kind,
        conversation=row,
        inbox_id=row.inbox_id,
        agent=agent or row.assignee,
        at=ended,
        seconds=round((ended - began).total_seconds()),
    )
