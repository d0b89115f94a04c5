"""Furnishing the fake Meta: a number, its customers, and what they said before. Sync; safe to repeat.

The demo loader may not import the simulator (doors do not see each other) and writes the same rows by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from simulator import wakeup
from simulator.media_samples import sample
from simulator.models import SimulatedCustomer, SimulatedMessage, SimulatedNumber, SimulatedTemplate
from simulator.provider import customer_actions
from simulator.sending.changes import changing
from simulator.wire.meta import webhooks

# (direction "from_business" | "from_customer", text, wamid, when, status of `SimulatedMessage.Status`)
HistoryRow = tuple[str, str, str, datetime, str]

REACHED = ("sent", "delivered", "read")


class NumberFields(TypedDict, total=False):
    """The fields of `SimulatedNumber`. Change ``webhook_url`` and a new handshake comes first."""

    waba_id: str
    display_number: str
    verified_name: str
    access_token: str
    app_secret: str
    verify_token: str
    webhook_url: str
    provider: str


def register_number(phone_number_id: str, **fields: Unpack[NumberFields]) -> SimulatedNumber:
    """Make the number, or bring it up to date."""
    number, made = SimulatedNumber.objects.get_or_create(
        phone_number_id=phone_number_id, defaults=dict(fields)
    )
    if not made:
        with changing(number.pk, wakeup.work()):
            SimulatedNumber.objects.filter(pk=number.pk).update(**fields)
    number.refresh_from_db()
    return number


def add_customer(
    number: SimulatedNumber,
    wa_id: str,
    name: str,
    *,
    bsuid: str = "",
    username: str = "",
    automatic_receipts: bool = True,
) -> SimulatedCustomer:
    """The customer with this wa_id (digits), made or renamed. Without a ``bsuid`` one is made up."""
    reported = {"name": name, "username": username, "automatic_receipts": automatic_receipts}
    with changing(number.pk):
        customer, _ = number.customers.update_or_create(
            wa_id=wa_id,
            defaults=reported,
            create_defaults=reported | {"bsuid": bsuid or webhooks.bsuid_of(number.waba_id, wa_id)},
        )
    return customer


def open_window(customer: SimulatedCustomer) -> SimulatedCustomer:
    """The customer wrote a moment ago and may be answered with anything; nothing of it is posted."""
    customer.window_closes_at = timezone.now() + customer_actions.SERVICE_WINDOW
    customer.save(update_fields=["window_closes_at"])
    return customer


def add_history(customer: SimulatedCustomer, rows: Iterable[HistoryRow]) -> None:
    """What was said before, in any order; nothing of it is posted. A wamid that is there already is left alone."""
    ordered = sorted(rows, key=lambda row: row[3])
    with changing(customer.number_id):
        SimulatedMessage.objects.bulk_create([_past(customer, row) for row in ordered], ignore_conflicts=True)


def _past(customer: SimulatedCustomer, row: HistoryRow) -> SimulatedMessage:
    direction, text, wamid, when, status = row
    reached = REACHED[: REACHED.index(status) + 1] if status in REACHED else ()
    return SimulatedMessage(
        customer=customer,
        direction=SimulatedMessage.Direction(direction),
        body=text,
        wamid=wamid,
        created_at=when,
        status=SimulatedMessage.Status(status),
        failed_at=when if status == "failed" else None,
        **{f"{each}_at": when for each in reached},
    )


def add_template(number: SimulatedNumber, name: str = "order_ready", **fields: Any) -> SimulatedTemplate:
    """A template with two blanks and a quick reply, if nothing else is said."""
    components = [
        {"type": "BODY", "text": "Order {{1}} is ready, {{2}}."},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Collect"}]},
    ]
    reported = {"language": "en_GB", "template_id": "1689", "components": components, "quality": "GREEN"}
    return SimulatedTemplate.objects.create(number=number, name=name, **(reported | fields))


def send_text(customer: SimulatedCustomer, body: str, *, reply_to: str = "") -> SimulatedMessage:
    """A text that the customer sends."""
    draft = customer_actions.CustomerDraft("text", {"body": body}, body, reply_to)
    return customer_actions.send(customer, draft)


def picture() -> SimpleUploadedFile:
    """A picture for a form."""
    made = sample("image")
    return SimpleUploadedFile("a.jpg", made.data, made.mime_type)
