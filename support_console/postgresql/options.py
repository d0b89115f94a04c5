"""What our connections to PostgreSQL ask of libpq, of the kernels at both ends, and of the server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# A host that is lost closes nothing. Its end of a connection is found dead after five seconds, by either side.
DEAD_AFTER = 5
KEEPALIVES = {"idle": 2, "interval": 1, "count": 3}

OF_THE_CLIENT: dict[str, Any] = {
    "connect_timeout": 2,
    "keepalives": 1,
    **{f"keepalives_{name}": value for name, value in KEEPALIVES.items()},
    "tcp_user_timeout": DEAD_AFTER * 1000,
}
# What a vanished client may hold ends by itself: its transaction, and with it every lock. Behind a proxy that takes
# its packets the kernel notices nothing, so an idle transaction has an end of its own; ours are never idle, because
# nothing leaves over the network inside one. A waiter's limit is twice that and not more: the waiters that were lost
# with the holder stand in the queue before everybody else, and so at most one of them gets the lock after it.
OF_THE_SERVER: dict[str, str] = {
    **{f"tcp_keepalives_{name}": f"{value}" for name, value in KEEPALIVES.items()},
    "tcp_user_timeout": f"{DEAD_AFTER}s",
    "client_connection_check_interval": "2s",
    "idle_in_transaction_session_timeout": "4s",
    "lock_timeout": "8s",
    "statement_timeout": "30s",
}
# Which plans are kept, `messaging.prepared.keep_plans` says. Compiling a plan takes longer than any of our statements:
# 337 of 351 ms of the counts of all views, which the planner believes to be dear.
PLANS = {"plan_cache_mode": "force_custom_plan", "jit": "off"}
# A statement that a connection was asked so often is planned once for ever; only what `messaging.prepared` asks counts.
PREPARED_AFTER = 3
# How long a connection that is free may take to be there, until the server is asked whether it lives.
SLICE = 0.3


def options(*, connections: int, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return Django's OPTIONS; what DATABASE_URL gives besides comes first."""
    in_session = " ".join(f"-c {name}={value}" for name, value in (OF_THE_SERVER | PLANS).items())
    pool = {
        "min_size": 2,
        "max_size": connections,
        "timeout": SLICE,
        # Never later: its pauses grow to minutes, and the next request asks for a connection anyway.
        "reconnect_timeout": 0,
    }
    asked = {"options": f"{in_session} {given.get('options', '')}".strip()}
    return {"pool": pool, "prepare_threshold": PREPARED_AFTER, **OF_THE_CLIENT, **given, **asked}
