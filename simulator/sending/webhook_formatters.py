"""How each provider tells the business: the body of a webhook, and where it goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from simulator.models import SimulatedCustomer, SimulatedMessage, SimulatedNumber
from simulator.wire.meta import webhooks
from simulator.wire.twilio import forms


@dataclass(frozen=True, slots=True)
class Told:
    """One webhook to be: its body, and a URL of its own where it has one."""

    body: str
    message: SimulatedMessage | None = None
    url: str = ""


def is_twilio(number: SimulatedNumber) -> bool:
    return number.provider == SimulatedNumber.Provider.TWILIO


def business_of(number: SimulatedNumber) -> webhooks.Business:
    return webhooks.Business(number.waba_id, number.phone_number_id, number.display_number)


def customer_of(customer: SimulatedCustomer) -> webhooks.Customer:
    """As the provider names the customer: without the phone when it is hidden."""
    wa_id = "" if customer.hidden else customer.wa_id
    return webhooks.Customer(wa_id, customer.bsuid, customer.name, customer.username)


def of_message(customer: SimulatedCustomer, said: webhooks.Said) -> str | None:
    """A customer's message as this provider tells it; None when it does not."""
    number, person = customer.number, customer_of(customer)
    if is_twilio(number):
        return forms.message_form(number.waba_id, number.phone_number_id, person, said)
    return webhooks.message_webhook(business_of(number), person, said)


def of_status(message: SimulatedMessage, at: datetime) -> Told | None:
    """A step of a message of the business; None where nobody asked to be told."""
    customer = message.customer
    number, person = customer.number, customer_of(customer)
    if is_twilio(number):
        if not message.callback_url:
            return None
        error = message.fails_with or forms.UNDELIVERABLE
        step = (message.wamid, message.status, error if message.status == "failed" else 0)
        body = forms.status_form(number.waba_id, number.phone_number_id, person, step)
        return Told(body, url=message.callback_url)
    error = message.fails_with or webhooks.UNDELIVERABLE
    said = webhooks.Status(message.wamid, message.status, at, message.callback_data, error)
    return Told(webhooks.status_webhook(business_of(number), person, said))
