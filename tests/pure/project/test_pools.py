"""Threads that touch the database: declared in one table, and never more than there are connections."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from messaging import pools
from tests.pure.project.prose import modules_of

EVERYTHING: set[pools.Role] = {"serve", "deliver", "simulate"}


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch) -> Callable[[int | None], None]:
    """Set how many connections the pool has; SQLite has none, which is None."""

    def set_to(most: int | None) -> None:
        pool = {} if most is None else {"pool": {"max_size": most}}
        monkeypatch.setattr(pools, "settings", SimpleNamespace(DATABASES={"default": {"OPTIONS": pool}}))

    return set_to


def test_the_sum_has_room_for_requests_where_there_are_any() -> None:
    on_this_database = {pool.name: pool.size for pool in pools.TABLE}
    assert pools.connections_needed(EVERYTHING) == sum(on_this_database.values()) + pools.FOR_REQUESTS
    assert pools.connections_needed({"deliver"}) == on_this_database["delivery"]


def test_the_default_is_enough_for_everything_in_one_process_on_postgresql(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pools.connection, "vendor", "postgresql")
    assert pools.connections_needed(EVERYTHING) <= 24


def test_too_few_connections_refuse_the_start_in_one_sentence(limit: Callable[[int | None], None]) -> None:
    limit(pools.connections_needed({"serve"}))
    pools.check({"serve"})
    limit(pools.connections_needed({"serve"}) - 1)
    with pytest.raises(
        ImproperlyConfigured, match=r"^DATABASE_CONNECTIONS is \d+, but [^\n]* need \d+: [^\n]*\.$"
    ):
        pools.check({"serve"})


def test_a_database_without_a_pool_has_no_limit(limit: Callable[[int | None], None]) -> None:
    limit(None)
    pools.check(EVERYTHING)


def test_what_a_server_does_depends_on_the_settings(settings: Any) -> None:
    settings.DELIVERY, settings.SIMULATOR = "workers", False
    assert pools.roles_of_a_server() == {"serve"}
    settings.DELIVERY, settings.SIMULATOR = "embedded", True
    assert pools.roles_of_a_server() == EVERYTHING


def test_no_pool_is_made_past_the_table() -> None:
    sources = modules_of("messaging", "simulator", "support_console")
    made = [path.name for path, text in sources if re.search(r"(?<!class )\bDatabaseThreads\(", text)]
    assert made == ["pools.py"]
