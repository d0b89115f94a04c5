"""One SELECT by key whose text is made once.

Django compiles a query anew each time it is asked: for a handful of rows that is most of what reading them costs,
and an event is read under the lock of its inbox's counter.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache, partial
from typing import Any, Generic, TypeVar

from django.db import connection, models

Row = tuple[Any, ...]
Convert = Callable[[Any], Any]
M = TypeVar("M", bound=models.Model)


class Select:
    """Columns of a table's rows, found by one column of integers."""

    def __init__(
        self, model: type[models.Model], names: Sequence[str], *, key: str = "pk", order: str = "pk"
    ) -> None:
        meta = model._meta
        self.table = meta.db_table
        self.fields: list[Any] = [meta.get_field(name) for name in names]
        self.key, self.order = (_column(meta, name) for name in (key, order))

    def rows(self, keys: Collection[int]) -> list[Row]:
        """Return the columns of the rows whose key is one of these, as Python's values, in `order`."""
        if not keys:
            return []
        sql, converters = _compiled(self, connection.vendor)
        with connection.cursor() as cursor:
            cursor.execute(sql, [_parameter(keys)])
            rows: list[Row] = cursor.fetchall()
        return [_converted(row, converters) for row in rows] if converters else rows


class Instances(Generic[M]):
    """Instances of a model, found like the rows of `Select`; what is not among `names` is deferred. Without names
    they have every column."""

    def __init__(self, model: type[M], names: Collection[str] = (), *, key: str = "pk") -> None:
        self._model = model
        # In the model's order, which is the one that `from_db` goes by.
        fields = [field for field in model._meta.concrete_fields if not names or field.name in names]
        self._attributes = [field.attname for field in fields]
        self._select = Select(model, [field.name for field in fields], key=key)

    def read(self, keys: Collection[int]) -> list[M]:
        """Return the instances in the order of their ids."""
        rows = self._select.rows(keys)
        return [self._model.from_db(connection.alias, self._attributes, row) for row in rows]


def _column(meta: Any, name: str) -> str:
    return str((meta.pk if name == "pk" else meta.get_field(name)).column)


@cache
def _compiled(select: Select, vendor: str) -> tuple[str, list[tuple[int, Convert]]]:
    """Return the statement, and what turns the columns that need it into Python's values."""
    quote = connection.ops.quote_name
    # One parameter, however many the keys are: the text stays the same.
    among = "= ANY(%s)" if vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
    columns = ", ".join(quote(field.column) for field in select.fields)
    sql = (
        f"SELECT {columns} FROM {quote(select.table)}"  # noqa: S608 (names of our own)
        f" WHERE {quote(select.key)} {among} ORDER BY {quote(select.order)}"
    )
    return sql, [(place, one) for place, field in enumerate(select.fields) for one in _converters(field)]


def _converters(field: Any) -> Iterator[Convert]:
    """Yield what Django itself would call on a value of this column."""
    column = field.get_col(field.model._meta.db_table)
    for convert in [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]:
        yield partial(_convert, convert, column)


def _convert(convert: Callable[..., Any], column: Any, value: Any) -> Any:
    return convert(value, column, connection)


def _parameter(keys: Collection[int]) -> Any:
    return list(keys) if connection.vendor == "postgresql" else json.dumps(list(keys))


def _converted(row: Row, converters: Sequence[tuple[int, Convert]]) -> Row:
    values = list(row)
    for place, convert in converters:
        values[place] = convert(values[place])
    return tuple(values)
