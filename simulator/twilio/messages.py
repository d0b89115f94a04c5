"""Messages of the fake Twilio: listed, fetched, redacted, canceled and deleted. Sync."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone

from simulator import wakeup
from simulator.models import SimulatedMessage, SimulatedNumber
from simulator.sending import Direction, Status, changing, statuses
from simulator.twilio import resources
from simulator.twilio.pages import filter_by_time, read_page
from simulator.wire.twilio import TwilioError

NO_MESSAGES = ("reaction", "system")


def list_messages(request: HttpRequest, number: SimulatedNumber, names: dict[str, str]) -> dict[str, Any]:
    """``GET Messages.json?To=&From=&DateSent=&DateSent>=&DateSent<=&PageSize=``: newest first, both directions."""
    rows = messages_of(number)
    if to := request.GET.get("To"):
        rows = _with_address(rows, to, number, (Direction.FROM_CUSTOMER, Direction.FROM_BUSINESS))
    if sender := request.GET.get("From"):
        rows = _with_address(rows, sender, number, (Direction.FROM_BUSINESS, Direction.FROM_CUSTOMER))
    rows = filter_by_time(
        request, rows.annotate(tried_at=Coalesce("sent_at", "failed_at")), "DateSent", "tried_at"
    )
    page = read_page(request, rows, "wamid")
    return page.as_api("messages", [resources.message(row) for row in page.rows])


def messages_of(number: SimulatedNumber) -> QuerySet[SimulatedMessage]:
    """Select the messages that Twilio lists of a number."""
    rows = SimulatedMessage.objects.filter(customer__number=number, deleted_at=None)
    rows = rows.exclude(kind__in=NO_MESSAGES)
    return rows.select_related("customer__number", "media__number")


def _with_address(
    rows: QuerySet[SimulatedMessage], address: str, number: SimulatedNumber, directions: tuple[str, str]
) -> QuerySet[SimulatedMessage]:
    """Select the messages with this address on one side.

    ``directions``: the direction in which the address is the number's own, and that in which it is a customer's.
    """
    by_number, by_customer = directions
    # A plus that a client did not encode comes as a space.
    address = address.replace(" ", "+")
    if address == number.phone_number_id:
        return rows.filter(direction=by_number)
    name = address.removeprefix("whatsapp:")
    if name == address:
        return rows.none()  # a number without its channel is another channel's
    person = Q(customer__wa_id=name[1:]) if name.startswith("+") else Q(customer__bsuid=name)
    return rows.filter(person, direction=by_customer)


def fetch(request: HttpRequest, number: SimulatedNumber, names: dict[str, str]) -> dict[str, Any]:
    """``GET Messages/<sid>.json``"""
    return resources.message(get_message(number, names["message"]))


def get_message(number: SimulatedNumber, sid: str) -> SimulatedMessage:
    """Return a message of the number; raise `TwilioError` 20404."""
    row = messages_of(number).filter(wamid=sid).first()
    if row is None:
        raise TwilioError(20404)
    return row


def update(request: HttpRequest, number: SimulatedNumber, names: dict[str, str]) -> dict[str, Any]:
    """``POST Messages/<sid>.json``: ``Body=`` forgets the text, ``Status=canceled`` takes a scheduled one back."""
    body, status = request.POST.get("Body"), request.POST.get("Status")
    if body:
        raise TwilioError(20001, "Body may only be made empty")
    if status not in (None, Status.CANCELED):
        raise TwilioError(20001, "Status may only be set to canceled")
    with changing(number.pk, wakeup.work()):
        message = get_message(number, names["message"])
        if body is not None:
            _require_complete(message)
            message.redacted_at = timezone.now()
            message.save(update_fields=["redacted_at"])
        if status and not statuses.cancel(message):
            raise TwilioError(30409)
    return resources.message(message)


def delete(request: HttpRequest, number: SimulatedNumber, names: dict[str, str]) -> None:
    """``DELETE Messages/<sid>.json``: Twilio knows it no more, the customer's phone does."""
    with changing(number.pk):
        message = get_message(number, names["message"])
        _require_complete(message)
        message.deleted_at = timezone.now()
        message.save(update_fields=["deleted_at"])


def _require_complete(message: SimulatedMessage) -> None:
    if message.status in (Status.SCHEDULED, Status.ACCEPTED):
        raise TwilioError(20009)


def show_typing(number: SimulatedNumber, sid: str) -> bool:
    """Show typing and turn the ticks blue; return False when the number never received that message."""
    return statuses.mark_read(number, sid, typing=True)
