"""After a restored backup: what it says is still to be done may have been done since it was made."""

from __future__ import annotations

from dataclasses import dataclass

from messaging.actions.core import record_message
from messaging.actors import Actor
from messaging.errors import Advice
from messaging.feed import recording, renew_epochs
from messaging.models import Conversation, Job, Message, OutboxLane, StatusChange

RESTORED = {
    "code": "restored",
    "title": "It is not known whether this message went out",
    "detail": "It had not been sent when the backup was made from which the database was restored.",
    "action": "Ask the customer. If it arrived, confirm it; if not, send it again.",
    "advice": Advice.NONE,
}
UNSENT = (Message.Status.HELD, *Message.WAITING)
# What the customer sees, and what meant a moment that is over. Fetching files, templates and missed messages is
# harmless and wanted all the more.
VISIBLE_JOBS = (Job.Kind.MARK_READ, Job.Kind.SHOW_TYPING, Job.Kind.TAKE_CONTROL)
BATCH = 200


@dataclass(frozen=True, slots=True)
class Restored:
    """What was found and done: messages now unconfirmed by the status they had, jobs dropped and kept, feeds renewed."""

    messages: dict[str, int]
    dropped_jobs: int
    kept_jobs: int
    feeds: int


def mark_unsent_unconfirmed(*, by: Actor) -> Restored:
    """Make every message that is held, queued or being sent unconfirmed, so that an agent decides; drop the jobs that
    a customer would see, and renew every feed's epoch. Return what was found.

    Each batch is a transaction of its own. Run again, it finds nothing.
    """
    messages = dict.fromkeys(UNSENT, 0)
    while found := _mark_batch(by=by):
        for status in found:
            messages[Message.Status(status)] += 1
    _forget_schedules()
    dropped, kept = _drop_visible_jobs(by=by)
    return Restored({str(status): count for status, count in messages.items()}, dropped, kept, renew_epochs())


@recording()
def _mark_batch(*, by: Actor) -> list[str]:
    """Make up to `BATCH` messages unconfirmed; return the statuses that they had."""
    unsent = Message.objects.filter(status__in=UNSENT)
    rows = list(unsent.order_by("conversation", "pk").values_list("pk", "conversation")[:BATCH])
    # Lanes come before messages: the order in which workers take their locks.
    OutboxLane.objects.filter(conversation__in={conversation for _, conversation in rows}).update(
        due_at=None, lease_token=None, lease_until=None, woken_at=None
    )
    locked = unsent.filter(pk__in=[pk for pk, _ in rows]).select_for_update(of=("self",), no_key=True)
    messages = list(locked.order_by("pk"))
    had = [message.status for message in messages]
    for message in messages:
        message.status, message.error, message.next_attempt_at = Message.Status.UNCONFIRMED, RESTORED, None
    Message.objects.bulk_update(messages, ["status", "error", "next_attempt_at"])
    StatusChange.objects.bulk_create([_line(message) for message in messages], ignore_conflicts=True)
    for message in messages:
        record_message(message)
    return had


def _line(message: Message) -> StatusChange:
    error = {key: RESTORED[key] for key in ("code", "title", "detail")}
    return StatusChange(message=message, status=message.status, attempt="restored", error=error)


def _forget_schedules() -> None:
    """Nothing is scheduled any more. The renewed epochs tell consoles to read everything again."""
    Conversation.objects.filter(scheduled_at__isnull=False).update(scheduled_at=None)


@recording()
def _drop_visible_jobs(*, by: Actor) -> tuple[int, int]:
    """Return how many jobs were dropped, and how many are left."""
    dropped = Job.objects.filter(kind__in=VISIBLE_JOBS).delete()[0]
    return dropped, Job.objects.count()
