"""The WhatsApp sender of the fake Twilio. Sync."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from simulator.models import SimulatedNumber
from simulator.twilio import resources
from simulator.twilio.pages import read_page


def list_senders(request: HttpRequest, number: SimulatedNumber, names: dict[str, str]) -> dict[str, Any]:
    """``GET v2/Channels/Senders?Channel=whatsapp``"""
    page = read_page(request, SimulatedNumber.objects.filter(pk=number.pk), "phone_number_id")
    return page.as_meta("senders", [resources.sender(row) for row in page.rows], request)
