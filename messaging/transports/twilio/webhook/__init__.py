"""What Twilio posts: proof, forms, and the batch that they make."""

from messaging.transports.twilio.webhook.parse import (
    CALLBACK_PARAMETER,
    POLL_RESULT,
    is_priced,
    parse,
    reported_status,
)
from messaging.transports.twilio.webhook.signature import share_signer, verify

__all__ = [
    "CALLBACK_PARAMETER",
    "POLL_RESULT",
    "is_priced",
    "parse",
    "reported_status",
    "share_signer",
    "verify",
]
