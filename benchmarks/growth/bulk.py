"""Rows written past the actions: COPY on PostgreSQL, `executemany` on SQLite, indexes made afterwards."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db import connection, models, transaction

AT_ONCE = 5000


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def moment(seconds: float) -> str:
    """Return a time (seconds since the epoch) as a column holds it."""
    text = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return f"{text}+00" if is_postgresql() else text


class Table:
    """One table whose rows differ in the columns of `names`; the others are those of `sample`."""

    def __init__(self, sample: models.Model, *names: str) -> None:
        meta = sample._meta
        self.name = meta.db_table
        fields = [
            field
            for field in meta.concrete_fields
            if (field.name != "id" or "id" in names) and not field.generated
        ]
        self.columns = [field.column for field in fields]
        self._base = [_value(field, getattr(sample, field.attname)) for field in fields]
        self._places = [self.columns.index(meta.get_field(name).column) for name in names]  # type: ignore[union-attr]

    def row(self, values: Sequence[Any]) -> list[Any]:
        """Return a whole row from the values of `names`."""
        row = self._base.copy()
        for place, value in zip(self._places, values, strict=True):
            row[place] = value
        return row

    def write(self, rows: Iterable[Sequence[Any]]) -> None:
        """Write a row for each sequence of the values of `names`."""
        whole = map(self.row, rows)
        quoted = ", ".join(f'"{one}"' for one in self.columns)
        connection.ensure_connection()
        if is_postgresql():
            cursor = connection.connection.cursor()
            with cursor.copy(f"COPY {self.name} ({quoted}) FROM STDIN") as copy:
                for row in whole:
                    copy.write_row(row)
            return
        marks = ", ".join("?" * len(self.columns))
        statement = f"INSERT INTO {self.name} ({quoted}) VALUES ({marks})"
        with transaction.atomic():
            while batch := list(islice(whole, AT_ONCE)):
                connection.connection.executemany(statement, batch)


def _value(field: Any, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | bytes):
        return value
    if isinstance(field, models.JSONField):
        return json.dumps(value)
    if isinstance(value, datetime):
        return moment(value.timestamp())
    return value.hex if isinstance(field, models.UUIDField) else str(value)


@contextmanager
def in_bulk() -> Iterator[dict[str, float]]:
    """Fill in here; yields what takes how many seconds afterwards: `indexes`, those that `migrate` makes, on the full
    tables, and `analyze`."""
    took: dict[str, float] = {}
    with connection.cursor() as cursor:
        statements = _indexes(cursor)
        _unguarded(cursor, on=True)
        yield took
        _unguarded(cursor, on=False)
        begun = time.monotonic()
        for statement in statements:
            cursor.execute(statement)
        took["indexes"] = time.monotonic() - begun
        _sequences(cursor)
        begun = time.monotonic()
        for statement in ("VACUUM ANALYZE",) if is_postgresql() else ("ANALYZE",):
            cursor.execute(statement)
        took["analyze"] = time.monotonic() - begun


def _indexes(cursor: Any) -> list[str]:
    """Drop the indexes of our tables that no constraint needs; return what makes them again."""
    sql = (
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename LIKE 'messaging%'"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint) AND indexdef NOT LIKE '% UNIQUE %'"
        if is_postgresql()
        else "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%messaging%'"
    )
    cursor.execute(sql)
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [statement for _, statement in found]


def _unguarded(cursor: Any, *, on: bool) -> None:
    """Leave foreign keys unchecked, and on SQLite power cuts as well, while rows are written."""
    if is_postgresql():
        cursor.execute(f"SET session_replication_role = {'replica' if on else 'origin'}")
        cursor.execute(f"SET synchronous_commit = {'off' if on else 'on'}")
        cursor.execute(f"SET maintenance_work_mem = '{'256MB' if on else '64MB'}'")
        # Rows are made between two statements of one transaction, however long that takes on a busy machine.
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET idle_in_transaction_session_timeout = 0")
        return
    cursor.execute(f"PRAGMA foreign_keys = {'OFF' if on else 'ON'}")
    cursor.execute(f"PRAGMA synchronous = {'OFF' if on else 'FULL'}")
    cursor.execute(f"PRAGMA cache_size = {-200_000 if on else -2000}")


def _sequences(cursor: Any) -> None:
    from django.apps import apps
    from django.core.management.color import no_style

    tables = apps.get_app_config("messaging").get_models()
    for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
        cursor.execute(statement)
