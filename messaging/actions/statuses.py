"""How far a message has come: one lattice, one place that moves it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from messaging.feed.log import record, recording
from messaging.models import Message, StatusChange
from messaging.transports.base import Accepted

# A late or repeated receipt can never take a message back: only a higher rank replaces a lower one.
# `failed` loses against delivered and read (some devices of a customer may fail, others not).
RANK = {
    Message.Status.QUEUED: 0,
    Message.Status.SENDING: 1,
    Message.Status.UNCONFIRMED: 2,
    Message.Status.SENT: 3,
    Message.Status.FAILED: 4,
    Message.Status.DELIVERED: 5,
    Message.Status.READ: 6,
}


def outranks(new: str, old: str) -> bool:
    """Whether a report of `new` moves a message that is `old`."""
    return old in RANK and RANK[Message.Status(new)] > RANK[Message.Status(old)]


def below(status: str) -> list[str]:
    """Every status that `status` may replace: for conditional UPDATEs."""
    return [lower for lower, rank in RANK.items() if rank < RANK[Message.Status(status)]]


def record_message(message: Message, verb: str = "updated") -> None:
    record(
        f"message.{verb}",
        message.pk,
        inbox_id=message.inbox_id,
        conversation_id=message.conversation_id,
    )


def note_change(message: Message, status: str, *, hand_over: str = "", at: datetime | None = None) -> None:
    """One line of the timeline; the same one twice is one."""
    change = StatusChange(message=message, status=status, hand_over=hand_over, provider_at=at)
    StatusChange.objects.bulk_create([change], ignore_conflicts=True)


@recording()
def mark_sending(message: Message) -> None:
    """A worker is about to hand the message over; from here on a crash leaves its outcome unknown."""
    message.attempts += 1
    message.status = Message.Status.SENDING
    message.next_attempt_at = None
    message.save(update_fields=["attempts", "status", "next_attempt_at"])
    note_change(message, message.status, hand_over=_attempt(message))
    record_message(message)


@recording()
def mark_sent(message: Message, accepted: Accepted) -> None:
    """The provider took it. A receipt may have been faster: then only what it did not know is added."""
    rows = Message.objects.filter(pk=message.pk)
    rows.filter(external_id=None).update(external_id=accepted.external_id or None)
    moved = rows.filter(status__in=below(Message.Status.SENT)).update(status=Message.Status.SENT, error=None)
    if moved:
        note_change(message, Message.Status.SENT, hand_over=accepted.external_id or _attempt(message))
    record_message(message)


@recording()
def mark_failed(message: Message, error: dict[str, Any]) -> None:
    """The provider refused it for good."""
    moved = Message.objects.filter(pk=message.pk, status__in=below(Message.Status.FAILED)).update(
        status=Message.Status.FAILED, error=error
    )
    if moved:
        note_change(message, Message.Status.FAILED, hand_over=_attempt(message))
        record_message(message)


@recording()
def mark_unconfirmed(message: Message, error: dict[str, Any]) -> None:
    """Nobody knows whether it went out: it is shown, and never sent again by itself."""
    moved = Message.objects.filter(pk=message.pk, status__in=below(Message.Status.UNCONFIRMED)).update(
        status=Message.Status.UNCONFIRMED, error=error
    )
    if moved:
        note_change(message, Message.Status.UNCONFIRMED, hand_over=_attempt(message))
        record_message(message)


@recording()
def postpone(message: Message, next_attempt_at: datetime, error: dict[str, Any]) -> None:
    """The provider did not take it now: back to the head of its lane."""
    moved = Message.objects.filter(
        pk=message.pk, status=Message.Status.SENDING, attempts=message.attempts
    ).update(status=Message.Status.QUEUED, next_attempt_at=next_attempt_at, error=error)
    if moved:
        note_change(message, Message.Status.QUEUED, hand_over=_attempt(message))
        record_message(message)


def _attempt(message: Message) -> str:
    return f"attempt {message.attempts}"
