"""Writing many rows at once, by statements that are put together without Django's compiler."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar

from django.db import connection, models

from messaging.models.values import reader

# Rows of one statement: well below every database's limit of bound values.
AT_ONCE = 200
M = TypeVar("M", bound=models.Model)


def insert_rows(rows: Iterable[M]) -> list[M]:
    """Insert new rows of one table and return them with their ids; raises `IntegrityError` as `save` does.

    Django's `bulk_create` asks each column of each row what its value's expression is: of one row or of two hundred
    that costs several times what the database does.
    """
    every = list(rows)
    for start in range(0, len(every), AT_ONCE):
        _insert(every[start : start + AT_ONCE])
    return every


def _insert(rows: Sequence[M]) -> None:
    meta = type(rows[0])._meta
    quote = connection.ops.quote_name
    fields: list[Any] = [field for field in meta.concrete_fields if field is not meta.pk]
    one = f"({', '.join(['%s'] * len(fields))})"
    readers = [reader(field, connection.vendor, new=True) for field in fields]
    values = [read(row) for row in rows for read in readers]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(meta.db_table)} ({', '.join(quote(field.column) for field in fields)})"  # noqa: S608 (names of our own)
            f" VALUES {', '.join([one] * len(rows))} RETURNING {quote(meta.pk.column)}",
            values,
        )
        pks = [pk for (pk,) in cursor.fetchall()]
    for row, pk in zip(rows, pks, strict=True):
        row.pk = pk
        row._state.adding, row._state.db = False, connection.alias


def update_rows(rows: Collection[models.Model], names: Sequence[str]) -> None:
    """Write these columns of rows of one table back, two hundred in a statement.

    Django's `bulk_update` says CASE for every column and row: of two hundred rows with ten columns it costs ten times
    as much.
    """
    every = list(rows)
    for start in range(0, len(every), AT_ONCE):
        _update(every[start : start + AT_ONCE], names)


def _update(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    meta = type(rows[0])._meta
    fields: list[Any] = [meta.pk, *(meta.get_field(name) for name in names)]
    quote = connection.ops.quote_name
    columns = [quote(field.column) for field in fields]
    one = "(" + ", ".join(map(_placeholder, fields)) + ")"
    table, pk = quote(meta.db_table), columns[0]
    assigned = ", ".join(f"{column} = changed.{column}" for column in columns[1:])
    readers = [reader(field, connection.vendor) for field in fields]
    values = [read(row) for row in rows for read in readers]
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH changed ({', '.join(columns)}) AS (VALUES {', '.join([one] * len(rows))})"  # noqa: S608 (names of our own)
            f" UPDATE {table} SET {assigned} FROM changed WHERE {table}.{pk} = changed.{pk}",
            values,
        )


def _placeholder(field: Any) -> str:
    """Return where a value goes. PostgreSQL takes the type of a VALUES column from its first row, which may be NULL. A text is no varchar: that
    would be cut where the column refuses."""
    if connection.vendor != "postgresql":
        return "%s"
    is_text = isinstance(field, models.CharField | models.TextField)
    return f"%s::{'text' if is_text else field.rel_db_type(connection)}"
