"""Taking a message of the business: for whom, with what, and what is to become of it. Sync.

Called with what a provider's own interface made of the request; raises `GraphError` where nothing is taken.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from simulator import faults, wakeup
from simulator.models import SimulatedCustomer, SimulatedMedia, SimulatedMessage, SimulatedNumber
from simulator.provider import customers
from simulator.sending import webhook_formatters
from simulator.sending.statuses import Direction, Status, changing
from simulator.sending.timing import Pace
from simulator.wire.meta import webhooks
from simulator.wire.meta.errors import coded
from simulator.wire.meta.requests import SendRequest
from simulator.wire.twilio import forms

NO_SUCH_MESSAGE = 131009
WHAT_BECOMES = ("undeliverable", "fail", "no_receipts")


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be shown on the customer's phone. ``payload`` as `SimulatedMessage` keeps it."""

    request: SendRequest
    body: str
    payload: dict[str, Any] = field(default_factory=dict)
    media: SimulatedMedia | None = None
    callback_url: str = ""


def accept(number: SimulatedNumber, parcel: Parcel, pace: Pace) -> SimulatedMessage:
    """Take a message of the business.

    A phone number that no customer has yet gets a customer, so that a demo can write to any.
    """
    request = parcel.request
    with changing(number.pk, wakeup.work):
        customer = _recipient(number, request)
        now = timezone.now()
        if customer.business_typing_until:
            number.customers.filter(pk=customer.pk).update(business_typing_until=None)
        on = faults.use(number, WHAT_BECOMES)
        return SimulatedMessage.objects.create(
            customer=customer,
            direction=Direction.FROM_BUSINESS,
            wamid=_new_id(customer, parcel),
            kind=request.kind,
            body=parcel.body,
            payload=parcel.payload,
            media=parcel.media,
            callback_data=request.callback_data,
            callback_url=parcel.callback_url,
            reply_to=request.reply_to,
            status=Status.ACCEPTED,
            fails_with=_failure(customer, request, on, now),
            created_at=now,
            next_status_at=None if "no_receipts" in on else now + pace.before(Status.SENT),
        )


def _recipient(number: SimulatedNumber, request: SendRequest) -> SimulatedCustomer:
    if not request.bsuid:
        return customers.customer_with(number, request.wa_id, f"+{request.wa_id}")[0]
    customer = number.customers.filter(bsuid=request.bsuid).first()
    if customer is None:
        raise coded(131026, "Nobody has this user id.")
    return customer


def _new_id(customer: SimulatedCustomer, parcel: Parcel) -> str:
    if webhook_formatters.is_twilio(customer.number):
        return forms.new_sid("MM" if parcel.media else "SM")
    return webhooks.new_wamid(customer.wa_id, inbound=False)


def _failure(
    customer: SimulatedCustomer, request: SendRequest, on: dict[str, dict[str, Any]], now: datetime
) -> int:
    """The code with which it will fail, 0 when it will not. Reacting happens on the way."""
    for kind in ("fail", "undeliverable"):
        if kind in on:
            return faults.code_of(customer.number, kind, on[kind])
    # A customer who never wrote has no window that could have closed: a demo may write to anybody.
    closes = customer.window_closes_at
    if request.kind != "template" and closes and closes <= now:
        return faults.FAULTS["window_closed"].codes[customer.number.provider]
    if request.kind == "reaction" and not _react(customer, request.part):
        return NO_SUCH_MESSAGE
    return 0


def _react(customer: SimulatedCustomer, part: dict[str, Any]) -> bool:
    """Hang the business's emoji on a message of the chat, or take it down; whether there is such a message."""
    target = customer.messages.filter(wamid=part["message_id"])
    return bool(target.update(business_reaction=part.get("emoji", "")))
