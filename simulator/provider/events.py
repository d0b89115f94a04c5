"""Events at the provider that no message causes, reported to the business by webhooks. Sync."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from messaging.errors import Conflict, ConsoleError
from simulator import wakeup
from simulator.models import (
    SimulatedCustomer,
    SimulatedMessage,
    SimulatedNumber,
    SimulatedTemplate,
    SimulatedWebhook,
)
from simulator.provider import customer_actions
from simulator.sending import (
    Direction,
    OutgoingWebhook,
    Status,
    business_of,
    changing,
    customer_of,
    enqueue,
    is_twilio,
)
from simulator.wire import Business, CustomerMessage, StatusUpdate, text_message
from simulator.wire.meta import webhook_bodies, webhooks

LARGEST_BATCH = 1000
QUALITIES = {"GREEN": "UNFLAGGED", "YELLOW": "FLAGGED", "RED": "FLAGGED"}
TEMPLATE_EVENTS = ("APPROVED", "REJECTED", "PENDING", "PAUSED", "DISABLED", "REINSTATED", "FLAGGED")
STATUS_AFTER = {"REINSTATED": "APPROVED", "FLAGGED": "APPROVED"}


@dataclass(frozen=True, slots=True)
class Event:
    """An event at a number, for some kinds about a customer; ``settings`` as the page gave them."""

    number: SimulatedNumber
    customer: SimulatedCustomer | None
    settings: dict[str, Any]

    @property
    def business(self) -> Business:
        return business_of(self.number)

    @property
    def required_customer(self) -> SimulatedCustomer:
        if self.customer is None:
            raise ConsoleError.field("customer", "Say whom this is about.")
        return self.customer

    def integer(self, name: str, default: int, most: int) -> int:
        value = self.settings.get(name, default)
        if type(value) is not int or not 1 <= value <= most:
            raise ConsoleError.field(name, f"Between 1 and {most}.")
        return value

    def word(self, name: str, default: str, words: tuple[str, ...]) -> str:
        value = self.settings.get(name, default)
        if value not in words:
            raise ConsoleError.field(name, f"One of {', '.join(words)}.")
        return str(value)


def trigger(kind: str, event: Event) -> None:
    """Trigger one of `EVENTS`; raise `Conflict` where the provider does not have it."""
    if is_twilio(event.number):
        raise Conflict(customer_actions.UNSUPPORTED_BY_TWILIO)
    with changing(event.number.pk, wakeup.work()):
        if reported := EVENTS[kind](event):
            enqueue(event.number, [OutgoingWebhook(reported)])


def replace_token(number: SimulatedNumber) -> str:
    """Replace the access token and return the new one; the fault `expired_token` ends."""
    token = secrets.token_hex(16) if is_twilio(number) else secrets.token_urlsafe(32)
    with changing(number.pk):
        SimulatedNumber.objects.filter(pk=number.pk).update(access_token=token)
        number.faults.filter(kind="expired_token").delete()
    return token


def change_template_status(template: SimulatedTemplate, event: str, reason: str) -> None:
    """Approve, reject or pause a template."""
    number = template.number
    with changing(number.pk, wakeup.work()):
        template.status, template.reason = STATUS_AFTER.get(event, event), reason
        template.save(update_fields=["status", "reason"])
        if not is_twilio(number):
            business = business_of(number)
            reported = webhook_bodies.template_status(
                business, _template_name(template), event, reason, timezone.now()
            )
            enqueue(number, [OutgoingWebhook(reported)])


def change_template_quality(template: SimulatedTemplate, score: str) -> None:
    number, before = template.number, template.quality
    if is_twilio(number):
        raise Conflict(customer_actions.UNSUPPORTED_BY_TWILIO)
    with changing(number.pk, wakeup.work()):
        template.quality = score
        template.save(update_fields=["quality"])
        business = business_of(number)
        reported = webhook_bodies.template_quality(
            business, _template_name(template), (before, score), timezone.now()
        )
        enqueue(number, [OutgoingWebhook(reported)])


def _template_name(template: SimulatedTemplate) -> webhook_bodies.TemplateName:
    return webhook_bodies.TemplateName(
        template.template_id, template.name, template.language, template.category
    )


def _batch(event: Event) -> str:
    """Post many texts of one customer in one body."""
    customer, now = event.required_customer, timezone.now()
    count = event.integer("count", LARGEST_BATCH, LARGEST_BATCH)
    rows = [_batch_message(customer, f"Message {place} of {count}", now) for place in range(1, count + 1)]
    SimulatedMessage.objects.bulk_create(rows)
    SimulatedCustomer.objects.filter(pk=customer.pk).update(
        window_closes_at=now + customer_actions.SERVICE_WINDOW
    )
    message = [text_message(row.wamid, row.body, now) for row in rows]
    body = webhooks.message_webhook(event.business, customer_of(customer), *message)
    SimulatedWebhook.objects.create(number=event.number, body=body, batching=SimulatedWebhook.Batching.ALONE)
    return ""


def _batch_message(customer: SimulatedCustomer, body: str, now: Any) -> SimulatedMessage:
    return SimulatedMessage(
        customer=customer,
        direction=Direction.FROM_CUSTOMER,
        wamid=webhooks.new_wamid(customer.wa_id, inbound=True),
        body=body,
        payload={"body": body},
        status=Status.DELIVERED,
        created_at=now,
        sent_at=now,
        delivered_at=now,
    )


def _echo(event: Event) -> str:
    """Report a message that was sent from the business's own phone."""
    message = _written_elsewhere(event, "I answer from the shop's phone.")
    return webhook_bodies.echo(event.business, customer_of(event.required_customer), message)


