"""What agents and programs send: checked, then queued or held."""

from messaging.actions.outgoing.idempotency import SAME_FILE
from messaging.actions.outgoing.orders import Draft, TemplateChoice
from messaging.actions.outgoing.reacting import react
from messaging.actions.outgoing.retrying import confirm_message, release_message, retry_message
from messaging.actions.outgoing.scheduling import next_due, reschedule_message, send_due
from messaging.actions.outgoing.sending import send_message, send_to

__all__ = [
    "SAME_FILE",
    "Draft",
    "TemplateChoice",
    "confirm_message",
    "next_due",
    "react",
    "release_message",
    "reschedule_message",
    "retry_message",
    "send_due",
    "send_message",
    "send_to",
]
