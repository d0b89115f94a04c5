"""How many rows a list has, where to count them all would take longer than to show a page."""

from __future__ import annotations

import json
from functools import cached_property
from math import ceil
from typing import Any

from django.core.paginator import Paginator
from django.db import DatabaseError, connection
from django.db.models import QuerySet

from messaging.outages import outage_of
from messaging.statement_limits import sqlite_ends_within

# Rows that pages reach: a page further down would skip all of those before it, so what is older is found by a filter.
MOST_PAGED = 10_000
# PostgreSQL's guess of what counting costs, in its own units, up to which we count: some ten milliseconds.
CHEAP = 5000.0
# Seconds that SQLite may count.
PATIENCE = 0.02


class LargePaginator(Paginator):  # type: ignore[type-arg]  # (not generic at run time)
    """Counts up to ten thousand rows, where that is cheap; else estimates, and says so."""

    object_list: QuerySet[Any]

    @cached_property
    def _counted(self) -> tuple[int, str]:
        """Return how many rows there are, and how that is said."""
        rows = self.object_list.order_by()
        if rows.query.is_empty():
            return 0, "0"
        if connection.vendor == "postgresql":
            return _on_postgresql(self.object_list, rows, self.per_page)
        return _on_sqlite(rows)

    @cached_property
    def count(self) -> int:
        return self._counted[0]

    @property
    def count_shown(self) -> str:
        """Return the count for people: ``7``, ``about 950,000``, ``more than 10,000``."""
        return self._counted[1]

    @cached_property
    def num_pages(self) -> int:
        return max(1, ceil(min(self.count, MOST_PAGED) / self.per_page))

    @property
    def is_cut(self) -> bool:
        """Return whether there are rows that no page shows."""
        return self.count > MOST_PAGED


def _on_postgresql(listed: QuerySet[Any], rows: QuerySet[Any], page: int) -> tuple[int, str]:
    """Count `rows`, which are those of `listed` in no order. `page`: how many stand on one."""
    plans = rows.values("pk").explain(format="json")
    if not plans:  # of a condition that nothing can fulfil there is none
        return 0, "0"
    plan = json.loads(plans)[0]["Plan"]
    guessed, cost = int(plan["Plan Rows"]), float(plan["Total Cost"])
    if cost <= CHEAP:
        return _counted(rows)
    # Counting takes as long as reading the first page where that has room for all.
    few = len(listed.values_list("pk")[: page + 1])
    if few <= page:
        return few, f"{few:,}"
    # A guess may be far too low: as many rows have pages as can have.
    return max(guessed, MOST_PAGED + 1), f"about {_rounded(max(guessed, few)):,}"


def _on_sqlite(rows: QuerySet[Any]) -> tuple[int, str]:
    if not rows.query.where:
        # Ids are given one after another; a table from which much was deleted has fewer.
        # Two questions: of both in one SQLite reads them all.
        ids = rows.model._default_manager.order_by("pk").values_list("pk", flat=True)
        first, last = ids.first(), ids.last()
        most = last - first + 1 if isinstance(first, int) and isinstance(last, int) else 0
        if most > MOST_PAGED:
            return most, f"about {_rounded(most):,}"
    try:
        with sqlite_ends_within(PATIENCE):
            return _counted(rows)
    except DatabaseError as error:
        if outage_of(error) is None:
            raise
        return MOST_PAGED + 1, "many"


def _counted(rows: QuerySet[Any]) -> tuple[int, str]:
    count = rows[: MOST_PAGED + 1].count()
    return count, f"{count:,}" if count <= MOST_PAGED else f"more than {MOST_PAGED:,}"


def _rounded(count: int) -> int:
    """Return two figures of a guess: more of them would be none."""
    step = 10 ** max(0, len(str(count)) - 2)
    return int(round(count / step) * step)
