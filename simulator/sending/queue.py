"""Webhooks on their way into the queue, where the faults of the way take hold of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from simulator import faults
from simulator.models import SimulatedNumber, SimulatedWebhook
from simulator.sending.webhook_formatters import Told, is_twilio

Trick = SimulatedWebhook.Trick
ON_THE_WAY = ("drop", "delay", "duplicate", "reorder")


def put(number: SimulatedNumber, told: Iterable[Told]) -> None:
    """To be posted in this order, unless a fault is on. The caller holds `store.changing`."""
    rows = [_row(number, each) for each in told]
    SimulatedWebhook.objects.bulk_create(row for row in rows if row)


def _row(number: SimulatedNumber, told: Told) -> SimulatedWebhook | None:
    on = faults.use(number, ON_THE_WAY)
    if "drop" in on:
        return None
    row = SimulatedWebhook(number=number, body=told.body, message=told.message, url=told.url)
    row.repeats = 1 if "duplicate" in on else 0
    if is_twilio(number):
        row.trick = Trick.ALONE  # a form holds one message
    if "delay" in on:
        row.held_until = timezone.now() + timedelta(seconds=float(on["delay"]["seconds"]))
    elif "reorder" in on:
        _hold_for_reordering(number, row, on["reorder"])
    return row


def _hold_for_reordering(number: SimulatedNumber, row: SimulatedWebhook, settings: dict[str, Any]) -> None:
    """All that come while the first one waits are let go with it, newest first."""
    now = timezone.now()
    waiting = number.webhooks.filter(trick=Trick.REORDER, held_until__gt=now).first()
    row.trick = Trick.REORDER
    row.held_until = waiting.held_until if waiting else now + timedelta(seconds=float(settings["seconds"]))
