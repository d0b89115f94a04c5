"""Reading rows by key with a statement whose text is made once.

Django compiles a query anew each time it is asked: for a handful of rows that is most of what reading them costs. Where
a customer's message passes, rows are read like this; everywhere else a queryset says it better.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection, models

from messaging.models.instances import loaded
from messaging.models.values import Convert, as_read, converters, json_text
from messaging.prepared import fetching, numbers, prepared_cursor

Row = tuple[Any, ...]
T = TypeVar("T")
# What was asked for, to be called once.
Answer = Callable[[], list[T]]
Key = int | str | UUID
M = TypeVar("M", bound=models.Model)
# The table that is read; joined ones are named by the path that leads to them.
OWN = "own"


@dataclass(frozen=True, eq=False)
class Select:
    """Columns of a table's rows, found by one column.

    `names` are fields, those of related rows by their path, like `last_message__author` (None where there is no such row). Only rows
    whose `within` is the one that is asked for, and that fulfil `where` (SQL, columns with ``own.``), are found. With
    `lock` they are locked until COMMIT, but for inserts that refer to them ("no key"); with `skip_locked` those that
    somebody else has locked are left out instead of waited for. With `through` all rows are found
    that have it in common with one whose key is asked for, one of the table `via` where another is named.
    """

    model: type[models.Model]
    names: Sequence[str]
    _: KW_ONLY
    key: str = "pk"
    through: str = ""
    via: type[models.Model] | None = None
    within: str = ""
    where: str = ""
    order: str = "pk"
    lock: bool = False
    skip_locked: bool = False

    def rows(self, keys: Collection[Key], within: int | None = None) -> list[Row]:
        """Return the columns of the rows whose key is one of these, as Python's values, in `order`."""
        return self.asked(keys, within)()

    def asked(self, keys: Collection[Key], within: int | None = None) -> Answer[Row]:
        """Ask for the same; return what returns the answer, for several questions `in_one_go`."""
        if not keys:
            return list
        sql, converters = _compiled(self, connection.vendor)
        cursor = prepared_cursor()
        cursor.execute(sql, [_keys(keys), *([within] if self.within else [])])
        rows = fetching(cursor)
        return lambda: _converted(rows(), converters)


class Instances(Generic[M]):
    """Instances of a model, found like the rows of `Select`; what is not among `names` is deferred. Without names
    they have every column. `related` is a foreign key that is never empty: its row is read along, whole."""

    def __init__(self, model: type[M], names: Collection[str] = (), *, related: str = "", **how: Any) -> None:
        self._model, self._related = model, related
        key: Any = model._meta.get_field(related) if related else None
        self._other: Any = key and key.related_model
        own, others = _fields(model, names), _fields(self._other) if related else []
        self._attributes, self._others = [one.attname for one in own], [one.attname for one in others]
        paths = [*(one.name for one in own), *(f"{related}__{one.name}" for one in others)]
        self._select = Select(model, paths, **how)

    def read(self, keys: Collection[Key], within: int | None = None) -> list[M]:
        """Return the instances in the order of the select, by id where none is named."""
        return self.asked(keys, within)()

    def asked(self, keys: Collection[Key], within: int | None = None) -> Answer[M]:
        """Ask for them, see `Select.asked`."""
        rows = self._select.asked(keys, within)
        return lambda: [self._instance(row) for row in rows()]

    def _instance(self, row: Row) -> M:
        instance = loaded(self._model, zip(self._attributes, row))  # noqa: B905 (the rest is the related row's)
        if self._related:
            other = loaded(self._other, zip(self._others, row[len(self._attributes) :], strict=True))
            instance._state.fields_cache[self._related] = other
        return instance


def _fields(model: Any, names: Collection[str] = ()) -> list[Any]:
    """Return the fields of columns in the model's order, which is the one that `from_db` goes by."""
    return [field for field in model._meta.concrete_fields if not names or field.name in names]


@cache
def _compiled(select: Select, vendor: str) -> tuple[str, list[tuple[int, Convert]]]:
    """Return the statement, and what turns the columns that need it into Python's values."""
    quote = connection.ops.quote_name
    fields = [_walk(select.model, name) for name in select.names]
    columns = ", ".join(
        as_read(f"{quote(_alias(path))}.{quote(field.column)}", field, vendor) for path, field in fields
    )
    joins = "".join(_joins(path for path, _ in fields))
    sql = (
        f"SELECT {columns} FROM {quote(select.model._meta.db_table)} {OWN}{joins}"  # noqa: S608 (names of our own)
        f" WHERE {' AND '.join(_conditions(select, vendor))} ORDER BY {_own(select, select.order)}"
    )
    if select.lock and connection.features.has_select_for_no_key_update:
        sql += f" FOR NO KEY UPDATE OF {OWN}{' SKIP LOCKED' if select.skip_locked else ''}"
    return sql, [(place, one) for place, (_, field) in enumerate(fields) for one in converters(field, vendor)]


def _walk(model: Any, name: str) -> tuple[tuple[Any, ...], Any]:
    """Return the foreign keys that lead to a field, and the field."""
    *path, last = name.split("__")
    keys = []
    for step in path:
        keys.append(model._meta.get_field(step))
        model = keys[-1].related_model
    return tuple(keys), model._meta.get_field(last)


def _own(select: Select, name: str) -> str:
    """Return a column of the table itself."""
    return f"{OWN}.{_field(select.model, name)}"


def _field(model: type[models.Model], name: str) -> str:
    field: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)
    return connection.ops.quote_name(field.column)


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _conditions(select: Select, vendor: str) -> Iterator[str]:
    # One parameter, however many the keys are: the text stays the same.
    among = "= ANY(%s)" if vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
    if select.through:
        via = select.via or select.model
        key, shared, table = _field(via, select.key), _field(via, select.through), _table(via)
        yield f"{_own(select, select.through)} IN (SELECT {shared} FROM {table} WHERE {key} {among})"  # noqa: S608 (names of our own)
    else:
        yield f"{_own(select, select.key)} {among}"
    if select.within:
        yield f"{_own(select, select.within)} = %s"
    if select.where:
        yield select.where


def _joins(paths: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    quote = connection.ops.quote_name
    # Whatever leads further is joined first.
    for path in dict.fromkeys(one[:length] for one in paths for length in range(1, len(one) + 1)):
        key, table, alias = path[-1], path[-1].related_model._meta, quote(_alias(path))
        on = f"{alias}.{quote(table.pk.column)} = {quote(_alias(path[:-1]))}.{quote(key.column)}"
        yield f" LEFT JOIN {quote(table.db_table)} {alias} ON {on}"


def _alias(path: Sequence[Any]) -> str:
    return "__".join(key.name for key in path) or OWN


def _keys(keys: Collection[Key]) -> Any:
    """Return the one parameter for all keys. `json_each` would end a text at a NUL and find another row; PostgreSQL
    refuses it."""
    if connection.vendor == "postgresql":
        return numbers(keys) if isinstance(next(iter(keys)), int) else list(keys)  # type: ignore[arg-type]
    known = (key.hex if isinstance(key, UUID) else key for key in keys)
    return json_text([key for key in known if not (isinstance(key, str) and "\0" in key)])


def _converted(rows: list[Row], converters: Sequence[tuple[int, Convert]]) -> list[Row]:
    return [_with_converted(row, converters) for row in rows] if converters else rows


def _with_converted(row: Row, converters: Sequence[tuple[int, Convert]]) -> Row:
    values = list(row)
    for place, convert in converters:
        values[place] = convert(values[place])
    return tuple(values)
