"""How far a message has come, and its timeline: one lattice for everything that moves a status."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from messaging.actors import Actor
from messaging.feed import record
from messaging.models import Answer, Instances, Message, StatusChange

# A late or repeated receipt can never take a message back: only a higher rank replaces a lower one.
# `failed` loses against delivered and read (some devices of a customer may fail, others not).
RANK = {
    Message.Status.HELD: 0,
    Message.Status.QUEUED: 1,
    Message.Status.SENDING: 2,
    Message.Status.UNCONFIRMED: 3,
    Message.Status.SENT: 4,
    Message.Status.FAILED: 5,
    Message.Status.DELIVERED: 6,
    Message.Status.READ: 7,
}

# A reaction is no quote.
_QUOTING = Instances(
    Message,
    ["id", "inbox", "conversation", "direction", "kind"],
    key="reply_to",
    where=f"own.kind <> '{Message.Kind.REACTION}'",
)

# Lines that are no status of a message, and the status that each implies.
IMPLIED_STATUS = {StatusChange.PLAYED: Message.Status.READ}


def status_reached(line: str) -> Message.Status:
    """Return the status that a message with this line of its history has reached."""
    return IMPLIED_STATUS.get(line) or Message.Status(line)


def outranks(new: str, old: str) -> bool:
    """Return whether a report of `new` moves a message that is `old`."""
    return old in RANK and RANK[Message.Status(new)] > RANK[Message.Status(old)]


def statuses_below(status: str) -> list[str]:
    """Return every status that `status` may replace: for conditional UPDATEs."""
    return [lower for lower, rank in RANK.items() if rank < RANK[Message.Status(status)]]


def record_message(
    message: Message,
    verb: str = "updated",
    *,
    was: Mapping[str, Any] | None = None,
    without: Collection[str] = (),
    by: Actor | None = None,
) -> None:
    """Record a message as changed. A reaction of ours is no line of the thread: what changed is its target. `was`: earlier
    values besides those of the columns that are remembered; `without`: columns of which they are not told."""
    if message.kind == Message.Kind.REACTION and message.direction == Message.Direction.OUTBOUND:
        if message.reply_to_id:
            record(
                "message.updated",
                message.reply_to_id,
                inbox_id=message.inbox_id,
                conversation_id=message.conversation_id,
            )
        return
    remembered = {name: value for name, value in message.earlier_shown.items() if name not in without}
    record(
        f"message.{verb}",
        message.pk,
        inbox_id=message.inbox_id,
        conversation_id=message.conversation_id,
        was={**remembered, **(was or {})},
        by=by,
    )
    message.remember()


def ask_quoting(quoted: Collection[int]) -> Answer[Message]:
    """Ask for the messages that quote one of these, by id: they show its first words and its external id."""
    return _QUOTING.asked(quoted)


def record_quoting(quoted: Collection[int]) -> None:
    """Record the messages that quote one of these as changed. One that another transaction is just writing is not among
    them: it may be shown with what was there until this one is committed, until it changes itself."""
    for quoting in _QUOTING.read(quoted):
        record_message(quoting)


def record_status(
    message: Message,
    status: str = "",
    *,
    verb: str = "updated",
    attempt: str = "",
    error: Mapping[str, Any] | None = None,
) -> None:
    """Keep that the message has reached a status (empty: its own) as a line of its timeline, and record the
    message as changed. ``error``: what the provider answered."""
    add_status_change(message, status or message.status, attempt=attempt, error=error)
    record_message(message, verb)


def add_status_change(
    message: Message, status: str, *, attempt: str = "", error: Mapping[str, Any] | None = None
) -> None:
    """One line of the timeline; the same one twice is one. ``error``: what the provider answered."""
    change = StatusChange(message=message, status=status, attempt=attempt, error=provider_answer(error))
    StatusChange.objects.bulk_create([change], ignore_conflicts=True)


def provider_answer(error: Mapping[str, Any] | None) -> dict[str, str] | None:
    """Return what a timeline keeps of an error: without the advice, which is for the newest only."""
    return {key: str(error.get(key, "")) for key in ("code", "title", "detail")} if error else None
