"""Writing many rows at once, by statements that are put together without Django's compiler.

SQLite takes each value as one of its own. psycopg would write each into the statement as text, which costs more than all the
rest: PostgreSQL is given the rows as one JSON document, whose statement is the same for any number of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models

from messaging.models.values import rows_document, to_database
from messaging.prepared import fetching, prepared_cursor

# Rows of one statement: well below every database's limit of bound values.
AT_ONCE = 200
ROWS = "{rows}"
_AS_TEXT = (models.CharField, models.TextField, models.BinaryField, models.FileField)
M = TypeVar("M", bound=models.Model)


def insert_rows(rows: Iterable[M]) -> list[M]:
    """Insert new rows of one table and return them with their ids; raises `IntegrityError` as `save` does.

    Django's `bulk_create` asks each column of each row what its value's expression is: of one row or of two hundred
    that costs several times what the database does.
    """
    return inserting(rows)()


def inserting(rows: Iterable[M]) -> Callable[[], list[M]]:
    """Do the same; return what waits for the ids and returns the rows, for several statements `in_one_go`."""
    every = list(rows)
    parts = [every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE)]
    sent = [(part, _execute(_inserting(type(part[0]), connection.vendor), part)) for part in parts]

    def inserted() -> list[M]:
        for part, returned in sent:
            _take_ids(part, returned())
        return every

    return inserted


def add_rows(rows: Iterable[models.Model]) -> None:
    """Insert new rows of one table whose ids nobody needs: `in_one_go` they are not waited for."""
    every = list(rows)
    for start in range(0, len(every), AT_ONCE):
        part = every[start : start + AT_ONCE]
        _execute(_inserting(type(part[0]), connection.vendor), part)


def save_rows(rows: Iterable[models.Model], *, unique: tuple[str, ...], update: tuple[str, ...]) -> None:
    """Insert rows of one table; of one that is there already by its `unique` fields only those to `update` are written.
    No two of them may be the same by these."""
    every = list(rows)
    for start in range(0, len(every), AT_ONCE):
        part = every[start : start + AT_ONCE]
        _execute(_inserting(type(part[0]), connection.vendor, unique, update), part)


def update_rows(rows: Collection[models.Model], names: Sequence[str]) -> None:
    """Write these columns of rows of one table back, two hundred in a statement.

    Django's `bulk_update` says CASE for every column and row: of two hundred rows with ten columns it costs ten times
    as much.
    """
    every = list(rows)
    for start in range(0, len(every), AT_ONCE):
        part = every[start : start + AT_ONCE]
        _execute(_updating(type(part[0]), tuple(names), connection.vendor), part)


def _take_ids(rows: Sequence[models.Model], pks: Sequence[tuple[Any, ...]]) -> None:
    name = type(rows[0])._meta.pk.attname
    for row, (pk,) in zip(rows, pks, strict=True):
        setattr(row, name, pk)
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def _execute(statement: _Statement, rows: Sequence[models.Model]) -> Callable[[], list[tuple[Any, ...]]]:
    """Send a statement; return what returns its rows."""
    cursor = prepared_cursor()
    cursor.execute(statement.sql(len(rows)), statement.parameters(rows))
    return fetching(cursor) if statement.returns else list


class _Statement:
    """A statement about rows of a table, made once for ever. `text` has `ROWS` where SQLite is given their values, and
    one parameter where PostgreSQL is given the document."""

    def __init__(self, fields: Sequence[Any], text: str, vendor: str, *, returns: bool) -> None:
        self._text, self.returns = text, returns
        self._is_document = vendor == "postgresql"
        self._values_of = attrgetter(*(field.attname for field in fields))
        found = ((place, to_database(field, vendor)) for place, field in enumerate(fields))
        self._conversions = [(place, convert) for place, convert in found if convert]
        # What is set as a row is saved for the first time.
        self._set_first = [one for one in fields if returns and _sets_itself(one)]
        self._one = f"({', '.join(['%s'] * len(fields))})"
        self._names = [f"c{place}" for place in range(len(fields))]

    def sql(self, count: int) -> str:
        """Return the text for so many rows."""
        return self._text if self._is_document else self._text.replace(ROWS, ", ".join([self._one] * count))

    def parameters(self, rows: Sequence[models.Model]) -> list[Any]:
        """Return what goes into the text."""
        values = [self._values(row) for row in rows]
        if self._is_document:
            return [rows_document([dict(zip(self._names, one, strict=True)) for one in values])]
        return [value for one in values for value in one]

    def _values(self, row: models.Model) -> Sequence[Any]:
        for field in self._set_first:
            field.pre_save(row, add=True)
        values = list(self._values_of(row))
        for place, convert in self._conversions:
            values[place] = convert(values[place])
        return values


def _sets_itself(field: Any) -> bool:
    if isinstance(field, models.DateField):
        return bool(field.auto_now or field.auto_now_add)
    return type(field).pre_save is not models.Field.pre_save


@cache
def _inserting(
    model: type[models.Model], vendor: str, unique: tuple[str, ...] = (), update: tuple[str, ...] = ()
) -> _Statement:
    meta, quote = model._meta, connection.ops.quote_name
    fields: list[Any] = [
        field for field in meta.concrete_fields if field is not meta.pk and not field.generated
    ]
    into = f"INSERT INTO {quote(meta.db_table)} ({', '.join(quote(field.column) for field in fields)})"
    given = (
        f"SELECT {_columns(fields)} FROM {_document(fields)}" if vendor == "postgresql" else f"VALUES {ROWS}"  # noqa: S608 (names of our own)
    )
    if unique:
        columns = {field.name: quote(field.column) for field in fields}
        assigned = ", ".join(f"{columns[name]} = excluded.{columns[name]}" for name in update)
        given += f" ON CONFLICT ({', '.join(columns[name] for name in unique)}) DO UPDATE SET {assigned}"
    return _Statement(fields, f"{into} {given} RETURNING {quote(meta.pk.column)}", vendor, returns=True)


@cache
def _updating(model: type[models.Model], names: tuple[str, ...], vendor: str) -> _Statement:
    meta, quote = model._meta, connection.ops.quote_name
    fields: list[Any] = [meta.pk, *(meta.get_field(name) for name in names)]
    table, changed = quote(meta.db_table), list(enumerate(fields))[1:]
    assigned = ", ".join(f"{quote(field.column)} = {_column(place, field)}" for place, field in changed)
    where = f"{table}.{quote(meta.pk.column)} = given.c0"
    if vendor == "postgresql":
        text = f"UPDATE {table} SET {assigned} FROM {_document(fields)} WHERE {where}"  # noqa: S608 (names of our own)
    else:
        columns = ", ".join(f"c{place}" for place in range(len(fields)))
        text = f"WITH given ({columns}) AS (VALUES {ROWS}) UPDATE {table} SET {assigned} FROM given WHERE {where}"  # noqa: S608 (names of our own)
    return _Statement(fields, text, vendor, returns=False)


def _columns(fields: Sequence[Any]) -> str:
    return ", ".join(_column(place, field) for place, field in enumerate(fields))


def _column(place: int, field: Any) -> str:
    """Return the column of what is given. JSON has no bytes."""
    name = f"given.c{place}"
    is_bytes = isinstance(field, models.BinaryField) and connection.vendor == "postgresql"
    return f"decode({name}, 'base64')" if is_bytes else name


def _document(fields: Sequence[Any]) -> str:
    """Return the document as a table. A text is no varchar: that would be cut where the column refuses."""
    types = ("text" if isinstance(one, _AS_TEXT) else one.rel_db_type(connection) for one in fields)
    columns = ", ".join(f"c{place} {kind}" for place, kind in enumerate(types))
    return f"json_to_recordset(%s) AS given ({columns})"
