"""What customers do on their phones: send, quote, react, edit, delete, tap. Sync."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from messaging.errors import Conflict
from simulator import wakeup
from simulator.models import SimulatedCustomer, SimulatedMedia, SimulatedMessage
from simulator.sending import Direction, OutgoingWebhook, Status, changing, enqueue, format_message, is_twilio
from simulator.wire import CustomerMessage
from simulator.wire.meta import webhooks
from simulator.wire.twilio import forms

SERVICE_WINDOW = timedelta(hours=24)
UNSUPPORTED_BY_TWILIO = "Twilio does not tell the business of this."
CAPTIONED = ("text", "image", "video", "document")


@dataclass(frozen=True, slots=True)
class CustomerDraft:
    """A message that a customer is about to send.

    ``part`` stands in the webhook under the name of its ``kind``; ``line`` is its readable line.
    """

    kind: str
    part: Any
    line: str
    reply_to: str = ""
    media: SimulatedMedia | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


def send(customer: SimulatedCustomer, draft: CustomerDraft) -> SimulatedMessage:
    """Send a message from the customer: one tick on the phone, a webhook in the queue, the service window open."""
    with changing(customer.number_id, wakeup.work()):
        message = _create_message(customer, draft)
        if customer.blocked_at:  # one tick for ever
            return message
        clicked = {"ad_clicked_at": message.created_at} if "referral" in draft.extra else {}
        SimulatedCustomer.objects.filter(pk=customer.pk).update(
            window_closes_at=message.created_at + SERVICE_WINDOW, **clicked
        )
        _queue_message(message, customer, _customer_message(message, draft))
        return message


def send_system_message(
    before: SimulatedCustomer, customer: SimulatedCustomer, part: Mapping[str, Any]
) -> None:
    """Write a line as Meta itself does, from the customer's address ``before``; no window opens."""
    message = _create_message(customer, CustomerDraft("system", part, part["body"]))
    _queue_message(message, before, CustomerMessage(message.wamid, message.created_at, "system", part))


def queue_update(customer: SimulatedCustomer, kind: str, part: Any) -> None:
    """Queue a reaction, an edit or a deletion, which is no message of its own."""
    if customer.blocked_at:
        return
    message = CustomerMessage(_new_id(customer), timezone.now(), kind, part)
    body = format_message(customer, message)
    if body is None:
        raise Conflict(UNSUPPORTED_BY_TWILIO)
    enqueue(customer.number, [OutgoingWebhook(body)])


def react(customer: SimulatedCustomer, message: SimulatedMessage, emoji: str) -> None:
    """Set the customer's emoji on any message of the chat; an empty one removes it."""
    with changing(customer.number_id, wakeup.work()):
        part = {"message_id": message.wamid, **({"emoji": emoji} if emoji else {})}
        queue_update(customer, "reaction", part)
        SimulatedMessage.objects.filter(pk=message.pk).update(customer_reaction=emoji)


def edit(customer: SimulatedCustomer, message: SimulatedMessage, text: str) -> None:
    """Change the customer's own text or caption."""
    if message.revoked_at or message.kind not in CAPTIONED:
        raise Conflict("This message cannot be edited.")
    changed = dict(message.payload) | {"body" if message.kind == "text" else "caption": text}
    now = timezone.now()
    with changing(customer.number_id, wakeup.work()):
        inside = {"type": message.kind, message.kind: changed}
        queue_update(customer, "edit", {"original_message_id": message.wamid, "message": inside})
        SimulatedMessage.objects.filter(pk=message.pk).update(payload=changed, body=text, edited_at=now)


def revoke(customer: SimulatedCustomer, message: SimulatedMessage) -> None:
    """Delete the customer's own message for everyone."""
    if message.revoked_at:
        raise Conflict("This message is deleted already.")
    with changing(customer.number_id, wakeup.work()):
        queue_update(customer, "revoke", {"original_message_id": message.wamid})
        SimulatedMessage.objects.filter(pk=message.pk).update(revoked_at=timezone.now())


def _create_message(customer: SimulatedCustomer, draft: CustomerDraft) -> SimulatedMessage:
    now = timezone.now()
    part = draft.part
    return SimulatedMessage.objects.create(
        customer=customer,
        direction=Direction.FROM_CUSTOMER,
        wamid=_new_id(customer, draft.media),
        kind=draft.kind,
        body=draft.line,
        payload=part if isinstance(part, dict) else {draft.kind: part},
        media=draft.media,
        reply_to=draft.reply_to,
        status=Status.SENT,
        created_at=now,
        sent_at=now,
    )


def _customer_message(message: SimulatedMessage, draft: CustomerDraft) -> CustomerMessage:
    return CustomerMessage(
        message.wamid,
        message.created_at,
        draft.kind,
        draft.part,
        draft.reply_to,
        draft.extra,
    )


def _queue_message(message: SimulatedMessage, sender: SimulatedCustomer, reported: CustomerMessage) -> None:
    body = format_message(sender, reported)
    if body is None:
        raise Conflict(UNSUPPORTED_BY_TWILIO)
    enqueue(sender.number, [OutgoingWebhook(body, message)])


def _new_id(customer: SimulatedCustomer, media: SimulatedMedia | None = None) -> str:
    if is_twilio(customer.number):
        return forms.message_sid(media.media_id if media else "")
    return webhooks.new_wamid(customer.wa_id, inbound=True)
