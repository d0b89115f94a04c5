"""Who gets a connection to PostgreSQL while all want one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from psycopg_pool import PoolTimeout

from messaging import pools
from messaging.threads import DatabaseThreads
from support_console.postgresql import base
from support_console.postgresql.pulse import Pulse

CONNECTIONS = 24


def unreachable() -> None:
    raise AssertionError("nobody asks whether the server lives")


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> base.Door:
    monkeypatch.setattr(base, "BUSY_PATIENCE", 0.01)
    return base.Door(CONNECTIONS, Pulse(unreachable))  # type: ignore[arg-type]


def fill(door: base.Door) -> list[Callable[[], object]]:
    """As many requests as may have a connection."""
    return [door.enter() for _ in range(pools.connections_for_requests(CONNECTIONS))]


async def test_requests_leave_connections_for_the_threads_of_the_process(door: base.Door) -> None:
    fill(door)
    with pytest.raises(PoolTimeout, match="in use"):
        door.enter()
    threads = DatabaseThreads("of its own", threads=1)
    own = sum(pool.threads for pool in pools.TABLE)
    for _ in range(own):
        await threads.run(door.enter)
    with pytest.raises(PoolTimeout, match="in use"):
        await threads.run(door.enter)
    threads.close()


def test_the_next_request_has_the_place_of_one_that_is_answered(door: base.Door) -> None:
    leave, *_ = fill(door)
    leave()
    door.enter()
    with pytest.raises(PoolTimeout, match="in use"):
        door.enter()


@pytest.mark.parametrize(("connections", "of_requests"), [(3, 3), (16, 8), (24, 10), (40, 26)])
def test_more_connections_are_for_requests(connections: int, of_requests: int) -> None:
    assert pools.connections_for_requests(connections) == of_requests
