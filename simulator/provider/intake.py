"""Intake of a message of the business: its recipient, its content, and its later outcome. Sync.

Called with what a provider's own API parsed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from simulator import faults, wakeup
from simulator.models import SimulatedCustomer, SimulatedMedia, SimulatedMessage, SimulatedNumber
from simulator.provider import customers
from simulator.sending import Direction, Status, Timing, changing, is_twilio
from simulator.wire import SendRequest
from simulator.wire.meta import webhooks
from simulator.wire.twilio import forms

NO_SUCH_MESSAGE = 131009
OUTCOME_FAULTS = ("undeliverable", "fail", "no_receipts")


class NoSuchCustomer(Exception):
    """The user id belongs to no customer of this number."""


class Blocked(Exception):
    """The business blocked this customer."""


@dataclass(frozen=True, slots=True)
class BusinessMessage:
    """A message as it will be shown on the customer's phone; ``payload`` as `SimulatedMessage` stores it.

    ``free_form``: a template that was not approved, which goes only while the customer's window is open.
    """

    request: SendRequest
    body: str
    payload: dict[str, Any] = field(default_factory=dict)
    media: SimulatedMedia | None = None
    callback_url: str = ""
    send_at: datetime | None = None
    messaging_service_sid: str = ""
    is_reply: bool = False
    free_form: bool = False


def accept(number: SimulatedNumber, message: BusinessMessage, timing: Timing) -> SimulatedMessage:
    """Take a message of the business.

    A phone number that no customer has yet gets a customer, so that a demo can send a template to any.
    """
    request = message.request
    with changing(number.pk, wakeup.work()):
        customer = _recipient(number, request)
        if customer.blocked_at:
            raise Blocked("The business has blocked this user.")
        now = timezone.now()
        if customer.business_typing_until:
            number.customers.filter(pk=customer.pk).update(business_typing_until=None)
        on = faults.use_all(number, OUTCOME_FAULTS)
        judged = replace(request, kind="text") if message.free_form else request
        return SimulatedMessage.objects.create(
            customer=customer,
            direction=Direction.FROM_BUSINESS,
            wamid=_new_id(customer, message),
            kind=request.kind,
            body=message.body,
            payload=message.payload,
            media=message.media,
            callback_data=request.callback_data,
            callback_url=message.callback_url,
            messaging_service_sid=message.messaging_service_sid,
            is_reply=message.is_reply,
            reply_to=request.reply_to,
            status=Status.SCHEDULED if message.send_at else Status.ACCEPTED,
            fails_with=_failure_code(customer, judged, on, now),
            created_at=now,
            next_status_at=None
            if "no_receipts" in on
            else message.send_at or now + timing.before(Status.SENT),
        )


def _recipient(number: SimulatedNumber, request: SendRequest) -> SimulatedCustomer:
    if not request.bsuid:
        return customers.reach_customer(number, request.wa_id)
    customer = customers.find_customer(number, "", request.bsuid)
    if customer is None:
        raise NoSuchCustomer("Nobody has this user id.")
    return customer


def _new_id(customer: SimulatedCustomer, message: BusinessMessage) -> str:
    if is_twilio(customer.number):
        return forms.message_sid(message.media.media_id if message.media else "")
    return webhooks.new_wamid(customer.wa_id, inbound=False)


def _failure_code(
    customer: SimulatedCustomer, request: SendRequest, on: dict[str, dict[str, Any]], now: datetime
) -> int:
    """Return the code with which the message will fail, 0 when it will not; a reaction is applied."""
    for kind in ("fail", "undeliverable"):
        if kind in on:
            return faults.error_code(customer.number, kind, on[kind])
    # Somebody who never wrote has no window either: only a template may begin a conversation.
    closes = customer.window_closes_at
    if request.kind != "template" and (closes is None or closes <= now):
        return faults.FAULTS["window_closed"].codes[customer.number.provider]
    if request.kind == "reaction" and not _react(customer, request.part):
        return NO_SUCH_MESSAGE
    return 0


def _react(customer: SimulatedCustomer, part: dict[str, Any]) -> bool:
    """Set or remove the business's emoji on a message of the chat; return whether there is such a message."""
    target = customer.messages.filter(wamid=part["message_id"])
    return bool(target.update(business_reaction=part.get("emoji", "")))
