"""Incoming webhook calls: stored raw before they are believed, batched into transactions, answered after
COMMIT, and processed once more when somebody asks."""

from messaging.ingest.again import replay
from messaging.ingest.calls import IncomingCall, Outcome, provider_call, seed_call
from messaging.ingest.queue import Ingest, ingest, shutdown, startup
from messaging.ingest.writing import write_each

__all__ = [
    "IncomingCall",
    "Ingest",
    "Outcome",
    "ingest",
    "provider_call",
    "replay",
    "seed_call",
    "shutdown",
    "startup",
    "write_each",
]
