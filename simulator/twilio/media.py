"""The files of messages at the fake Twilio: listed, fetched, deleted. Sync."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from simulator import faults
from simulator.models import SimulatedMedia, SimulatedNumber
from simulator.twilio import resources
from simulator.twilio.messages import get_message
from simulator.twilio.pages import filter_by_time, read_page
from simulator.wire.twilio import TwilioError


def list_media(request: HttpRequest, number: SimulatedNumber, names: dict[str, str]) -> dict[str, Any]:
    """``GET Messages/<sid>/Media.json?DateCreated=&DateCreated>=&DateCreated<=``"""
    message = get_message(number, names["message"])
    rows = filter_by_time(request, _media_of(number, message.wamid), "DateCreated", "created_at")
    page = read_page(request, rows, "media_id")
    return page.as_api("media_list", [resources.media(row, message.wamid) for row in page.rows])


def fetch(request: HttpRequest, number: SimulatedNumber, names: dict[str, str]) -> dict[str, Any]:
    """``GET Messages/<sid>/Media/<sid>.json``"""
    return resources.media(get_media(number, names), names["message"])


def delete(request: HttpRequest, number: SimulatedNumber, names: dict[str, str]) -> None:
    """``DELETE Messages/<sid>/Media/<sid>.json``"""
    media = get_media(number, names)
    media.deleted_at = timezone.now()
    media.save(update_fields=["deleted_at"])


def get_media(number: SimulatedNumber, names: dict[str, str]) -> SimulatedMedia:
    """Return a file of a message; raise `TwilioError` 20404, also while the fault says that it is gone."""
    media = _media_of(number, names["message"]).filter(media_id=names["media"]).first()
    if media is None or faults.use_fault(number, "media_expired") is not None:
        raise TwilioError(20404)
    return media


def _media_of(number: SimulatedNumber, message_sid: str) -> QuerySet[SimulatedMedia]:
    rows = number.media.filter(messages__wamid=message_sid, messages__deleted_at=None, deleted_at=None)
    return rows.select_related("number")
