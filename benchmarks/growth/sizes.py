"""What a message takes on disk, table by table with its indexes."""

from __future__ import annotations

from benchmarks.growth.bulk import is_postgresql


def bytes_by_table() -> dict[str, tuple[int, int]]:
    """Return ``{table: (bytes, bytes of them indexes)}`` of the messaging tables, largest first."""
    from django.db import connection

    with connection.cursor() as cursor:
        if is_postgresql():
            cursor.execute(
                "SELECT relname, pg_total_relation_size(oid), pg_indexes_size(oid) FROM pg_class"
                " WHERE relkind = 'r' AND relname LIKE 'messaging%'"
            )
        else:
            cursor.execute(
                "SELECT m.tbl_name, sum(s.pgsize), sum(CASE WHEN m.type = 'index' THEN s.pgsize ELSE 0 END)"
                " FROM dbstat s JOIN sqlite_master m ON m.name = s.name WHERE m.tbl_name LIKE 'messaging%' GROUP BY 1"
            )
        found = [(name.removeprefix("messaging_"), int(size), int(indexes)) for name, size, indexes in cursor]
    found.sort(key=lambda one: -one[1])
    return {name: (size, indexes) for name, size, indexes in found}
