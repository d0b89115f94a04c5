"""Everything the project counts, in one place, so that no name is made twice. Times are seconds."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

# From a tenth of a millisecond (a hop into a thread) to half a minute (a provider that hangs).
_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

# Ways in
WEBHOOK_TO_COMMIT = Histogram(
    "console_webhook_to_commit_seconds",
    "From the last byte of a webhook call to the COMMIT that stored it.",
    ["door"],
    buckets=_BUCKETS,
)
WEBHOOK_CALLS = Counter(
    "console_webhook_calls_total",
    "Webhook calls by outcome: stored, refused (signature), malformed, overloaded.",
    ["door", "outcome"],
)
INGEST_BATCH = Histogram(
    "console_ingest_batch_calls",
    "Webhook calls per transaction.",
    buckets=(1, 2, 4, 8, 16, 32, 64),
)

# Ways out
DELIVERY_ATTEMPTS = Counter(
    "console_delivery_attempts_total",
    "Attempts to hand a message over, by transport and outcome: sent, later, failed, unconfirmed.",
    ["transport", "outcome"],
)
DELIVERY_SECONDS = Histogram(
    "console_delivery_attempt_seconds",
    "How long the provider took to answer one attempt.",
    ["transport"],
    buckets=_BUCKETS,
)
JOBS = Counter(
    "console_jobs_total",
    "Jobs (files, read marks, templates, polls) by kind and outcome: done, again, later, failed.",
    ["kind", "outcome"],
)
QUEUE_DEPTH = Gauge(
    "console_queue_depth",
    "Waiting items by queue: ingest, delivery, …",
    ["queue"],
)

# The feed
DOORBELLS = Counter(
    "console_doorbells_total",
    "Doorbells by outcome: rung, unbound (no loop in this process), dropped (layer away or too slow).",
    ["outcome"],
)
RELAY_CATCH_UPS = Counter(
    "console_relay_catch_ups_total",
    "Reads of the log by the relay because of: gap (number missing), tail (head poll), start.",
    ["why"],
)
RELAY_LAG = Gauge(
    "console_relay_lag_events",
    "Head of the log minus what the relay has delivered, summed over the inboxes that it follows.",
)
RELAY_DEATHS = Counter("console_relay_deaths_total", "Times the relay died of a bug and was started again.")

# Sockets
SOCKETS = Gauge("console_sockets", "Open console sockets of this process.")
SOCKET_CLOSES = Counter(
    "console_socket_closes_total", "Sockets that the server closed, by close code.", ["code"]
)
COMMIT_TO_SOCKET = Histogram(
    "console_commit_to_socket_seconds",
    "From the COMMIT of an event to handing its frame to the last socket that takes it at once, and to each that must wait.",
    buckets=_BUCKETS,
)
REPLAYED = Counter(
    "console_socket_replayed_events_total", "Events read from the log for sockets that came back."
)
HOLES = Counter(
    "console_socket_holes_total",
    "Live events that did not continue what a socket had; healed from the log, but never expected.",
)
RESETS = Counter("console_socket_resets_total", "Cursors that could not be served, by reason.", ["why"])

# Threads that touch the database
THREADS_WAIT = Histogram(
    "console_threads_wait_seconds",
    "From asking for a database thread to getting one.",
    ["pool"],
    buckets=_BUCKETS,
)
THREADS_RUN = Histogram(
    "console_threads_run_seconds",
    "Work inside a database thread.",
    ["pool"],
    buckets=_BUCKETS,
)
THREADS_REFUSED = Counter(
    "console_threads_refused_total",
    "Work refused: full (waiting list), late (deadline passed).",
    ["pool", "why"],
)
