"""Whether what this process stands on is there: for the readiness probe and for `doctor`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache

import redis
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from messaging.runtime import runtime

log = logging.getLogger(__name__)

OK = "ok"


def database_state() -> str:
    """``"ok"`` or why not."""
    return _state(_ask_database, DatabaseError, "the database does not answer")


def layer_state() -> str:
    """``"ok"`` or why not. The in-memory layer is this process itself."""
    if not settings.REDIS_URL:
        return OK
    return _state(_ask_redis, redis.RedisError, "Redis does not answer")


def _state(ask: Callable[[], object], failure: type[Exception], sentence: str) -> str:
    try:
        ask()
    except failure as reason:
        log.warning(sentence, extra={"reason": type(reason).__name__})
        return sentence
    return OK


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_redis() -> None:
    redis_client().ping()


@lru_cache(maxsize=1)
def redis_client() -> redis.Redis:
    """One small pool per process; asks give up after a second."""
    client: redis.Redis = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, max_connections=4
    )
    return client


class _Migrations:
    applied = False


def migrations_state() -> str:
    """``"ok"`` or why not. Asked until the answer is yes: tables do not go away under a running process."""
    known = runtime().part(_Migrations)
    if not known.applied and (waiting := pending_migrations()):
        return f"{len(waiting)} migrations are not applied"
    known.applied = True
    return OK


def pending_migrations() -> list[str]:
    """Names of what `manage.py migrate` would still do."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
