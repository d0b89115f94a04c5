"""What agents and programs send: checked, then queued or held."""

from messaging.actions.outgoing.idempotency import SAME_FILE
from messaging.actions.outgoing.orders import Draft, TemplateChoice
from messaging.actions.outgoing.reacting import react
from messaging.actions.outgoing.retrying import confirm_message, release_message, retry_message
from messaging.actions.outgoing.sending import send_message, send_to

__all__ = [
    "SAME_FILE",
    "Draft",
    "TemplateChoice",
    "confirm_message",
    "react",
    "release_message",
    "retry_message",
    "send_message",
    "send_to",
]
