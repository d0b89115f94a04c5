"""Business numbers at the fake providers: registering, and their webhook URL. Sync."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone

from messaging.errors import ConsoleError
from simulator import wakeup
from simulator.models import SimulatedNumber, SimulatedTemplate
from simulator.sending import changing
from simulator.wire import digits_of

Provider = SimulatedNumber.Provider
SAMPLE_TEMPLATES: dict[str, list[dict[str, Any]]] = {
    "order_update": [{"type": "BODY", "text": "Hello {{1}}, your order {{2}} is on its way."}],
    "still_there": [
        {"type": "BODY", "text": "Hello! May we go on with your question here?"},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Yes, please"}]},
    ],
}


def register_number(provider: str, name: str, typed: str) -> tuple[SimulatedNumber, dict[str, str]]:
    """Register a number; return it with the settings that an inbox needs, shown this once."""
    display = f"+{digits_of(typed)}"
    make = _at_twilio if provider == Provider.TWILIO else _at_meta
    with transaction.atomic():
        fields, reported = make(display)
        if SimulatedNumber.objects.filter(phone_number_id=fields["phone_number_id"]).exists():
            raise ConsoleError.field("number", "This number is registered already.")
        number = SimulatedNumber.objects.create(
            provider=provider, display_number=display, verified_name=name, **fields
        )
        SimulatedTemplate.objects.bulk_create(_sample_templates(number))
        transaction.on_commit(wakeup.changes().notify, robust=True)
    return number, reported


def _at_meta(display: str) -> tuple[dict[str, str], dict[str, str]]:
    fields = {
        "phone_number_id": str(secrets.randbelow(9 * 10**14) + 10**14),
        "waba_id": str(secrets.randbelow(9 * 10**14) + 10**14),
        "access_token": secrets.token_urlsafe(32),
        "app_secret": secrets.token_hex(16),
        "verify_token": secrets.token_urlsafe(16),
    }
    return fields, fields


def _at_twilio(display: str) -> tuple[dict[str, str], dict[str, str]]:
    account, token = f"AC{secrets.token_hex(16)}", secrets.token_hex(16)
    fields = {"phone_number_id": f"whatsapp:{display}", "waba_id": account, "access_token": token}
    return fields, {"account_sid": account, "auth_token": token}


def _sample_templates(number: SimulatedNumber) -> list[SimulatedTemplate]:
    twilio = number.provider == Provider.TWILIO
    return [
        SimulatedTemplate(
            number=number,
            template_id=f"HX{secrets.token_hex(16)}" if twilio else str(secrets.randbelow(10**15)),
            name=name,
            language="en",
            components=components,
        )
        for name, components in SAMPLE_TEMPLATES.items()
    ]


def set_webhook_url(number: SimulatedNumber, url: str) -> None:
    """Set the URL to which the number's webhooks go from now on."""
    with changing(number.pk, wakeup.work()):
        SimulatedNumber.objects.filter(pk=number.pk).update(webhook_url=url)
        # What waits may go there at once.
        number.webhooks.update(due_at=timezone.now())
