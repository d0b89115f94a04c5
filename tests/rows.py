"""Tables of cases. A row costs what it does, not the few milliseconds that pytest needs for a test."""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

LONGEST_NAME = 60
Test = Callable[..., Any]
Rows = list[tuple[str, dict[str, Any]]]


def each(
    names: str | tuple[str, ...],
    values: Iterable[Any],
    ids: Iterable[str] | Callable[[Any], str] | None = None,
) -> Any:
    """`pytest.mark.parametrize` as ONE test: it goes through all rows and fails with every wrong one by name.

    Rows share the fixtures of their test; where one may not see what another left, parametrize.
    """
    rows = named_rows(names, list(values), ids)

    def decorate(test: Test) -> Test:
        whole = whole_async(test, rows) if inspect.iscoroutinefunction(test) else whole_sync(test, rows)
        functools.update_wrapper(whole, test)
        signature = inspect.signature(test)
        fixtures = [one for name, one in signature.parameters.items() if name not in rows[0][1]]
        whole.__signature__ = signature.replace(parameters=fixtures)  # type: ignore[attr-defined]
        return whole

    return decorate


def whole_sync(test: Test, rows: Rows) -> Test:
    def whole(*args: Any, **fixtures: Any) -> None:
        wrong = Wrong(len(rows))
        for name, row in rows:
            with wrong.row(name):
                test(*args, **fixtures, **row)
        wrong.tell()

    return whole


def whole_async(test: Test, rows: Rows) -> Test:
    async def whole(*args: Any, **fixtures: Any) -> None:
        wrong = Wrong(len(rows))
        for name, row in rows:
            with wrong.row(name):
                await test(*args, **fixtures, **row)
        wrong.tell()

    return whole


class Wrong:
    """The rows that failed and how."""

    def __init__(self, of: int) -> None:
        self._of = of
        self._errors: list[tuple[str, BaseException]] = []

    @contextlib.contextmanager
    def row(self, name: str) -> Iterator[None]:
        try:
            yield
        # What `pytest.raises` and `pytest.fail` raise is no Exception.
        except (Exception, pytest.fail.Exception) as error:
            self._errors.append((name, error))

    def tell(self) -> None:
        """The message names all, the cause is the first one with its traceback."""
        if not self._errors:
            return
        lines = [f"[{name}] {type(error).__name__}: {error}" for name, error in self._errors]
        head = f"{len(lines)} of {self._of} rows are wrong:"
        raise AssertionError("\n".join([head, *lines])) from self._errors[0][1]


def named_rows(names: str | tuple[str, ...], values: list[Any], ids: Any) -> Rows:
    """An empty table or a row of another length is an error, not a test that says nothing."""
    if not values:
        raise ValueError(f"no rows for {names}")
    keys = (names,) if isinstance(names, str) else names
    many = [(value,) if isinstance(names, str) else tuple(value) for value in values]
    rows = [dict(zip(keys, row, strict=True)) for row in many]
    if ids is None:
        told = [", ".join(ascii(cell)[:LONGEST_NAME] for cell in row) for row in many]
    else:
        told = [str(ids(value)) for value in values] if callable(ids) else list(ids)
    return list(zip(told, rows, strict=True))
