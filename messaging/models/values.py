"""Between Python's values and the database's, without asking Django for what can be said shorter."""

from __future__ import annotations

import base64
import json
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any

import orjson
from django.db import DEFAULT_DB_ALIAS, connections, models

Convert = Callable[[Any], Any]
# What drivers take and give as it is. The very classes: one of our own may store something else.
_PLAIN = {
    *(models.CharField, models.SlugField, models.TextField, models.FloatField),
    *(models.AutoField, models.BigAutoField, models.ForeignKey, models.OneToOneField),
    *(models.IntegerField, models.BigIntegerField),
    *(models.PositiveIntegerField, models.PositiveBigIntegerField),
}
_LONG_NUMBER = re.compile("[0-9]{19}")
# What is no JSON here is refused by `json.dumps`.
_STRICT = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


@cache
def _database(vendor: str) -> Any:
    """Return what Django converts with: never connected, and nobody's, so that it may be kept for ever."""
    database = connections.create_connection(DEFAULT_DB_ALIAS)
    if database.vendor != vendor:
        raise RuntimeError(f"The default database is no {vendor}.")
    return database


def json_text(value: Any) -> str:
    """Return the JSON of a value that a JSON column may hold, or of an `orjson.Fragment`."""
    try:
        return orjson.dumps(value, option=_STRICT).decode()
    except orjson.JSONEncodeError:
        # A lone surrogate or an integer beyond 64 bits, which the database has its own opinion of.
        return json.dumps(value)


def rows_document(rows: list[dict[str, Any]]) -> str:
    """Return rows as one JSON text for PostgreSQL, times and ids included."""
    try:
        return orjson.dumps(rows).decode()
    except orjson.JSONEncodeError:
        return json.dumps(rows, default=str)


def _sqlite_time(value: datetime | None) -> str | None:
    return None if value is None else str(value.astimezone(UTC).replace(tzinfo=None))


def _sqlite_json(value: Any) -> str | None:
    return None if value is None else json_text(value)


def _sqlite_uuid(value: uuid.UUID | None) -> str | None:
    return None if value is None else value.hex


def _base64(value: bytes | None) -> str | None:
    return None if value is None else base64.b64encode(value).decode()


# On PostgreSQL rows travel as one JSON document.
_WRITTEN: Mapping[str, Mapping[type, Convert | None]] = {
    "sqlite": {
        models.BooleanField: None,
        models.BinaryField: None,
        models.DateTimeField: _sqlite_time,
        models.JSONField: _sqlite_json,
        models.UUIDField: _sqlite_uuid,
    },
    "postgresql": {
        models.BooleanField: None,
        models.BinaryField: _base64,
        models.DateTimeField: None,
        models.JSONField: None,
        models.UUIDField: None,
    },
}


def to_database(field: Any, vendor: str) -> Convert | None:
    """Return what makes a column's value of Python's; None where it is the same."""
    kind, known = type(field), _WRITTEN[vendor]
    if kind in _PLAIN:
        return None
    if kind in known:
        return known[kind]
    prepare, database = field.get_db_prep_save, _database(vendor)
    return lambda value: prepare(value, database)


def as_read(column: str, field: Any, vendor: str) -> str:
    """Return the SQL by which a column is read. Times come as text, which neither driver takes apart by itself: psycopg
    and Django's converter for SQLite need ten times as long as Python."""
    if not isinstance(field, models.DateTimeField):
        return column
    return f"{column}::text" if vendor == "postgresql" else f"+{column}"


def _time_read(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


def _zoned_time_read(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).astimezone(UTC)


def json_value(value: str | None) -> Any:
    """Return the value of a JSON column as a driver gives it."""
    if value is None:
        return None
    if _LONG_NUMBER.search(value):  # orjson takes an integer beyond 64 bits for a float
        return json.loads(value)
    return orjson.loads(value)


def _bool_read(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _uuid_read(value: str | None) -> uuid.UUID | None:
    return None if value is None else uuid.UUID(value)


_READ: Mapping[str, Mapping[type, Convert]] = {
    "sqlite": {
        models.BooleanField: _bool_read,
        models.DateTimeField: _time_read,
        models.JSONField: json_value,
        models.UUIDField: _uuid_read,
    },
    "postgresql": {models.DateTimeField: _zoned_time_read, models.JSONField: json_value},
}


def converters(field: Any, vendor: str) -> Iterator[Convert]:
    """Yield what is to be called on a value of this column: what Django itself would call, or something shorter."""
    known = _READ[vendor].get(type(field))
    if known is not None:
        yield known
        return
    column, database = field.get_col(field.model._meta.db_table), _database(vendor)
    for convert in [*database.ops.get_db_converters(column), *column.get_db_converters(database)]:
        yield partial(_convert, convert, column, database)


def _convert(convert: Callable[..., Any], column: Any, database: Any, value: Any) -> Any:
    return convert(value, column, database)
