"""An empty installation of a benchmark's own: SQLite in a temporary folder, or PostgreSQL."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator

from tests import servers


@contextlib.contextmanager
def installation(database_url: str = "", *, settings: str = "support_console.settings") -> Iterator[None]:
    """Inside it Django is set up and migrated; once per process."""
    with tempfile.TemporaryDirectory(prefix="console-benchmark-") as folder:
        os.environ.update(
            SECRET_KEY="only-for-benchmarks-" + "k" * 32,
            VAR_DIR=folder,
            DATABASE_URL=database_url,
            ALLOWED_HOSTS="localhost",
            LOG_LEVEL="ERROR",
            DJANGO_SETTINGS_MODULE=settings,
        )
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        try:
            yield
        finally:
            connection.close()


@contextlib.contextmanager
def chosen_installation() -> Iterator[str]:
    """On PostgreSQL where the command line says so; yields the URL of its database, empty for SQLite."""
    with contextlib.ExitStack() as stack:
        url = ""
        if "postgresql" in sys.argv[1:]:
            url = stack.enter_context(servers.database(stack.enter_context(servers.postgres())))
        stack.enter_context(installation(url))
        yield url
