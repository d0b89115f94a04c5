"""What happens at the fake Meta: messages, statuses, customers. Sync; called in its own threads.

Every change goes through `changing`, which locks its number's row first: so the writers of one
number come one after the other, never lock each other out, and each sees what the one before did.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from simulator import wakeup
from simulator.models import SimulatedCustomer, SimulatedMessage, SimulatedNumber
from simulator.sending import queue, webhook_formatters
from simulator.sending.timing import Pace

Direction = SimulatedMessage.Direction
Status = SimulatedMessage.Status

# Meta shows "typing…" until the answer comes or this long (docs/design/providers.md A11).
TYPING = timedelta(seconds=25)
# From which statuses each may follow. `delivered` may be skipped, as when the chat lies open.
BEFORE: dict[str, tuple[str, ...]] = {
    Status.SENT: (Status.ACCEPTED,),
    Status.DELIVERED: (Status.SENT,),
    Status.READ: (Status.SENT, Status.DELIVERED),
    Status.FAILED: (Status.ACCEPTED, Status.SENT),
}
NEXT: dict[str, str] = {
    Status.ACCEPTED: Status.SENT,
    Status.SENT: Status.DELIVERED,
    Status.DELIVERED: Status.READ,
}
# `sent` is Meta's own doing; what follows is the customer's phone, which may be set to manual.
PHONES_TURN = (Status.SENT, Status.DELIVERED)


@contextmanager
def changing(number_id: int, *bells: wakeup.Bell) -> Iterator[None]:
    """A transaction that changes what the phone page shows. Rings `bell.changes` and ``bells`` after it."""
    with transaction.atomic():
        SimulatedNumber.objects.filter(pk=number_id).update(revision=F("revision") + 1)
        for each in (wakeup.changes, *bells):
            transaction.on_commit(each.ring, robust=True)
        yield


def mark_read(number: SimulatedNumber, wamid: str, *, typing: bool) -> bool:
    """The business read the customer's messages up to this one; False when there is none such."""
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
    """Turn the switch; messages that waited for a button move on, or stop moving on."""
    with changing(customer.number_id, wakeup.work):
        SimulatedCustomer.objects.filter(pk=customer.pk).update(automatic_receipts=automatic)
        customer.messages.filter(direction=Direction.FROM_BUSINESS, status__in=PHONES_TURN).update(
            next_status_at=timezone.now() if automatic else None
        )


def step_by_hand(message: SimulatedMessage, status: str, pace: Pace) -> bool:
    """A button of the phone page; False when ``status`` cannot follow the one it has."""
    with changing(message.customer.number_id, wakeup.work):
        current = SimulatedMessage.objects.select_related("customer__number").get(pk=message.pk)
        if current.direction != Direction.FROM_BUSINESS:
            return False
        if current.status == Status.ACCEPTED and status != Status.FAILED:
            _step([current], pace, timezone.now())  # the button was quicker than Meta
        if current.status not in BEFORE[status]:
            return False
        _step([current], pace, timezone.now(), status)
        return True


def step_due(pace: Pace, now: datetime, limit: int = 100) -> datetime | None:
    """Do the statuses whose time has come; when the next one's comes, or None when none waits."""
    waiting = SimulatedMessage.objects.filter(next_status_at__isnull=False)
    due = waiting.filter(next_status_at__lte=now).order_by("next_status_at", "id")
    for number_id in set(due.values_list("customer__number", flat=True)[:limit]):
        with changing(number_id):
            of_number = due.filter(customer__number=number_id).select_related("customer__number")
            _step(list(of_number[:limit]), pace, now)
    return waiting.order_by("next_status_at").values_list("next_status_at", flat=True).first()


def _step(messages: list[SimulatedMessage], pace: Pace, now: datetime, status: str = "") -> None:
    """Move messages of the business on, to ``status`` or each to its next, and queue the webhooks that
    say so, in this order."""
    for message in messages:
        message.status = status or _next(message)
        following = _next(message) if _moves_by_itself(message) else None
        message.next_status_at = now + pace.before(following) if following else None
        setattr(message, f"{message.status}_at", now)
    SimulatedMessage.objects.bulk_update(
        messages, ["status", "next_status_at", "sent_at", "delivered_at", "read_at", "failed_at"]
    )
    if messages:
        told = [each for message in messages if (each := webhook_formatters.of_status(message, now))]
        queue.put(messages[0].customer.number, told)


def _next(message: SimulatedMessage) -> str:
    """What follows by itself; empty when nothing does."""
    if message.fails_with and message.status in BEFORE[Status.FAILED]:
        return str(Status.FAILED)
    return NEXT.get(message.status, "")


def _moves_by_itself(message: SimulatedMessage) -> bool:
    return message.customer.automatic_receipts and message.kind != "reaction"
