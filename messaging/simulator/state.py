"""What the phone page shows. Reads only; no secret of a number is in any answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.utils import timezone

from messaging.models.simulator import (
    SimulatedCustomer,
    SimulatedMessage,
    SimulatedNumber,
    SimulatedWebhook,
)
from messaging.simulator.store import Direction, Status

CUSTOMERS = 200  # on the page at once, the most recently active first
UNREAD = Q(
    messages__direction=Direction.FROM_BUSINESS,
    messages__status__in=[Status.ACCEPTED, Status.SENT, Status.DELIVERED],
)


def revision() -> int:
    """Changes with everything the page shows. Compare for equality only."""
    return SimulatedNumber.objects.aggregate(revision=Sum("revision"))["revision"] or 0


def snapshot(customer_id: int | None, limit: int) -> dict[str, Any]:
    """The whole page: customers (new ones first, then the most recently active), and the ``limit``
    newest messages of the chosen one, oldest first.

    The revision is read first: what is newer than it only makes the next request return at once.
    """
    seen = revision()
    chosen = _customers().filter(pk=customer_id).first() if customer_id else None
    listed = list(_customers().order_by(F("last_id").desc(nulls_first=True), "-id")[:CUSTOMERS])
    if chosen and all(customer.pk != chosen.pk for customer in listed):
        listed.append(chosen)
    return {
        "revision": seen,
        "customers": _customer_shapes(listed),
        "customer": chosen.pk if chosen else None,
        "messages": chat(chosen, limit) if chosen else [],
        "webhooks": _webhooks(),
    }


def customer_shape(customer_id: int) -> dict[str, Any]:
    return _customer_shapes(_customers().filter(pk=customer_id))[0]


def message_shape(message: SimulatedMessage, quoted: SimulatedMessage | None = None) -> dict[str, Any]:
    return {
        "id": message.pk,
        "wamid": message.wamid,
        "direction": message.direction,
        "kind": message.kind,
        "body": message.body,
        "status": message.status,
        "reply_to": {"direction": quoted.direction, "body": quoted.body[:160]} if quoted else None,
        "at": _iso(message.created_at),
    }


def chat(customer: SimulatedCustomer, limit: int) -> list[dict[str, Any]]:
    newest = list(customer.messages.order_by("-id")[:limit])
    wamids = {message.reply_to for message in newest if message.reply_to}
    quoted = {message.wamid: message for message in customer.messages.filter(wamid__in=wamids)}
    return [message_shape(message, quoted.get(message.reply_to)) for message in reversed(newest)]


def _customers() -> QuerySet[SimulatedCustomer, Any]:
    return SimulatedCustomer.objects.select_related("number").annotate(
        last_id=Max("messages__id"), unread=Count("messages", filter=UNREAD)
    )


def _customer_shapes(customers: Iterable[Any]) -> list[dict[str, Any]]:
    listed = list(customers)
    last = SimulatedMessage.objects.in_bulk([each.last_id for each in listed if each.last_id])
    return [_customer_shape(each, last.get(each.last_id)) for each in listed]


def _customer_shape(customer: Any, last: SimulatedMessage | None) -> dict[str, Any]:
    until = customer.business_typing_until
    return {
        "id": customer.pk,
        "name": customer.name,
        "wa_id": customer.wa_id,
        "username": customer.username,
        "business": customer.number.verified_name or customer.number.display_number,
        "automatic_receipts": customer.automatic_receipts,
        "unread": customer.unread,
        "typing_until": _iso(until) if until and until > timezone.now() else None,
        "last": {
            "direction": last.direction,
            "body": last.body[:160],
            "status": last.status,
            "at": _iso(last.created_at),
        }
        if last
        else None,
    }


def _webhooks() -> dict[str, Any]:
    """How many webhooks wait, and what the last refused one was told; empty when all goes well."""
    waiting = SimulatedWebhook.objects.all()
    refused = waiting.exclude(last_answer="").order_by("-due_at").first()
    return {"waiting": waiting.count(), "trouble": refused.last_answer if refused else ""}


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
