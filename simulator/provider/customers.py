"""Customers: creating, hiding, moving to another number, and their service window. Sync."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from messaging.errors import Conflict, ConsoleError
from messaging.typed_numbers import phone_spellings
from simulator import wakeup
from simulator.models import SimulatedCustomer, SimulatedNumber
from simulator.provider import customer_actions
from simulator.sending import OutgoingWebhook, business_of, changing, customer_of, enqueue, is_twilio
from simulator.wire.meta import webhook_bodies, webhooks

ONE_DAY = timedelta(hours=24)


def get_or_create_customer(number: SimulatedNumber, wa_id: str, name: str) -> tuple[SimulatedCustomer, bool]:
    """Return the customer with this number, and whether it was made now."""
    return number.customers.get_or_create(
        wa_id=wa_id, defaults={"name": name, "bsuid": webhooks.bsuid_of(number.waba_id, wa_id)}
    )


def find_customer(number: SimulatedNumber, wa_id: str, bsuid: str = "") -> SimulatedCustomer | None:
    """Return the customer with this number, by whichever spelling it is known, or with this user id."""
    if bsuid:
        return number.customers.filter(bsuid=bsuid).first()
    spellings = (wa_id, *phone_spellings(wa_id)) if wa_id else ()
    known = {customer.wa_id: customer for customer in number.customers.filter(wa_id__in=spellings)}
    return next((known[spelling] for spelling in spellings if spelling in known), None)


def reach_customer(number: SimulatedNumber, wa_id: str) -> SimulatedCustomer:
    """Return the customer whose phone this number reaches; make one where there is none."""
    return find_customer(number, wa_id) or get_or_create_customer(number, wa_id, f"+{wa_id}")[0]


def create_customer(number: SimulatedNumber, wa_id: str, name: str) -> tuple[SimulatedCustomer, bool]:
    with changing(number.pk):
        return get_or_create_customer(number, wa_id, name)


def create_hidden_customer(number: SimulatedNumber, name: str, username: str) -> SimulatedCustomer:
    """Create a customer with a username whose phone number the business never learns."""
    with changing(number.pk):
        return number.customers.create(
            wa_id="", bsuid=f"GB.{secrets.randbelow(10**18)}", name=name, username=username, hidden=True
        )


def set_identity(customer: SimulatedCustomer, *, hidden: bool, username: str) -> None:
    """Take a username, which hides the number from now on, or show the number again."""
    if not customer.wa_id and not hidden:
        raise Conflict("This customer has no number to show.")
    with changing(customer.number_id):
        SimulatedCustomer.objects.filter(pk=customer.pk).update(hidden=hidden, username=username)


def expire_window(customer: SimulatedCustomer) -> None:
    """Let more than 24 hours pass for this customer, so that the service window closes; no webhook reports it."""
    if customer.window_closes_at is None:
        raise Conflict("This customer never wrote, so there is no window to close.")
    with changing(customer.number_id):
        SimulatedCustomer.objects.filter(pk=customer.pk).update(
            window_closes_at=min(customer.window_closes_at - ONE_DAY, timezone.now() - timedelta(seconds=1)),
            ad_clicked_at=F("ad_clicked_at") - ONE_DAY,
            free_entry_until=F("free_entry_until") - ONE_DAY,
        )


def change_number(customer: SimulatedCustomer, wa_id: str) -> None:
    """Give the customer a new number, and so a new user id.

    Meta reports it by two system messages and a `user_id_update`.
    """
    number = customer.number
    if is_twilio(number):
        raise Conflict("Twilio does not tell of a new number.")
    if number.customers.filter(wa_id=wa_id).exists():
        raise ConsoleError.field("wa_id", "Somebody has this number already.")
    before = SimulatedCustomer(**_copied_fields(customer))
    with changing(number.pk, wakeup.work()):
        customer.wa_id, customer.bsuid = wa_id, webhooks.bsuid_of(number.waba_id, wa_id)
        customer.save(update_fields=["wa_id", "bsuid"])
        for part in _system_parts(before, customer):
            customer_actions.send_system_message(before, customer, part)
        business, person = business_of(number), customer_of(customer)
        reported = webhook_bodies.user_id_update(business, person, before.bsuid, timezone.now())
        enqueue(number, [OutgoingWebhook(reported)])


def _copied_fields(customer: SimulatedCustomer) -> dict[str, object]:
    """Return the fields of the customer as they were, for the messages under the old number."""
    names = ("pk", "number", "wa_id", "bsuid", "name", "username", "hidden")
    return {name: getattr(customer, name) for name in names}


def _system_parts(before: SimulatedCustomer, now: SimulatedCustomer) -> list[dict[str, str]]:
    message = f"User {now.name} changed from {before.wa_id} to {now.wa_id}"
    return [
        {"body": message, "wa_id": now.wa_id, "type": "user_changed_number"},
        {
            "body": f"User {now.name} changed user id",
            "user_id": now.bsuid,
            "wa_id": now.wa_id,
            "type": "user_changed_user_id",
        },
    ]
