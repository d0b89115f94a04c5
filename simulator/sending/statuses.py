"""The statuses of messages at the fake provider, and the timer that advances them. Sync."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from simulator import wakeup
from simulator.models import SimulatedCustomer, SimulatedMessage, SimulatedNumber
from simulator.sending import queue, webhook_formatters
from simulator.sending.changes import changing
from simulator.sending.free_entry import open_free_entry
from simulator.sending.timing import Timing

Direction = SimulatedMessage.Direction
Status = SimulatedMessage.Status

# Meta shows "typing…" until the answer comes or this long (docs/design/providers.md A11).
TYPING = timedelta(seconds=25)
# From which statuses each may follow. `delivered` may be skipped, as when the chat lies open.
ALLOWED_BEFORE: dict[str, tuple[str, ...]] = {
    Status.SENT: (Status.SCHEDULED, Status.ACCEPTED),
    Status.DELIVERED: (Status.SENT,),
    Status.READ: (Status.SENT, Status.DELIVERED),
    Status.FAILED: (Status.SCHEDULED, Status.ACCEPTED, Status.SENT),
    Status.CANCELED: (Status.SCHEDULED,),
}
NEXT: dict[str, str] = {
    Status.SCHEDULED: Status.SENT,
    Status.ACCEPTED: Status.SENT,
    Status.SENT: Status.DELIVERED,
    Status.DELIVERED: Status.READ,
}
# `sent` is Meta's own doing; what follows is the customer's phone, which may be set to manual.
CUSTOMER_SIDE = (Status.SENT, Status.DELIVERED)


def mark_read(number: SimulatedNumber, wamid: str, *, typing: bool) -> bool:
    """Mark the customer's messages up to this one as read; return False when there is no such message."""
    inbound = SimulatedMessage.objects.filter(customer__number=number, direction=Direction.FROM_CUSTOMER)
    with changing(number.pk):
        last = inbound.filter(wamid=wamid).first()
        if last is None:
            return False
        now = timezone.now()
        upto = inbound.filter(customer_id=last.customer_id, pk__lte=last.pk)
        upto.exclude(status=Status.READ).update(status=Status.READ, read_at=now)
        if typing:
            number.customers.filter(pk=last.customer_id).update(business_typing_until=now + TYPING)
        return True


def set_receipts(customer: SimulatedCustomer, *, automatic: bool) -> None:
    """Set automatic receipts; messages that waited for a button advance, or stop advancing."""
    with changing(customer.number_id, wakeup.work()):
        SimulatedCustomer.objects.filter(pk=customer.pk).update(automatic_receipts=automatic)
        customer.messages.filter(direction=Direction.FROM_BUSINESS, status__in=CUSTOMER_SIDE).update(
            next_status_at=timezone.now() if automatic else None
        )


def set_status(message: SimulatedMessage, status: str, timing: Timing) -> bool:
    """Set a status by hand; return False when it cannot follow the present one."""
    with changing(message.customer.number_id, wakeup.work()):
        current = SimulatedMessage.objects.select_related("customer__number").get(pk=message.pk)
        if current.direction != Direction.FROM_BUSINESS:
            return False
        if current.status == Status.ACCEPTED and status != Status.FAILED:
            _advance([current], timing, timezone.now())  # the button was quicker than Meta
        if current.status not in ALLOWED_BEFORE[status]:
            return False
        _advance([current], timing, timezone.now(), status)
        return True


def cancel(message: SimulatedMessage) -> bool:
    """Take a scheduled message back; return False when it is scheduled no more. The caller holds `changing`."""
    if message.status != Status.SCHEDULED:
        return False
    _advance([message], Timing(), timezone.now(), Status.CANCELED)
    return True


def apply_due_statuses(timing: Timing, now: datetime, limit: int = 100) -> datetime | None:
    """Apply the statuses that are due; return when the next one is, None when none waits."""
    waiting = SimulatedMessage.objects.filter(next_status_at__isnull=False)
    due = waiting.filter(next_status_at__lte=now).order_by("next_status_at", "id")
    for number_id in set(due.values_list("customer__number", flat=True)[:limit]):
        with changing(number_id):
            of_number = due.filter(customer__number=number_id).select_related("customer__number")
            _advance(list(of_number[:limit]), timing, now)
    return waiting.order_by("next_status_at").values_list("next_status_at", flat=True).first()


def _advance(messages: list[SimulatedMessage], timing: Timing, now: datetime, status: str = "") -> None:
    """Move messages of the business on, to ``status`` or each to its next, and queue the webhooks that
    say so, in this order."""
    for message in messages:
        message.status = status or _next(message)
        following = _next(message) if _is_automatic(message) else None
        message.next_status_at = now + timing.before(following) if following else None
        if message.status != Status.CANCELED:
            setattr(message, f"{message.status}_at", now)
    SimulatedMessage.objects.bulk_update(
        messages, ["status", "next_status_at", "sent_at", "delivered_at", "read_at", "failed_at"]
    )
    for message in messages:
        if message.status == Status.SENT:
            open_free_entry(message.customer, now)
    if messages:
        reported = [each for message in messages if (each := webhook_formatters.format_status(message, now))]
        queue.enqueue(messages[0].customer.number, reported)


def _next(message: SimulatedMessage) -> str:
    """Return the status that follows by itself; empty when none does."""
    if message.fails_with and message.status in ALLOWED_BEFORE[Status.FAILED]:
        return str(Status.FAILED)
    return NEXT.get(message.status, "")


def _is_automatic(message: SimulatedMessage) -> bool:
    return message.customer.automatic_receipts and message.kind != "reaction"
