"""How many updates of the rows that change most stay in their page (HOT) and touch no index; PostgreSQL only."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable
from typing import Any

from benchmarks.growth.bulk import is_postgresql

UPDATES = 3000


def hot_share() -> dict[str, str]:
    """Return what was found, by what was updated; the rows are drawn from all of the history."""
    if not is_postgresql():
        return {}
    from django.db import connection
    from django.db.models import Max

    from messaging.models import Conversation, Message, OutboxLane

    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")  # the disk is not what is measured
    last = Message.objects.aggregate(last=Max("pk"))["last"]
    lanes = Conversation.objects.aggregate(last=Max("pk"))["last"]
    rng = random.Random(3)
    sent = Message.objects.filter(
        status="delivered", pk__in=rng.sample(range(1, last + 1), min(last, 50_000))
    )
    messages = list(sent.values_list("pk", flat=True)[:UPDATES])
    conversations = [rng.randint(1, lanes) for _ in range(UPDATES)]
    return {
        "message: a receipt": _measured(
            "message", messages, lambda pk: Message.objects.filter(pk=pk).update(status="read")
        ),
        "conversation: seen": _measured(
            "conversation",
            conversations,
            lambda pk: Conversation.objects.filter(pk=pk).update(seen_up_to=pk, assignee=None),
        ),
        "lane: a lease": _measured(
            "outboxlane",
            conversations,
            lambda pk: OutboxLane.objects.filter(pk=pk).update(
                lease_token=uuid.UUID(int=pk), lease_until="2026-01-01T00:00Z"
            ),
        ),
    }


def _measured(table: str, pks: list[int], update: Callable[[int], Any]) -> str:
    before, indexes = _updates(table), _index_bytes(table)
    begun = time.perf_counter()
    for pk in pks:
        update(pk)
    took = (time.perf_counter() - begun) / len(pks) * 1e6
    updated, hot = (after - earlier for after, earlier in zip(_updates(table), before, strict=True))
    grown = (_index_bytes(table) - indexes) / len(pks)
    return f"{hot / max(1, updated):.0%} of {updated}, {took:.0f} µs each, indexes grew by {grown:.0f} bytes each"


def _updates(table: str) -> tuple[int, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT 1")
        cursor.execute(
            "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = %s",
            [f"messaging_{table}"],
        )
        updated, hot = cursor.fetchone()
    return int(updated), int(hot)


def _index_bytes(table: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_indexes_size(%s::regclass)", [f"messaging_{table}"])
        return int(cursor.fetchone()[0])
