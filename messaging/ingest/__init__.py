"""Incoming webhook calls: stored raw before they are believed, batched into transactions, answered after
COMMIT, and processed once more when somebody asks."""

from messaging.ingest.commit import commit_each
from messaging.ingest.parse import (
    IncomingCall,
    Outcome,
    generic_call,
    names_other_inboxes,
    provider_call,
    with_recipients,
)
from messaging.ingest.poll_results import apply_poll_results
from messaging.ingest.queue import Ingest, ingest
from messaging.ingest.reading import off_the_loop
from messaging.ingest.replay import replay_call, replay_calls
from messaging.ingest.stored_pricing import fill_stored_pricing
from messaging.ingest.watch import shutdown, startup

__all__ = [
    "IncomingCall",
    "Ingest",
    "Outcome",
    "apply_poll_results",
    "commit_each",
    "fill_stored_pricing",
    "generic_call",
    "ingest",
    "names_other_inboxes",
    "off_the_loop",
    "provider_call",
    "replay_call",
    "replay_calls",
    "shutdown",
    "startup",
    "with_recipients",
]
