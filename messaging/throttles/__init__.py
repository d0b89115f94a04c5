"""How often something may be tried: counted over all processes, refused with 429 and when to come back."""

from messaging.throttles.attempts import (
    MEDIA,
    METRICS,
    PASSWORDS,
    SOCKETS,
    WEBHOOKS,
    Attempts,
    refusal,
)
from messaging.throttles.counters import forget_all
from messaging.throttles.limit import Counted, Limit, count, wait
from messaging.throttles.networks import UNKNOWN, network_of, networks_of

__all__ = [
    "MEDIA",
    "METRICS",
    "PASSWORDS",
    "SOCKETS",
    "UNKNOWN",
    "WEBHOOKS",
    "Attempts",
    "Counted",
    "Limit",
    "count",
    "forget_all",
    "network_of",
    "networks_of",
    "refusal",
    "wait",
]
