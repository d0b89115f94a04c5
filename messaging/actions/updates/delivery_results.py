"""What became of an attempt to send a message."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from messaging.actions.conversation import record_conversation
from messaging.actions.core import add_status_change, outranks, record_message, record_status
from messaging.actions.updates.receipts import apply_pending_updates
from messaging.actors import Actor
from messaging.billing import charge_of
from messaging.feed import record_charge, recording, savepoint
from messaging.models import Conversation, Message, Reaction, StatusChange
from messaging.transports import Accepted

log = logging.getLogger(__name__)


@recording()
def mark_sending(message: Message, *, by: Actor) -> None:
    """Mark a message as being sent; from here on a crash leaves its outcome unknown."""
    message.attempts += 1
    message.status = Message.Status.SENDING
    message.next_attempt_at = None
    message.save(update_fields=["attempts", "status", "next_attempt_at"])
    record_status(message, attempt=_attempt(message))


@recording()
def mark_sent(message: Message, accepted: Accepted, *, by: Actor) -> None:
    """Record that the provider took this attempt. Receipts and an agent's retry may have been faster; what
    they brought is kept, only what they did not know is added."""
    row = Message.objects.select_for_update(no_key=True).filter(pk=message.pk).first()
    if row is None:  # deleted meanwhile
        return
    if row.attempts != message.attempts or accepted.external_id in row.superseded_ids:
        _remember_earlier(row, accepted.external_id)
        return
    before = charge_of(row)
    newer = row.external_id not in {None, "", accepted.external_id}
    if newer:
        # What stands there came with a receipt of an earlier, unconfirmed attempt, and so did its "failed".
        _remember_earlier(row, row.external_id)
    moves = outranks(Message.Status.SENT, row.status) or (newer and row.status == Message.Status.FAILED)
    if moves:
        row.status, row.error = Message.Status.SENT, None
        add_status_change(message, Message.Status.SENT, attempt=accepted.external_id or _attempt(message))
    _save_with_id(row, accepted.external_id or row.external_id)
    record_charge(before, charge_of(row))
    record_message(message)


def _remember_earlier(row: Message, external_id: str | None) -> None:
    """Keep the id of an attempt that another one has replaced: its late "failed" changes nothing."""
    if external_id and external_id not in row.superseded_ids:
        row.superseded_ids = [*row.superseded_ids, external_id]
        row.save(update_fields=["superseded_ids"])


def _save_with_id(row: Message, external_id: str | None) -> None:
    before, row.external_id = row.external_id, external_id
    try:
        with savepoint():
            row.save(update_fields=["external_id", "status", "error"])
    except IntegrityError:
        row.external_id = external_id if _absorb_echo(row, external_id) else before
        row.save(update_fields=["external_id", "status", "error"])
    if row.external_id != before:
        apply_pending_updates(row.inbox, [row])


def _absorb_echo(row: Message, external_id: str | None) -> bool:
    """Merge the echo of this very message, which came before its answer and looked like one that was
    written elsewhere. Returns False when the id is another message's of the console."""
    elsewhere = [Message.Origin.PHONE, Message.Origin.OTHER, Message.Origin.HISTORY]
    echoes = Message.objects.filter(inbox=row.inbox_id, external_id=external_id, origin__in=elsewhere)
    echo = echoes.exclude(pk=row.pk).first()
    if echo is None:
        # The message went out all the same; its receipts are found by our own id.
        log.error("A provider gave one id to two messages", extra={"message_id": row.pk})
        return False
    lines = [_line(row, one) for one in echo.changes.all()]
    StatusChange.objects.bulk_create(lines, ignore_conflicts=True)
    Reaction.objects.filter(message=echo).update(message=row)
    for answer in Message.objects.filter(reply_to=echo):
        answer.reply_to = row
        answer.save(update_fields=["reply_to"])
        record_message(answer)
    for conversation in Conversation.objects.filter(last_message=echo):
        conversation.last_message = row
        conversation.save(update_fields=["last_message"])
        record_conversation(conversation)
    if outranks(echo.status, row.status):
        row.status, row.error = echo.status, None
    echo.delete()
    return True


def _line(row: Message, of_echo: StatusChange) -> StatusChange:
    return StatusChange(
        message=row,
        status=of_echo.status,
        at=of_echo.at,
        provider_at=of_echo.provider_at,
        attempt=of_echo.attempt,
        error=of_echo.error,
    )


@recording()
def mark_failed(message: Message, error: dict[str, Any], *, by: Actor) -> None:
    """Record that the provider refused this attempt for good."""
    _end_attempt(message, Message.Status.FAILED, error)


@recording()
def mark_unconfirmed(message: Message, error: dict[str, Any], *, by: Actor) -> None:
    """Nobody knows whether this attempt went out: it is shown, and never sent again by itself."""
    _end_attempt(message, Message.Status.UNCONFIRMED, error)


def _end_attempt(message: Message, status: Message.Status, error: dict[str, Any]) -> None:
    """Only while the row still is in this very attempt: a later one must not suffer from it."""
    # A refusal that comes after the lease was lost still tells more than "unconfirmed".
    open_ended = [Message.Status.SENDING, Message.Status.UNCONFIRMED]
    rows = Message.objects.filter(pk=message.pk, attempts=message.attempts, status__in=open_ended)
    if rows.exclude(status=status).update(status=status, error=error):
        record_status(message, status, attempt=_attempt(message), error=error)


@recording()
def postpone(
    message: Message, next_attempt_at: datetime, error: dict[str, Any], *, counted: bool = True, by: Actor
) -> None:
    """Put a message that the provider did not take now back to the head of its lane.

    An attempt that is not `counted` was refused because of the inbox; it uses up nothing of the message's
    budget, and the timeline shows it once however often it is repeated.
    """
    moved = Message.objects.filter(
        pk=message.pk, status=Message.Status.SENDING, attempts=message.attempts
    ).update(
        status=Message.Status.QUEUED,
        next_attempt_at=next_attempt_at,
        error=error,
        attempts=message.attempts if counted else message.attempts - 1,
    )
    if moved:
        record_status(message, Message.Status.QUEUED, attempt=_attempt(message), error=error)


def _attempt(message: Message) -> str:
    return f"attempt {message.attempts}"
