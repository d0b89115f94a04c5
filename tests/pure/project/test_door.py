"""Who gets a connection to PostgreSQL while all want one."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from psycopg import OperationalError
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


def test_connection_that_fails_before_django_has_it_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[str] = []

    def cut(_: object) -> None:
        raise OperationalError("the server closed the connection")

    pool = SimpleNamespace(putconn=lambda _: went.append("back to the pool"))
    monkeypatch.setattr(base, "limit_statements", cut)
    monkeypatch.setattr(base.DatabaseWrapper, "pool", pool)
    monkeypatch.setattr(
        base.DatabaseWrapper,
        "_doors",
        {"default": SimpleNamespace(enter=lambda: lambda: went.append("place left"))},
    )
    connection = SimpleNamespace(close=lambda: went.append("closed"))
    monkeypatch.setattr(base.DatabaseWrapper, "_connection_of_pool", lambda *_: connection)
    wrapper = base.DatabaseWrapper.__new__(base.DatabaseWrapper)
    wrapper.alias = "default"
    with pytest.raises(OperationalError):
        wrapper.get_new_connection({})
    assert went == ["closed", "back to the pool", "place left"]
