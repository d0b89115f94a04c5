"""The lines of bills: kept as messages are charged, and counted anew from the messages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Count
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from messaging.billing.charges import GONE, Charge, priced
from messaging.models import BillLine, FeedHead, Message, insert_rows

# By the columns of `BillLine.KEY`: messages and millionths.
Key = tuple[Any, ...]
Lines = dict[Key, tuple[int, int]]
# Texts as they stand there: as JSON a "0" would come back as a number.
_WORDS = {
    "billable": KeyTransform("billable", "pricing"),
    **{name: KeyTextTransform(name, "pricing") for name in ("category", "type", "currency", "amount")},
}


def keep_charges(changes: Iterable[tuple[Charge | None, Charge | None]]) -> None:
    """Add what messages are charged now to their lines, and take off what they were charged before, in one statement; none
    where no line changes. The caller holds the locks of the inboxes' feed heads: nobody else writes their lines."""
    sums: dict[Key, list[int]] = {}
    for before, after in changes:
        for charge, sign in ((before, -1), (after, 1)):
            if charge is not None:
                line = sums.setdefault(charge[:-1], [0, 0])
                line[0] += sign
                line[1] += sign * charge.micros
    rows = sorted((*key, *line) for key, line in sums.items() if any(line))
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_adding(len(rows)), [value for row in rows for value in row])


def _adding(count: int) -> str:
    table = BillLine._meta.db_table
    key = "inbox_id, month, template, category, type, price, currency"
    values = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s, %s)"] * count)
    return (
        f"INSERT INTO {table} ({key}, messages, micros) VALUES {values} ON CONFLICT ({key}) DO UPDATE SET"  # noqa: S608 (our own names)
        f" messages = {table}.messages + excluded.messages, micros = {table}.micros + excluded.micros"
    )


def kept(inbox_id: int, month: str) -> Lines:
    """Return the lines of a month as they are kept."""
    rows = BillLine.objects.filter(inbox=inbox_id, month=month)
    values = rows.values_list("inbox_id", *BillLine.KEY[1:], "messages", "micros")
    return {row[:-2]: row[-2:] for row in values if any(row[-2:])}


def counted(inbox_id: int, month: str) -> Lines:
    """Return the lines of a month as its messages say. It reads all of them."""
    first = dt.datetime.fromisoformat(f"{month}-01T00:00:00+00:00")
    following = (first + dt.timedelta(days=31)).replace(day=1)
    rows = Message.objects.thread().outbound().filter(inbox=inbox_id, status__in=GONE)
    rows = rows.filter(origin=Message.Origin.CONSOLE, timestamp__gte=first, timestamp__lt=following)
    grouped = rows.order_by().values("kind", **_WORDS).annotate(count=Count("pk"))
    found: Lines = {}
    for row in grouped:
        *line, micros = priced({name: row[name] for name in _WORDS})
        key = (inbox_id, month, row["kind"] == Message.Kind.TEMPLATE, *line)
        messages, sum_so_far = found.get(key, (0, 0))
        found[key] = (messages + row["count"], sum_so_far + micros * row["count"])
    return found


def rebuild_month(inbox_id: int, month: str) -> bool:
    """Write the lines of a month anew where they are not what its messages say; return whether they were. In a transaction.

    Nobody waits while a month is counted that is right. Where it seems wrong (it may be written meanwhile), it is counted
    again while whoever charges a message of the inbox waits, and then adds to what stands here.
    """
    if counted(inbox_id, month) == kept(inbox_id, month):
        return True
    list(FeedHead.objects.select_for_update().filter(inbox=inbox_id).values_list("pk"))
    right = counted(inbox_id, month)
    if kept(inbox_id, month) == right:
        return True
    BillLine.objects.filter(inbox=inbox_id, month=month).delete()
    insert_rows(BillLine(**_columns(key), messages=line[0], micros=line[1]) for key, line in right.items())
    return False


def _columns(key: Key) -> dict[str, Any]:
    return dict(zip(("inbox_id", *BillLine.KEY[1:]), key, strict=True))
