"""Times computed from a column, which sort as an order wants its rows to.

On SQLite from its own functions alone: Django's calculations with times are Python's there, and cost a list more than all else
that is asked of a row.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, Func

EPOCH, NEVER = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
# A step is longer than anybody's history.
YEARS = 1000
STEP = timedelta(days=365_000)


class Mirrored(Func):
    """As far before the year 9000 as the time is after 1970: the later, the earlier. After every time that was ever noted,
    and of different times different."""

    arity = 1
    output_field = DateTimeField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        moment, given = compiler.compile(self.source_expressions[0])
        return f"(%s - ({moment} - %s))", (NEVER, *given, EPOCH)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        moment, given = compiler.compile(self.source_expressions[0])
        # Seconds and microseconds are mirrored by themselves: SQLite's times end at the millisecond, and round. No
        # microseconds are not written, as Django does it.
        since_epoch = f"strftime('%%s', substr({moment}, 1, 19))"
        whole = f"strftime('%%Y-%%m-%%d %%H:%%M:%%S', %s - {since_epoch}, 'unixepoch')"
        part = f"nullif(printf('.%%06d', 999999 - CAST(substr({moment} || '.000000', 21, 6) AS INTEGER)), '.000000')"
        return f"({whole} || coalesce({part}, ''))", (int(NEVER.timestamp()), *given, *given)


class Later(Func):
    """The time, so many steps later."""

    arity = 1
    output_field = DateTimeField()

    def __init__(self, *expressions: Any, steps: int, **extra: Any) -> None:
        super().__init__(*expressions, steps=steps, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        moment, given = compiler.compile(self.source_expressions[0])
        return f"({moment} + %s)", (*given, STEP * self.extra["steps"])

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        moment, given = compiler.compile(self.source_expressions[0])
        year = f"CAST(substr({moment}, 1, 4) AS INTEGER) + %s"
        return f"(({year}) || substr({moment}, 5))", (*given, YEARS * self.extra["steps"], *given)
