"""`manage.py migrate`: Django's, one at a time per database, and one sentence where there is no database."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from messaging.management.reachable import own_connection
from messaging.management.time_limits import without_time_limits

# Any number that no other program locks in this database.
LOCK = 0x6D696772617465
LOCK_FILE = "migrate.lock"


class Command(migrate.Command):
    help = f"{migrate.Command.help} Several at once wait for each other."

    def execute(self, *arguments: Any, **options: Any) -> str | None:
        """Wait before the checks already: on SQLite Django asks the database whether it knows JSON, and takes one
        that is locked by who migrates for one that does not."""
        connection = connections[options["database"]]
        with _alone(connection), without_time_limits(connection):
            return super().execute(*arguments, **options)


@contextmanager
def _alone(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Wait until no other process migrates this database; raises `CommandError` where it cannot be reached."""
    if connection.vendor == "postgresql":
        with closing(own_connection(connection)) as own, own.cursor() as cursor:
            # Ends with the connection, however this process ends.
            with without_time_limits(own):
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            yield
        return
    with closing(own_connection(connection)):
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / LOCK_FILE).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
