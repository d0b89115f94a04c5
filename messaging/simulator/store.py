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

from messaging.models.simulator import (
    SimulatedCustomer,
    SimulatedMessage,
    SimulatedNumber,
    SimulatedWebhook,
)
from messaging.simulator import bell, wire
from messaging.simulator.pace import Pace
from messaging.simulator.requests import SendRequest

Direction = SimulatedMessage.Direction
Status = SimulatedMessage.Status

# Meta shows "typing…" until the answer comes or this long (providers.md A11).
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
def changing(number_id: int, *bells: bell.Bell) -> Iterator[None]:
    """A transaction that changes what the phone page shows. Rings `bell.changes` and ``bells`` after it."""
    with transaction.atomic():
        SimulatedNumber.objects.filter(pk=number_id).update(revision=F("revision") + 1)
        for each in (bell.changes, *bells):
            transaction.on_commit(each.ring, robust=True)
        yield


def accept(number: SimulatedNumber, request: SendRequest, pace: Pace) -> SimulatedMessage | None:
    """Take a message of the business; None when its BSUID is nobody's.

    A phone number that no customer has yet gets a customer, so that a demo can write to any.
    """
    with changing(number.pk, bell.work):
        customer = _recipient(number, request)
        if customer is None:
            return None
        now = timezone.now()
        if customer.business_typing_until:
            number.customers.filter(pk=customer.pk).update(business_typing_until=None)
        return SimulatedMessage.objects.create(
            customer=customer,
            direction=Direction.FROM_BUSINESS,
            wamid=wire.new_wamid(customer.wa_id, inbound=False),
            kind=request.kind,
            body=request.body,
            callback_data=request.callback_data,
            reply_to=request.reply_to,
            status=Status.ACCEPTED,
            created_at=now,
            next_status_at=now + pace.before(Status.SENT),
        )


def _recipient(number: SimulatedNumber, request: SendRequest) -> SimulatedCustomer | None:
    if request.bsuid:
        return number.customers.filter(bsuid=request.bsuid).first()
    return _customer(number, request.wa_id, f"+{request.wa_id}")[0]


def _customer(number: SimulatedNumber, wa_id: str, name: str) -> tuple[SimulatedCustomer, bool]:
    return number.customers.get_or_create(
        wa_id=wa_id, defaults={"name": name, "bsuid": wire.bsuid_of(number.waba_id, wa_id)}
    )


def new_customer(number: SimulatedNumber, wa_id: str, name: str) -> tuple[SimulatedCustomer, bool]:
    """The customer with this number; the second value tells whether it was made now."""
    with changing(number.pk):
        return _customer(number, wa_id, name)


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


def write(customer: SimulatedCustomer, body: str, *, reply_to: str = "") -> SimulatedMessage:
    """The customer sends a text: shown with one tick, its webhook waiting to be posted."""
    with changing(customer.number_id, bell.work):
        now = timezone.now()
        message = SimulatedMessage.objects.create(
            customer=customer,
            direction=Direction.FROM_CUSTOMER,
            wamid=wire.new_wamid(customer.wa_id, inbound=True),
            body=body,
            reply_to=reply_to,
            status=Status.SENT,
            created_at=now,
            sent_at=now,
        )
        text = wire.Text(message.wamid, body, now, reply_to)
        webhook = wire.text_webhook(business_of(customer.number), customer_of(customer), text)
        SimulatedWebhook.objects.create(customer=customer, message=message, body=webhook)
        return message


def set_receipts(customer: SimulatedCustomer, *, automatic: bool) -> None:
    """Turn the switch; messages that waited for a button move on, or stop moving on."""
    with changing(customer.number_id, bell.work):
        SimulatedCustomer.objects.filter(pk=customer.pk).update(automatic_receipts=automatic)
        customer.messages.filter(direction=Direction.FROM_BUSINESS, status__in=PHONES_TURN).update(
            next_status_at=timezone.now() if automatic else None
        )


def step_by_hand(message: SimulatedMessage, status: str, pace: Pace) -> bool:
    """A button of the phone page; False when ``status`` cannot follow the one it has."""
    with changing(message.customer.number_id, bell.work):
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
        message.status = status or NEXT[message.status]
        following = NEXT.get(message.status) if message.customer.automatic_receipts else None
        message.next_status_at = now + pace.before(following) if following else None
        setattr(message, f"{message.status}_at", now)
    SimulatedMessage.objects.bulk_update(
        messages, ["status", "next_status_at", "sent_at", "delivered_at", "read_at", "failed_at"]
    )
    SimulatedWebhook.objects.bulk_create(_status_webhook(message, now) for message in messages)


def _status_webhook(message: SimulatedMessage, now: datetime) -> SimulatedWebhook:
    customer = message.customer
    said = wire.Status(message.wamid, message.status, now, message.callback_data)
    body = wire.status_webhook(business_of(customer.number), customer_of(customer), said)
    return SimulatedWebhook(customer=customer, body=body)


def business_of(number: SimulatedNumber) -> wire.Business:
    return wire.Business(number.waba_id, number.phone_number_id, number.display_number)


def customer_of(customer: SimulatedCustomer) -> wire.Customer:
    return wire.Customer(customer.wa_id, customer.bsuid, customer.name, customer.username)
