"""The ordinary progress of many messages at once: taken by the provider, and given to it. What is out of the ordinary
takes the way through `delivery_results`, one by one, which says what each of these changes is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from messaging.actions.core import record_message
from messaging.actions.updates.receipts import apply_pending_updates
from messaging.actors import Actor
from messaging.billing import charge_of
from messaging.feed import record_charge, recording
from messaging.models import Instances, Message, StatusChange, insert_rows, update_rows
from messaging.transports import Accepted

_CHANGED = ("status", "external_id", "error", "attempts", "next_attempt_at")
_SENDING = Instances(
    Message,
    [
        "id",
        "conversation",
        "inbox",
        "direction",
        "kind",
        "timestamp",
        "origin",
        "pricing",
        "superseded_ids",
        *_CHANGED,
    ],
    lock=True,
    skip_locked=True,
)


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message that the provider took: as it was sent, its locked row, the answer, and who reported it."""

    message: Message
    row: Message
    accepted: Accepted
    by: Actor


def lock_sending(message_ids: Collection[int]) -> dict[int, Message]:
    """Lock messages until COMMIT and return them by id, as far as their delivery needs it, without those that somebody else
    has locked: receipts lock inbox by inbox, so to wait for one while holding others could be to wait for ever."""
    return {row.pk: row for row in _SENDING.read(message_ids)}


def is_ordinary(row: Message | None, message: Message, accepted: Accepted) -> bool:
    """Return whether this answer is the first that is known of this attempt: no receipt, no retry was faster."""
    return (
        row is not None
        and row.status == Message.Status.SENDING
        and row.attempts == message.attempts
        and bool(accepted.external_id)
        and row.external_id in {None, "", accepted.external_id}
        and accepted.external_id not in row.superseded_ids
    )


@recording()
def advance_messages(sent: Sequence[Delivered], begun: Sequence[Message], *, by: Actor) -> None:
    """Record that `sent` were taken, which are ordinary, and that `begun` are being sent from now on, which are locked and
    new to the provider. Raises `IntegrityError` where it gave one of the ids before."""
    for one in sent:
        one.row.status, one.row.error = Message.Status.SENT, None
        one.row.external_id = one.accepted.external_id
        record_charge(None, charge_of(one.row))
    for message in begun:
        message.attempts += 1
        message.status, message.next_attempt_at = Message.Status.SENDING, None
    update_rows([*(one.row for one in sent), *begun], _CHANGED)
    insert_rows(
        [
            *(_line(one.row, one.accepted.external_id) for one in sent),
            *(_line(message, f"attempt {message.attempts}") for message in begun),
        ]
    )
    for one in sent:
        record_message(one.message, by=one.by)
    for message in begun:
        record_message(message)
    _apply_what_waited([one.row for one in sent])


def _line(message: Message, attempt: str | None) -> StatusChange:
    return StatusChange(message_id=message.pk, status=message.status, attempt=attempt or "")


def _apply_what_waited(rows: Sequence[Message]) -> None:
    of_inbox: dict[int, list[Message]] = {}
    for row in rows:
        of_inbox.setdefault(row.inbox_id, []).append(row)
    for inbox_id in sorted(of_inbox):
        apply_pending_updates(of_inbox[inbox_id][0].inbox, of_inbox[inbox_id])
