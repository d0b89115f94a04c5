"""The state that the phone page shows. Reads only; it holds no secret of a number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.utils import timezone

from messaging.timestamps import utc_text
from simulator import faults
from simulator.models import (
    SimulatedCustomer,
    SimulatedMessage,
    SimulatedNumber,
    SimulatedTemplate,
    SimulatedWebhook,
)
from simulator.sending import Direction, Status

MAX_CUSTOMERS = 200  # on the page at once, the most recently active first
# A reaction hangs on another message, and what was not sent is on no phone.
NOT_SENT = (Status.SCHEDULED, Status.CANCELED)
IN_CHAT = ~Q(messages__kind="reaction") & ~Q(messages__status__in=NOT_SENT)
UNREAD = IN_CHAT & Q(
    messages__direction=Direction.FROM_BUSINESS,
    messages__status__in=[Status.ACCEPTED, Status.SENT, Status.DELIVERED],
)


def revision() -> int:
    """Return a number that differs after every change that the page shows; compare for equality only."""
    return SimulatedNumber.objects.aggregate(revision=Sum("revision"))["revision"] or 0


def snapshot(customer_id: int | None, limit: int) -> dict[str, Any]:
    """Return the whole page.

    Customers (new ones first, then the most recently active), the ``limit`` newest messages of the chosen customer,
    oldest first, and the numbers with their faults. The revision is read first: what is newer than it only makes
    the next request return at once.
    """
    seen = revision()
    chosen = _customers().filter(pk=customer_id).first() if customer_id else None
    listed = list(_customers().order_by(F("last_id").desc(nulls_first=True), "-id")[:MAX_CUSTOMERS])
    if chosen and all(customer.pk != chosen.pk for customer in listed):
        listed.append(chosen)
    return {
        "revision": seen,
        "customers": _customer_shapes(listed),
        "customer": chosen.pk if chosen else None,
        "messages": chat_messages(chosen, limit) if chosen else [],
        "webhooks": _webhooks(),
        "numbers": [number_shape(number) for number in SimulatedNumber.objects.order_by("id")],
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
        "payload": message.payload,
        "media": _media_shape(message),
        "status": message.status,
        "error": message.fails_with if message.status == Status.FAILED else 0,
        "customer_reaction": message.customer_reaction,
        "business_reaction": message.business_reaction,
        "edited": message.edited_at is not None,
        "revoked": message.revoked_at is not None,
        "reply_to": {"direction": quoted.direction, "body": quoted.body[:160]} if quoted else None,
        "at": _iso(message.created_at),
    }


def _media_shape(message: SimulatedMessage) -> dict[str, Any] | None:
    media = message.media
    if media is None:
        return None
    return {
        "url": f"/simulator/api/media/{media.media_id}",
        "mime_type": media.mime_type,
        "filename": media.filename,
        "size": media.size,
    }


def template_shape(template: SimulatedTemplate) -> dict[str, Any]:
    return {
        "id": template.pk,
        "name": template.name,
        "language": template.language,
        "category": template.category,
        "status": template.status,
        "quality": template.quality,
    }


def number_shape(number: SimulatedNumber) -> dict[str, Any]:
    return {
        "id": number.pk,
        "provider": number.provider,
        "name": number.verified_name or number.display_number,
        "display_number": number.display_number,
        "quality": number.quality,
        "webhook_url": number.webhook_url,
        "faults": faults.list_faults(number),
        "templates": [template_shape(row) for row in number.templates.order_by("name", "language")],
    }


def chat_messages(customer: SimulatedCustomer, limit: int) -> list[dict[str, Any]]:
    shown = customer.messages.exclude(kind="reaction").exclude(status__in=NOT_SENT).select_related("media")
    newest = list(shown.order_by("-id")[:limit])
    wamids = {message.reply_to for message in newest if message.reply_to}
    quoted = {message.wamid: message for message in customer.messages.filter(wamid__in=wamids)}
    return [message_shape(message, quoted.get(message.reply_to)) for message in reversed(newest)]


def _customers() -> QuerySet[SimulatedCustomer, Any]:
    return SimulatedCustomer.objects.select_related("number").annotate(
        last_id=Max("messages__id", filter=IN_CHAT), unread=Count("messages", filter=UNREAD)
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
        "hidden": customer.hidden,
        "number": customer.number_id,
        "provider": customer.number.provider,
        "window_closes_at": _iso(customer.window_closes_at) if customer.window_closes_at else None,
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
    """Return how many webhooks wait, and the answer to the last refused one (empty: none was refused)."""
    waiting = SimulatedWebhook.objects.all()
    refused = waiting.exclude(last_answer="").order_by("-due_at").first()
    return {"waiting": waiting.count(), "problem": refused.last_answer if refused else ""}


def _iso(at: datetime) -> str:
    return utc_text(at, "milliseconds")
