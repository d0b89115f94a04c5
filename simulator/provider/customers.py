"""The customers: made, hidden, moved to another number, and their 24 hours. Sync."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.utils import timezone

from messaging.errors import Conflict, ConsoleError
from simulator import wakeup
from simulator.models import SimulatedCustomer, SimulatedNumber
from simulator.provider import customer_actions
from simulator.sending import queue, webhook_formatters
from simulator.sending.statuses import changing
from simulator.sending.webhook_formatters import Told
from simulator.wire.meta import webhook_bodies, webhooks

A_DAY = timedelta(hours=24)


def customer_with(number: SimulatedNumber, wa_id: str, name: str) -> tuple[SimulatedCustomer, bool]:
    """The customer with this number; the second value tells whether it was made now."""
    return number.customers.get_or_create(
        wa_id=wa_id, defaults={"name": name, "bsuid": webhooks.bsuid_of(number.waba_id, wa_id)}
    )


def new_customer(number: SimulatedNumber, wa_id: str, name: str) -> tuple[SimulatedCustomer, bool]:
    with changing(number.pk):
        return customer_with(number, wa_id, name)


def new_hidden(number: SimulatedNumber, name: str, username: str) -> SimulatedCustomer:
    """Somebody with a username, whose phone number the business never learns."""
    with changing(number.pk):
        return number.customers.create(
            wa_id="", bsuid=f"GB.{secrets.randbelow(10**18)}", name=name, username=username, hidden=True
        )


def hide(customer: SimulatedCustomer, *, hidden: bool, username: str) -> None:
    """Take a username, which hides the number from now on, or show the number again."""
    if not customer.wa_id and not hidden:
        raise Conflict("This customer has no number to show.")
    with changing(customer.number_id):
        SimulatedCustomer.objects.filter(pk=customer.pk).update(hidden=hidden, username=username)


def let_a_day_pass(customer: SimulatedCustomer) -> None:
    """More than 24 hours go by for this customer: the window closes. The console is not told, as in life."""
    if customer.window_closes_at is None:
        raise Conflict("This customer never wrote, so there is no window to close.")
    with changing(customer.number_id):
        SimulatedCustomer.objects.filter(pk=customer.pk).update(
            window_closes_at=min(customer.window_closes_at - A_DAY, timezone.now() - timedelta(seconds=1))
        )


def change_number(customer: SimulatedCustomer, wa_id: str) -> None:
    """The customer has a new number, and so a new user id: two system messages and a `user_id_update`."""
    number = customer.number
    if webhook_formatters.is_twilio(number):
        raise Conflict("Twilio does not tell of a new number.")
    if number.customers.filter(wa_id=wa_id).exists():
        raise ConsoleError.field("wa_id", "Somebody has this number already.")
    before = SimulatedCustomer(**_copied(customer))
    with changing(number.pk, wakeup.work):
        customer.wa_id, customer.bsuid = wa_id, webhooks.bsuid_of(number.waba_id, wa_id)
        customer.save(update_fields=["wa_id", "bsuid"])
        for part in _system_parts(before, customer):
            customer_actions.tell_system(before, customer, part)
        business, person = webhook_formatters.business_of(number), webhook_formatters.customer_of(customer)
        told = webhook_bodies.user_id_update(business, person, before.bsuid, timezone.now())
        queue.put(number, [Told(told)])


def _copied(customer: SimulatedCustomer) -> dict[str, object]:
    """The customer as they were, to speak once more under the old number."""
    names = ("pk", "number", "wa_id", "bsuid", "name", "username", "hidden")
    return {name: getattr(customer, name) for name in names}


def _system_parts(before: SimulatedCustomer, now: SimulatedCustomer) -> list[dict[str, str]]:
    said = f"User {now.name} changed from {before.wa_id} to {now.wa_id}"
    return [
        {"body": said, "wa_id": now.wa_id, "type": "user_changed_number"},
        {
            "body": f"User {now.name} changed user id",
            "user_id": now.bsuid,
            "wa_id": now.wa_id,
            "type": "user_changed_user_id",
        },
    ]
