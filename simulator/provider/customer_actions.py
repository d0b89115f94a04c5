"""What customers do on their phones: write, quote, react, edit, delete, tap. Sync."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from messaging.errors import Conflict
from simulator import wakeup
from simulator.models import SimulatedCustomer, SimulatedMedia, SimulatedMessage
from simulator.sending import queue, webhook_formatters
from simulator.sending.statuses import Direction, Status, changing
from simulator.sending.webhook_formatters import Told
from simulator.wire.meta import webhooks
from simulator.wire.twilio import forms

WINDOW = timedelta(hours=24)
NOT_TOLD = "Twilio does not tell the business of this."
CAPTIONED = ("text", "image", "video", "document")


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message to be: ``part`` as it goes out under the name of its ``kind``, ``line`` to read."""

    kind: str
    part: Any
    line: str
    reply_to: str = ""
    media: SimulatedMedia | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


def write(customer: SimulatedCustomer, body: str, *, reply_to: str = "") -> SimulatedMessage:
    """The customer sends a text."""
    return say(customer, Utterance("text", {"body": body}, body, reply_to))


def say(customer: SimulatedCustomer, utterance: Utterance) -> SimulatedMessage:
    """The customer sends a message: shown with one tick, its webhook waiting to be posted. Opens the
    24-hour window."""
    with changing(customer.number_id, wakeup.work):
        message = _bubble(customer, utterance)
        SimulatedCustomer.objects.filter(pk=customer.pk).update(window_closes_at=message.created_at + WINDOW)
        _tell(message, customer, _said(message, utterance))
        return message


def tell_system(before: SimulatedCustomer, customer: SimulatedCustomer, part: Mapping[str, Any]) -> None:
    """A line that Meta itself writes, from how the customer was reached ``before``; no window opens."""
    message = _bubble(customer, Utterance("system", part, part["body"]))
    _tell(message, before, webhooks.Said(message.wamid, message.created_at, "system", part))


def tell_unseen(customer: SimulatedCustomer, kind: str, part: Any) -> None:
    """Something that is no bubble of its own: a reaction, an edit, a deletion."""
    said = webhooks.Said(_new_id(customer), timezone.now(), kind, part)
    body = webhook_formatters.of_message(customer, said)
    if body is None:
        raise Conflict(NOT_TOLD)
    queue.put(customer.number, [Told(body)])


def react(customer: SimulatedCustomer, message: SimulatedMessage, emoji: str) -> None:
    """The customer's emoji on any message of the chat; an empty one takes it back."""
    with changing(customer.number_id, wakeup.work):
        part = {"message_id": message.wamid, **({"emoji": emoji} if emoji else {})}
        tell_unseen(customer, "reaction", part)
        SimulatedMessage.objects.filter(pk=message.pk).update(customer_reaction=emoji)


def edit(customer: SimulatedCustomer, message: SimulatedMessage, text: str) -> None:
    """The customer changes what they wrote, or the caption of what they sent."""
    if message.revoked_at or message.kind not in CAPTIONED:
        raise Conflict("This message cannot be edited.")
    changed = dict(message.payload) | {"body" if message.kind == "text" else "caption": text}
    now = timezone.now()
    with changing(customer.number_id, wakeup.work):
        inside = {"type": message.kind, message.kind: changed}
        tell_unseen(customer, "edit", {"original_message_id": message.wamid, "message": inside})
        SimulatedMessage.objects.filter(pk=message.pk).update(payload=changed, body=text, edited_at=now)


def revoke(customer: SimulatedCustomer, message: SimulatedMessage) -> None:
    """The customer deletes a message for everyone."""
    if message.revoked_at:
        raise Conflict("This message is deleted already.")
    with changing(customer.number_id, wakeup.work):
        tell_unseen(customer, "revoke", {"original_message_id": message.wamid})
        SimulatedMessage.objects.filter(pk=message.pk).update(revoked_at=timezone.now())


def _bubble(customer: SimulatedCustomer, utterance: Utterance) -> SimulatedMessage:
    now = timezone.now()
    part = utterance.part
    return SimulatedMessage.objects.create(
        customer=customer,
        direction=Direction.FROM_CUSTOMER,
        wamid=_new_id(customer, utterance.media),
        kind=utterance.kind,
        body=utterance.line,
        payload=part if isinstance(part, dict) else {utterance.kind: part},
        media=utterance.media,
        reply_to=utterance.reply_to,
        status=Status.SENT,
        created_at=now,
        sent_at=now,
    )


def _said(message: SimulatedMessage, utterance: Utterance) -> webhooks.Said:
    return webhooks.Said(
        message.wamid,
        message.created_at,
        utterance.kind,
        utterance.part,
        utterance.reply_to,
        utterance.extra,
    )


def _tell(message: SimulatedMessage, speaker: SimulatedCustomer, said: webhooks.Said) -> None:
    body = webhook_formatters.of_message(speaker, said)
    if body is None:
        raise Conflict(NOT_TOLD)
    queue.put(speaker.number, [Told(body, message)])


def _new_id(customer: SimulatedCustomer, media: SimulatedMedia | None = None) -> str:
    if webhook_formatters.is_twilio(customer.number):
        return forms.new_sid("MM" if media else "SM")
    return webhooks.new_wamid(customer.wa_id, inbound=True)
