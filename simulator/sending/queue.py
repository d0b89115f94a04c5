"""The queue of webhooks, and the faults that hold, drop or double them on the way in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from simulator import faults
from simulator.models import SimulatedNumber, SimulatedWebhook
from simulator.sending.webhook_formatters import OutgoingWebhook, is_twilio

Batching = SimulatedWebhook.Batching
TRANSIT_FAULTS = ("drop", "delay", "duplicate", "reorder")


def enqueue(number: SimulatedNumber, reported: Iterable[OutgoingWebhook]) -> None:
    """Queue webhooks in this order, unless a fault is on; the caller holds `changes.changing`.

    Where no app is subscribed, nothing is queued.
    """
    if not number.subscribed:
        return
    rows = [_row(number, each) for each in reported]
    SimulatedWebhook.objects.bulk_create(row for row in rows if row)


def _row(number: SimulatedNumber, reported: OutgoingWebhook) -> SimulatedWebhook | None:
    on = faults.use_all(number, TRANSIT_FAULTS)
    if "drop" in on:
        return None
    row = SimulatedWebhook(number=number, body=reported.body, message=reported.message, url=reported.url)
    row.repeats = 1 if "duplicate" in on else 0
    if is_twilio(number):
        row.batching = Batching.ALONE  # a form holds one message
    if "delay" in on:
        row.held_until = timezone.now() + timedelta(seconds=float(on["delay"]["seconds"]))
    elif "reorder" in on:
        _hold_for_reordering(number, row, on["reorder"])
    return row


def _hold_for_reordering(number: SimulatedNumber, row: SimulatedWebhook, settings: dict[str, Any]) -> None:
    """Hold the webhook until the first held one is released; the newest is posted first."""
    now = timezone.now()
    waiting = number.webhooks.filter(batching=Batching.REORDER, held_until__gt=now).first()
    row.batching = Batching.REORDER
    row.held_until = waiting.held_until if waiting else now + timedelta(seconds=float(settings["seconds"]))
