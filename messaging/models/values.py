"""Between Python's values and the database's, without asking Django for what a driver takes as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

Convert = Callable[[Any], Any]
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)
_AS_IT_IS = (str, int, bool, type(None))


@cache
def _database(vendor: str) -> Any:
    """Return what Django converts with: never connected, and nobody's, so that it may be kept for ever."""
    database = connections.create_connection(DEFAULT_DB_ALIAS)
    if database.vendor != vendor:
        raise RuntimeError(f"The default database is no {vendor}.")
    return database


def reader(field: Any, vendor: str, *, new: bool = False) -> Convert:
    """Return what reads the database's value of a field from a row; of a `new` one also what is set as it is saved."""
    prepare, database = field.get_db_prep_save, _database(vendor)
    if new and type(field).pre_save is not models.Field.pre_save:
        return lambda row: prepare(field.pre_save(row, add=True), database)
    of_row, is_plain = attrgetter(field.attname), isinstance(field, _PLAIN)

    def read(row: Any) -> Any:
        value = of_row(row)
        # Django would ask five methods for each of these, and return them as they are.
        return value if is_plain and type(value) in _AS_IT_IS else prepare(value, database)

    return read


def converters(field: Any, vendor: str) -> Iterator[Convert]:
    """Yield what Django itself would call on a value of this column."""
    column, database = field.get_col(field.model._meta.db_table), _database(vendor)
    for convert in [*database.ops.get_db_converters(column), *column.get_db_converters(database)]:
        yield partial(_convert, convert, column, database)


def _convert(convert: Callable[..., Any], column: Any, database: Any, value: Any) -> Any:
    return convert(value, column, database)
