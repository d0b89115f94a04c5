"""How a test that commits leaves the database: empty, as the migrations left it.

Django's own way, `flush`, throws away content types and permissions as well and then writes them anew: two thirds
of what such a test cost, and on PostgreSQL it truncates every table whether there is anything in it or not.
"""

from __future__ import annotations

from typing import Any

from django.db import connections, transaction
from django.test import TransactionTestCase

# Written by `migrate` and by nobody else.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def take_back(connection: Any) -> None:
    """Start the pool anew when a thread that has ended kept a connection of it; the tests after it would wait."""
    if pool := getattr(connection, "pool", None):
        found = pool.get_stats()
        if found["pool_size"] - found["pool_available"] > 1:
            connection.close()
            connection.close_pool()


def empty(case: TransactionTestCase) -> None:
    """Delete what is in the tables; foreign keys are checked at the end only, so their order does not matter."""
    for alias in case._databases_names(include_mirrors=False):
        connection = connections[alias]
        take_back(connection)
        tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
        quoted = [connection.ops.quote_name(table) for table in sorted(tables - KEPT)]
        with transaction.atomic(alias), connection.cursor() as cursor:
            # Most tables are empty, and asking all of them at once is as cheap as deleting from one.
            places = (f"SELECT {n} WHERE EXISTS (SELECT 1 FROM {table})" for n, table in enumerate(quoted))
            cursor.execute(" UNION ALL ".join(places))
            for (place,) in cursor.fetchall():
                cursor.execute(f"DELETE FROM {quoted[place]}")
