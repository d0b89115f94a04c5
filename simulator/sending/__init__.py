"""What both fake providers post to webhooks: queued, in order, tried again, and the statuses that follow."""

from simulator.sending import statuses
from simulator.sending.changes import changing
from simulator.sending.queue import enqueue
from simulator.sending.statuses import Direction, Status
from simulator.sending.timing import Timing
from simulator.sending.webhook_formatters import (
    OutgoingWebhook,
    business_of,
    customer_of,
    format_message,
    is_twilio,
)
from simulator.sending.worker import SimulatorWorker, TakeAnswer

__all__ = [
    "Direction",
    "OutgoingWebhook",
    "SimulatorWorker",
    "Status",
    "TakeAnswer",
    "Timing",
    "business_of",
    "changing",
    "customer_of",
    "enqueue",
    "format_message",
    "is_twilio",
    "statuses",
]
