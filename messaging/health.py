"""Whether what this process stands on is there: for the readiness probe and for `doctor`."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from functools import lru_cache

import redis
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from messaging import file_storage
from messaging.outages import Outage, Reason, outage_of
from messaging.runtime import runtime

log = logging.getLogger(__name__)

OK = "ok"
DATABASE_AWAY = "the database does not answer"
# Seconds: how long the storage may take, and how long its answer counts.
STORAGE_PATIENCE = 2.0
KNOWN_GOOD, KNOWN_BAD = 30.0, 2.0


def database_state() -> str:
    """``"ok"`` or why not: one whose connections are all in use is not away."""
    try:
        _ask_database()
    except DatabaseError as failure:
        sentence = _why_not(failure)
        log.warning(sentence, extra={"reason": type(failure.__cause__ or failure).__name__})
        return sentence
    return OK


def _why_not(failure: DatabaseError) -> str:
    outage = outage_of(failure)
    if outage is None or outage.reason is not Reason.DATABASE_BUSY:
        return DATABASE_AWAY
    return outage.detail[0].lower() + outage.detail[1:].removesuffix(".")


def layer_state() -> str:
    """``"ok"`` or why not. The in-memory layer is this process itself."""
    if not settings.REDIS_URL:
        return OK
    try:
        _ask_redis()
    except redis.RedisError as failure:
        log.warning("Redis does not answer", extra={"reason": type(failure).__name__})
        return "Redis does not answer"
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


class _StorageProbe:
    """Looks whether a file can be kept: in a thread, because a storage that hangs must not hold a probe, and not each
    time that it is asked, because a bucket's owner pays for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._state = OK
        self._good_until = 0.0

    def state(self) -> str:
        with self._lock:
            if time.monotonic() < self._good_until:
                return self._state
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._look, name="storage-probe", daemon=True)
                self._thread.start()
            looking = self._thread
        looking.join(STORAGE_PATIENCE)
        return "the file storage does not answer" if looking.is_alive() else self._state

    def _look(self) -> None:
        self._state = _kept_a_file()
        self._good_until = time.monotonic() + (KNOWN_GOOD if self._state == OK else KNOWN_BAD)


def _kept_a_file() -> str:
    try:
        path = file_storage.put(default_storage, f"probe-{secrets.token_hex(8)}", ContentFile(b"probe"))
        file_storage.delete(default_storage, path)
    except Outage as outage:
        log.warning("Files cannot be kept", extra={"reason": repr(outage.__cause__)})
        return f"files cannot be kept: {outage.detail}"
    return OK


def storage_state() -> str:
    """``"ok"`` or why no file can be kept, as it was half a minute ago at most."""
    return runtime().part(_StorageProbe).state()


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
