"""Content templates of the fake Twilio and their approval by WhatsApp. Sync."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from simulator.models import SimulatedNumber
from simulator.twilio.pages import read_page
from simulator.wire.twilio import content


def list_contents(request: HttpRequest, number: SimulatedNumber, names: dict[str, str]) -> dict[str, Any]:
    """``GET v1/Content`` and ``v1/ContentAndApprovals``"""
    page = read_page(request, number.templates.all(), "template_id", newest_first=False)
    return page.as_meta("contents", [content.resource(row) for row in page.rows], request)
