"""Messages that a webhook's answer asks for."""

from __future__ import annotations

import logging

from simulator.models import SimulatedNumber, SimulatedWebhook
from simulator.runtime import database
from simulator.sending import customer_of
from simulator.twilio import sending
from simulator.wire.twilio import TwilioError, forms, twiml

log = logging.getLogger(__name__)


async def send_replies(webhook_id: int, content_type: str, answer: str) -> None:
    """Send what the answer to the post of a customer's message says; what cannot be sent is logged, as in
    Twilio's debugger."""
    found = await database.run(_asked_by, webhook_id)
    if found is None:
        return
    number, customer = found
    try:
        for form in twiml.replies(content_type, answer):
            addressed = {"From": number.phone_number_id, "To": customer} | form
            await sending.send(number, addressed, is_reply=True)
    except (twiml.NoTwimlError, TwilioError) as refused:
        log.warning("The answer to a webhook was not sent", extra={"reason": str(refused)})


def _asked_by(webhook_id: int) -> tuple[SimulatedNumber, str] | None:
    """Return the number and the customer of a customer's message; None for a post about something else."""
    rows = SimulatedWebhook.objects.select_related("message__customer__number")
    webhook = rows.filter(pk=webhook_id, message__isnull=False).first()
    if webhook is None or webhook.message is None:
        return None
    customer = webhook.message.customer
    return customer.number, forms.address(customer_of(customer))
