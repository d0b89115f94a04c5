"""How a test that commits leaves the database: empty, as the migrations left it.

Django's own way, `flush`, throws away content types and permissions as well and then writes them anew: two thirds
of what such a test cost, and on PostgreSQL it truncates every table whether there is anything in it or not.
"""

from __future__ import annotations

from django.db import connections, transaction
from django.test import TransactionTestCase

# Written by `migrate` and by nobody else.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def empty(case: TransactionTestCase) -> None:
    """Delete what is in the tables; foreign keys are checked at the end only, so their order does not matter."""
    for alias in case._databases_names(include_mirrors=False):
        connection = connections[alias]
        tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
        quoted = [connection.ops.quote_name(table) for table in sorted(tables - KEPT)]
        with transaction.atomic(alias), connection.cursor() as cursor:
            for table in quoted:
                cursor.execute(f"DELETE FROM {table}")
