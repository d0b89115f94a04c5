"""Every thread that touches the database outside a request: one table, and its sum against the connections.

A thread that finds no free connection waits for ten seconds and then fails, so the pools of a process and a
reserve for its requests must fit into the connection pool: otherwise the process refuses to start.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from messaging.threads import DatabaseThreads

# What a process does: a server always serves, and delivers or simulates where the settings say so.
Role = Literal["serve", "deliver", "simulate"]

# Under ASGI every request that is being answered has a thread and so a connection of its own; one more asks
# for those who wait for their first attempt (`delivery.lanes.send_wait`).
FOR_REQUESTS = 8


@dataclass(frozen=True, slots=True)
class Pool:
    """`waiting`: calls that may queue behind the threads; `deadline`: seconds until a call is given up."""

    name: str
    role: Role
    threads: int
    purpose: str
    waiting: int
    deadline: float
    # SQLite has one writer: more threads that write would only wait for each other.
    on_sqlite: int | None = None

    @property
    def size(self) -> int:
        """Return how many threads it has on the database of this process."""
        if self.on_sqlite is not None and connection.vendor == "sqlite":
            return self.on_sqlite
        return self.threads


# The one writer of webhook calls may take long on a slow disk; what it stores after its deadline is a copy
# that the constraints refuse when the provider comes again. The simulator waits longer than SQLite waits for
# its lock: a message whose caller was told "no" must not be taken after all.
TABLE = (
    Pool("sockets", "serve", 2, "handshakes, permissions and presence of sockets", 200, 3.0),
    Pool("replay", "serve", 2, "reading the feed for sockets that came back", 64, 3.0),
    Pool("relay", "serve", 1, "catch-ups and heads of the relay", 100, 5.0),
    Pool("webhooks", "serve", 2, "looking up inboxes for webhook calls", 500, 10.0),
    Pool("ingest", "serve", 1, "writing batches of webhook calls", 8, 60.0),
    Pool("delivery", "deliver", 4, "transactions of lanes and jobs", 1000, 15.0, on_sqlite=1),
    Pool("simulator", "simulate", 2, "the fake provider and its phone page", 200, 25.0),
)
POOLS = {pool.name: pool for pool in TABLE}


def make(name: str) -> DatabaseThreads:
    """Return new threads of the table's size; raises `KeyError` for a name that is not in it."""
    pool = POOLS[name]
    return DatabaseThreads(name, threads=pool.size, waiting=pool.waiting, deadline=pool.deadline)


def roles_of_a_server() -> set[Role]:
    """Return what `manage.py serve` does with these settings."""
    roles: set[Role] = {"serve"}
    if settings.DELIVERY == "embedded":
        roles.add("deliver")
    if settings.SIMULATOR:
        roles.add("simulate")
    return roles


def connections_needed(roles: Iterable[Role]) -> int:
    """Return the sum of the threads of these roles, with a reserve for requests where there are any."""
    wanted = set(roles)
    threads = sum(pool.size for pool in TABLE if pool.role in wanted)
    return threads + (FOR_REQUESTS if "serve" in wanted else 0)


def connections_for_requests(connections: int) -> int:
    """Return how many of so many connections requests may have at once. The rest is for the table's threads, and more
    of them would do no more: requests that run at the same time share one interpreter with the thread that writes
    webhooks, and each of them makes it slower."""
    own = sum(pool.threads for pool in TABLE)
    return min(connections, max(FOR_REQUESTS, connections - own))


def check(roles: Iterable[Role]) -> None:
    """Raise `ImproperlyConfigured` when the threads of these roles do not fit into the connection pool."""
    limit = settings.DATABASES["default"].get("OPTIONS", {}).get("pool", {}).get("max_size")
    needed = connections_needed(roles)
    if limit is not None and needed > limit:
        raise ImproperlyConfigured(
            f"DATABASE_CONNECTIONS is {limit}, but the threads of this process need {needed}: set it to"
            f" {needed} or more, within what the database server allows."
        )
