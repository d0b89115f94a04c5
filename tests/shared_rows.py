"""Rows that many tests of a module begin with: made once, in a transaction around all of them.

The transaction of each test is a savepoint in that one, so that what a test changes is gone after it as ever. A test
that did not ask for the rows does not see them: before it they are taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import groupby
from typing import Any, Generic, TypeVar

import pytest
from django.db import transaction

Rows = TypeVar("Rows")
# The fixtures of scope "module" that yield a `Shared`.
NAMES = {"shared_busy", "shared_demo", "shared_large", "shared_scenario"}


class Shared(Generic[Rows]):
    """What `build` makes and returns."""

    there: Shared[Any] | None = None

    def __init__(self, build: Callable[[], Rows], blocker: Any) -> None:
        self._build = build
        self._blocker = blocker
        self._around = transaction.atomic()
        with blocker.unblock():
            self._around.__enter__()
            Shared.there = self
            try:
                self._rows = build()
            except BaseException:
                self.take_back()
                raise

    def rows(self) -> Rows:
        """Return a copy for one test; where another test came in between, rows of its own."""
        return deepcopy(self._rows) if Shared.there is self else self._build()

    def take_back(self) -> None:
        if Shared.there is self:
            Shared.there = None
            with self._blocker.unblock():
                transaction.set_rollback(True)
                self._around.__exit__(None, None, None)


def shared(build: Callable[[], Rows], blocker: Any) -> Iterator[Shared[Rows]]:
    """The whole body of such a fixture."""
    rows = Shared(build, blocker)
    yield rows
    rows.take_back()


def asks_for_them(item: pytest.Item) -> bool:
    return not NAMES.isdisjoint(getattr(item, "fixturenames", ()))


def together(items: list[pytest.Item]) -> list[pytest.Item]:
    """In each module the tests that share rows come last, so that one making serves them all."""
    modules = (list(module) for _, module in groupby(items, key=lambda item: item.path))
    return [item for module in modules for item in sorted(module, key=asks_for_them)]
