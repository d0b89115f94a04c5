"""The body and the URL of a webhook in each provider's format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from simulator.models import SimulatedCustomer, SimulatedMessage, SimulatedNumber, SimulatedTemplate
from simulator.sending.free_entry import free_entry_of
from simulator.wire import Business, Customer, CustomerMessage, StatusUpdate
from simulator.wire.meta import webhooks
from simulator.wire.twilio import forms


@dataclass(frozen=True, slots=True)
class OutgoingWebhook:
    """A webhook to be queued; ``url`` where it has one of its own."""

    body: str
    message: SimulatedMessage | None = None
    url: str = ""


def is_twilio(number: SimulatedNumber) -> bool:
    return number.provider == SimulatedNumber.Provider.TWILIO


def business_of(number: SimulatedNumber) -> Business:
    return Business(number.waba_id, number.phone_number_id, number.display_number)


def customer_of(customer: SimulatedCustomer) -> Customer:
    """Return the customer as the provider names them: without the phone number when it is hidden."""
    wa_id = "" if customer.hidden else customer.wa_id
    return Customer(wa_id, customer.bsuid, customer.name, customer.username)


def format_message(customer: SimulatedCustomer, message: CustomerMessage) -> str | None:
    """Return the body that reports a customer's message; None where the provider reports none."""
    number, person = customer.number, customer_of(customer)
    if is_twilio(number):
        return forms.message_form(number.waba_id, number.phone_number_id, person, message)
    return webhooks.message_webhook(business_of(number), person, message)


def format_status(message: SimulatedMessage, at: datetime) -> OutgoingWebhook | None:
    """Return the webhook that reports a status of a message of the business; None where none was asked for."""
    customer = message.customer
    number, person = customer.number, customer_of(customer)
    if is_twilio(number):
        if not message.callback_url:
            return None
        error = message.fails_with or forms.UNDELIVERABLE
        word = forms.status_word(str(message.status), sent=message.sent_at is not None)
        step = (message.wamid, word, error if message.status == "failed" else 0)
        body = forms.status_form(number.waba_id, number.phone_number_id, person, step)
        return OutgoingWebhook(body, url=message.callback_url)
    error = message.fails_with or webhooks.UNDELIVERABLE
    category, free_until = _price_category(message), free_entry_of(message)
    update = StatusUpdate(
        message.wamid, message.status, at, message.callback_data, error, category, free_until
    )
    return OutgoingWebhook(webhooks.status_webhook(business_of(number), person, update))


def _price_category(message: SimulatedMessage) -> str:
    """Return what Meta prices a message as: a template as what it was approved for, anything else as service."""
    if message.kind != "template":
        return "service"
    template = SimulatedTemplate.objects.filter(
        number=message.customer.number, name=str(message.payload.get("name", ""))
    ).first()
    return template.category.lower() if template else "utility"
