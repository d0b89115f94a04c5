"""A command without a database ends with one sentence, not with ten seconds of warnings and a traceback."""

from __future__ import annotations

from contextlib import closing

from django.core.management.base import CommandError
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError


def require_database() -> None:
    """Raise `CommandError` where the database cannot be reached."""
    with closing(own_connection(connection)):
        pass


def own_connection(shared: BaseDatabaseWrapper) -> BaseDatabaseWrapper:
    """Return a further connection to the same database, for the caller to close; raises `CommandError`.

    Without the pool, which asks a server that is away again and again, with a warning each time.
    """
    own = shared.copy()
    own.settings_dict["OPTIONS"].pop("pool", None)
    try:
        own.ensure_connection()
    except OperationalError as failure:
        reason = str(failure).strip().splitlines()[0].removesuffix(".")
        raise CommandError(
            f"The database cannot be reached: {reason}. Check DATABASE_URL, and whether the server runs."
        ) from failure
    return own
