"""Which tables that grow a statement reads as a whole, as the database plans it; on either database."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

LARGE = {
    f"messaging_{name}"
    for name in (
        "message", "conversation", "contact", "address", "feedevent", "webhookcall", "statuschange", "activity",
        "measurement", "outboxlane", "messagesearchentry", "contactsearchentry",
    )
}  # fmt: skip
# What SQLite says of a table that no index helps with; with `USING` it goes along an index, until a page is full.
SCAN = re.compile(r"SCAN (\w+)$")


def asked(client: Any, url: str) -> list[str]:
    """Return the statements of a page that read."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        answer = client.get(url)
        statements = [one["sql"] for one in caught.captured_queries]
    assert answer.status_code == 200, (url, answer.content[:200])
    return [sql for sql in statements if sql.startswith(("SELECT", "(SELECT", "WITH"))]


def read_whole(statements: Iterable[str]) -> set[str]:
    """Return the large tables of which these statements read every row, each with the condition where it is known."""
    from django.db import connection

    found = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    return {one for sql in statements for one in found(sql)}


def _on_postgresql(sql: str) -> Iterator[str]:
    for plan in _explained("EXPLAIN (FORMAT JSON) ", sql)[0][0]:
        yield from _scanned(plan["Plan"])


def _on_sqlite(sql: str) -> Iterator[str]:
    for *_, detail in _explained("EXPLAIN QUERY PLAN ", sql):
        scan = SCAN.match(detail)
        # An alias stands for its table; it is called by what is left of it.
        if scan and (table := _table(sql, scan[1])) in LARGE:
            yield f"{table}: all of it"


def _table(sql: str, name: str) -> str:
    aliased = re.search(rf'"?(messaging_\w+)"? (?:AS )?"?{re.escape(name)}"?\b', sql)
    return name if name in LARGE or not aliased else aliased[1]


def _explained(how: str, sql: str) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(how + sql.replace("%", "%%"))
        rows = cursor.fetchall()
    return [
        [json.loads(one) if isinstance(one, str) and how.startswith("EXPLAIN (") else one for one in row]
        for row in rows
    ]


def _scanned(node: dict[str, Any]) -> Iterator[str]:
    if _ends_early(node):
        return
    if node["Node Type"] == "Seq Scan" and node["Relation Name"] in LARGE:
        yield f"{node['Relation Name']}: {node.get('Filter', 'all of it')}"
    for below in node.get("Plans", ()):
        yield from _scanned(below)


def _ends_early(node: dict[str, Any]) -> bool:
    """Return whether it looks for the first of so many rows that it reads less than a hundredth of the table: an `EXISTS`
    that nearly every row answers. Whether an index is taken for it depends on the sample that ANALYZE took."""
    if node["Node Type"] != "Limit" or node["Plan Rows"] > 1:
        return False
    return bool(node["Total Cost"] * 100 < node["Plans"][0]["Total Cost"])
