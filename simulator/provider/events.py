"""Things that happen at the provider without anybody writing: told to the business by webhooks. Sync."""

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
from simulator.sending import queue, webhook_formatters
from simulator.sending.statuses import Direction, Status, changing
from simulator.sending.webhook_formatters import Told
from simulator.wire.meta import webhook_bodies, webhooks

LARGEST_BATCH = 1000
QUALITIES = {"GREEN": "UNFLAGGED", "YELLOW": "FLAGGED", "RED": "FLAGGED"}
TEMPLATE_EVENTS = ("APPROVED", "REJECTED", "PENDING", "PAUSED", "DISABLED", "REINSTATED", "FLAGGED")
AFTER = {"REINSTATED": "APPROVED", "FLAGGED": "APPROVED"}


@dataclass(frozen=True, slots=True)
class Happening:
    """One event to be: at a number, for some about a customer; ``settings`` as the page gave them."""

    number: SimulatedNumber
    customer: SimulatedCustomer | None
    settings: dict[str, Any]

    @property
    def business(self) -> webhooks.Business:
        return webhook_formatters.business_of(self.number)

    @property
    def somebody(self) -> SimulatedCustomer:
        if self.customer is None:
            raise ConsoleError.field("customer", "Say whom this is about.")
        return self.customer

    def whole(self, name: str, default: int, most: int) -> int:
        value = self.settings.get(name, default)
        if type(value) is not int or not 1 <= value <= most:
            raise ConsoleError.field(name, f"Between 1 and {most}.")
        return value

    def word(self, name: str, default: str, words: tuple[str, ...]) -> str:
        value = self.settings.get(name, default)
        if value not in words:
            raise ConsoleError.field(name, f"One of {', '.join(words)}.")
        return str(value)


def happen(kind: str, happening: Happening) -> None:
    """One of `EVENTS`; raises `Conflict` where the provider does not have it."""
    if webhook_formatters.is_twilio(happening.number):
        raise Conflict(customer_actions.NOT_TOLD)
    with changing(happening.number.pk, wakeup.work):
        if told := EVENTS[kind](happening):
            queue.put(happening.number, [Told(told)])


def new_token(number: SimulatedNumber) -> str:
    """Meta's page shows a new token, once; the old one is dead and `expired_token` over."""
    token = secrets.token_hex(16) if webhook_formatters.is_twilio(number) else secrets.token_urlsafe(32)
    with changing(number.pk):
        SimulatedNumber.objects.filter(pk=number.pk).update(access_token=token)
        number.faults.filter(kind="expired_token").delete()
    return token


def template_event(template: SimulatedTemplate, event: str, reason: str) -> None:
    """The provider approves, refuses or pauses a template."""
    number = template.number
    with changing(number.pk, wakeup.work):
        template.status, template.reason = AFTER.get(event, event), reason
        template.save(update_fields=["status", "reason"])
        if not webhook_formatters.is_twilio(number):
            business = webhook_formatters.business_of(number)
            told = webhook_bodies.template_status(business, _named(template), event, reason, timezone.now())
            queue.put(number, [Told(told)])


def template_quality(template: SimulatedTemplate, score: str) -> None:
    number, before = template.number, template.quality
    if webhook_formatters.is_twilio(number):
        raise Conflict(customer_actions.NOT_TOLD)
    with changing(number.pk, wakeup.work):
        template.quality = score
        template.save(update_fields=["quality"])
        business = webhook_formatters.business_of(number)
        told = webhook_bodies.template_quality(business, _named(template), (before, score), timezone.now())
        queue.put(number, [Told(told)])


def _named(template: SimulatedTemplate) -> webhook_bodies.Named:
    return webhook_bodies.Named(template.template_id, template.name, template.language, template.category)


def _batch(happening: Happening) -> str:
    """So many texts of one customer in one post."""
    customer, now = happening.somebody, timezone.now()
    count = happening.whole("count", LARGEST_BATCH, LARGEST_BATCH)
    rows = [_text(customer, f"Message {place} of {count}", now) for place in range(1, count + 1)]
    SimulatedMessage.objects.bulk_create(rows)
    SimulatedCustomer.objects.filter(pk=customer.pk).update(window_closes_at=now + customer_actions.WINDOW)
    said = [webhooks.said_text(row.wamid, row.body, now) for row in rows]
    body = webhooks.message_webhook(happening.business, webhook_formatters.customer_of(customer), *said)
    SimulatedWebhook.objects.create(number=happening.number, body=body, trick=SimulatedWebhook.Trick.ALONE)
    return ""


