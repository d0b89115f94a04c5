"""Incoming webhook calls: stored raw before they are believed, batched into transactions, answered after
COMMIT, and processed once more when somebody asks."""

from messaging.ingest.again import replay, replay_many
from messaging.ingest.calls import IncomingCall, Outcome, provider_call, reaching, seed_call, speaks_of_others
from messaging.ingest.polled import take_polled
from messaging.ingest.queue import Ingest, ingest, shutdown, startup
from messaging.ingest.writing import write_each

__all__ = [
    "IncomingCall",
    "Ingest",
    "Outcome",
    "ingest",
    "provider_call",
    "reaching",
    "replay",
    "replay_many",
    "seed_call",
    "shutdown",
    "speaks_of_others",
    "startup",
    "take_polled",
    "write_each",
]