def _agent_answers(event: Event) -> str:
    """Report a message that Meta's Business Agent wrote: it answers the conversation from now on."""
    message = _written_elsewhere(event, "I am the shop's assistant. How can I help you?")
    return webhook_bodies.agent_echo(event.business, customer_of(event.required_customer), message)


def _agent_leaves(event: Event) -> str:
    person = customer_of(event.required_customer)
    return webhook_bodies.control_passed(event.business, person, timezone.now())


def _written_elsewhere(event: Event, words: str) -> CustomerMessage:
    """Put a message on the customer's phone that the console did not send."""
    customer, now = event.required_customer, timezone.now()
    text = str(event.settings.get("text") or words)[:4096]
    message = text_message(webhooks.new_wamid(customer.wa_id, inbound=False), text, now)
    SimulatedMessage.objects.create(
        customer=customer,
        direction=Direction.FROM_BUSINESS,
        wamid=message.wamid,
        body=text,
        payload=message.part,
        status=Status.DELIVERED,
        created_at=now,
        sent_at=now,
        delivered_at=now,
    )
    return message


def _history(event: Event) -> str:
    """Report a chunk of last month's messages from the business's own phone."""
    customer, count = event.required_customer, event.integer("count", 6, LARGEST_BATCH)
    then = timezone.now() - timedelta(days=30)
    reported = [_past_message(customer, place, then + timedelta(minutes=place)) for place in range(count)]
    return webhook_bodies.history(event.business, customer_of(customer), reported)


def _past_message(customer: SimulatedCustomer, place: int, at: Any) -> tuple[str, CustomerMessage]:
    ours = place % 2 == 1
    wamid = webhooks.new_wamid(customer.wa_id, inbound=not ours)
    words = f"An answer of last month ({place + 1})" if ours else f"A question of last month ({place + 1})"
    return ("business" if ours else "customer"), text_message(wamid, words, at)


def _quality(event: Event) -> str:
    value = event.word("value", "RED", tuple(QUALITIES))
    SimulatedNumber.objects.filter(pk=event.number.pk).update(quality=value)
    limit = "TIER_2K" if value == "GREEN" else "TIER_250"
    return webhook_bodies.number_quality(event.business, QUALITIES[value], limit, timezone.now())


def _preference(value: str) -> Callable[[Event], str]:
    def announce(event: Event) -> str:
        person = customer_of(event.required_customer)
        return webhook_bodies.preference(event.business, person, value, timezone.now())

    return announce


def _account(kind: str) -> Callable[[Event], str]:
    return lambda event: webhook_bodies.account_update(event.business, kind, timezone.now())


def _alert(event: Event) -> str:
    return webhook_bodies.account_alert(
        event.business, "INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED", timezone.now()
    )


def _account_error(event: Event) -> str:
    return webhook_bodies.account_errors(event.business, event.integer("code", 130429, 10_000_000))


def _not_understood(event: Event) -> str:
    """Report something signed that no version of the console understands: a dead letter."""
    value = {"messaging_product": "whatsapp", "metadata": webhooks.metadata(event.business)}
    return webhooks.change(event.business, "messages", value | {"messages": [{"hologram": True}]})


def _stray_receipt(event: Event) -> str:
    """Report a receipt of a message that the console never sent."""
    customer = event.required_customer
    message = StatusUpdate(webhooks.new_wamid(customer.wa_id, inbound=False), "delivered", timezone.now())
    return webhooks.status_webhook(event.business, customer_of(customer), message)


EVENTS: dict[str, Callable[[Event], str]] = {
    "batch": _batch,
    "echo": _echo,
    "agent_answers": _agent_answers,
    "agent_leaves": _agent_leaves,
    "history": _history,
    "marketing_stop": _preference("stop"),
    "marketing_resume": _preference("resume"),
    "quality": _quality,
    "account_alert": _alert,
    "account_restriction": _account("ACCOUNT_RESTRICTION"),
    "account_violation": _account("ACCOUNT_VIOLATION"),
    "account_disabled": _account("DISABLED_UPDATE"),
    "error": _account_error,
    "nonsense": _not_understood,
    "stray_receipt": _stray_receipt,
}