def _text(customer: SimulatedCustomer, body: str, now: Any) -> SimulatedMessage:
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


def _echo(happening: Happening) -> str:
    """Somebody answers on the business's own phone."""
    customer, now = happening.somebody, timezone.now()
    text = str(happening.settings.get("text") or "I answer from the shop's phone.")[:4096]
    said = webhooks.said_text(webhooks.new_wamid(customer.wa_id, inbound=False), text, now)
    SimulatedMessage.objects.create(
        customer=customer,
        direction=Direction.FROM_BUSINESS,
        wamid=said.wamid,
        body=text,
        payload=said.part,
        status=Status.DELIVERED,
        created_at=now,
        sent_at=now,
        delivered_at=now,
    )
    return webhook_bodies.echo(happening.business, webhook_formatters.customer_of(customer), said)


def _history(happening: Happening) -> str:
    """A chunk of what was said a month ago, on the business's phone."""
    customer, count = happening.somebody, happening.whole("count", 6, LARGEST_BATCH)
    then = timezone.now() - timedelta(days=30)
    told = [_past(customer, place, then + timedelta(minutes=place)) for place in range(count)]
    return webhook_bodies.history(happening.business, webhook_formatters.customer_of(customer), told)


def _past(customer: SimulatedCustomer, place: int, at: Any) -> tuple[str, webhooks.Said]:
    ours = place % 2 == 1
    wamid = webhooks.new_wamid(customer.wa_id, inbound=not ours)
    words = f"An answer of last month ({place + 1})" if ours else f"A question of last month ({place + 1})"
    return ("business" if ours else "customer"), webhooks.said_text(wamid, words, at)


def _quality(happening: Happening) -> str:
    value = happening.word("value", "RED", tuple(QUALITIES))
    SimulatedNumber.objects.filter(pk=happening.number.pk).update(quality=value)
    limit = "TIER_2K" if value == "GREEN" else "TIER_250"
    return webhook_bodies.number_quality(happening.business, QUALITIES[value], limit, timezone.now())


def _preference(value: str) -> Callable[[Happening], str]:
    def tell(happening: Happening) -> str:
        person = webhook_formatters.customer_of(happening.somebody)
        return webhook_bodies.preference(happening.business, person, value, timezone.now())

    return tell


def _account(event: str) -> Callable[[Happening], str]:
    return lambda happening: webhook_bodies.account_update(happening.business, event, timezone.now())


def _alert(happening: Happening) -> str:
    return webhook_bodies.account_alert(
        happening.business, "INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED", timezone.now()
    )


def _trouble(happening: Happening) -> str:
    return webhook_bodies.trouble(happening.business, happening.whole("code", 130429, 10_000_000))


def _nonsense(happening: Happening) -> str:
    """Something signed that no version of the console understands: a dead letter, to be replayed."""
    value = {"messaging_product": "whatsapp", "metadata": webhooks.metadata(happening.business)}
    return webhooks.change(happening.business, "messages", value | {"messages": [{"hologram": True}]})


def _stray_receipt(happening: Happening) -> str:
    """A receipt of a message that the console never sent."""
    customer = happening.somebody
    said = webhooks.Status(webhooks.new_wamid(customer.wa_id, inbound=False), "delivered", timezone.now())
    return webhooks.status_webhook(happening.business, webhook_formatters.customer_of(customer), said)


EVENTS: dict[str, Callable[[Happening], str]] = {
    "batch": _batch,
    "echo": _echo,
    "history": _history,
    "marketing_stop": _preference("stop"),
    "marketing_resume": _preference("resume"),
    "quality": _quality,
    "account_alert": _alert,
    "account_restriction": _account("ACCOUNT_RESTRICTION"),
    "account_violation": _account("ACCOUNT_VIOLATION"),
    "account_disabled": _account("DISABLED_UPDATE"),
    "error": _trouble,
    "nonsense": _nonsense,
    "stray_receipt": _stray_receipt,
}
# For these somebody must be named.
ABOUT_SOMEBODY = ("batch", "echo", "history", "marketing_stop", "marketing_resume", "stray_receipt")
