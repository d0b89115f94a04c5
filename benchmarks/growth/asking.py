"""One page, asked through all of Django in this process: CPU here and in PostgreSQL, statements, wall."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.growth.bulk import is_postgresql
from benchmarks.growth.pages import Page
from benchmarks.growth.plans import asked, read_whole
from messaging.memory import keep_for_ever

# Each page is asked so often, and before that twice for caches of every kind.
ASKED, WARMED = 20, 2


def clients() -> dict[str, Any]:
    """Return who asks, by the name that pages give."""
    from django.test import Client
    from knox.models import AuthToken

    from messaging.models import Agent, InboxMember

    admin = Agent.objects.get(username="agent0")
    smallest = InboxMember.objects.order_by("-inbox", "agent").select_related("agent")[0].agent
    found: dict[str, Any] = {}
    for name, agent in (("everything", admin), ("one", smallest)):
        token = AuthToken.objects.create(agent)[1]
        found[name] = Client(headers={"authorization": f"Token {token}", "host": "localhost"})
    for name, agent in (("staff", admin), ("member", smallest)):
        found[name] = Client(headers={"host": "localhost"})
        found[name].force_login(agent, backend="django.contrib.auth.backends.ModelBackend")
    return found


Found = dict[str, Any]


def ask(
    pages: Iterable[Page], rows: Mapping[str, int] | None = None, rounds: int = ASKED
) -> dict[str, Found]:
    """Return for each page ``{"cpu", "cpu_p95", "wall", "wall_p95"}`` in milliseconds, `statements`, `rows`, and in `whole` the
    tables that grow and are read as a whole.

    `rows`: of lists, how many are asked for at most, by the page's name. What is compared shows as many.
    """
    who, most = clients(), rows or {}
    every = [(page.name, who[page.who], page.of(most.get(page.name))) for page in pages]
    for _, client, page in every:
        client.get(page.url)
    # As a server does when it has started: else one request in ten walks through all of Django for garbage.
    keep_for_ever()
    return {name: _figures(client, page, rounds) for name, client, page in every}


def _figures(client: Any, page: Page, rounds: int) -> Found:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for url in page.urls[:WARMED] * (1 if page.more else WARMED):
        client.get(url)
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(page.url)
        # Before the next request empties the log of this one.
        statements = len(caught)
    if answer.status_code != 200:
        raise AssertionError(f"{page.url}: {answer.status_code} {answer.content[:300]!r}")
    cpu, wall = [], []
    for url in islice(cycle(page.urls), rounds):
        begun, used = time.perf_counter(), _cpu()
        client.get(url)
        cpu.append((_cpu() - used) * 1000)
        wall.append((time.perf_counter() - begun) * 1000)
    return {
        "cpu": statistics.median(cpu),
        "cpu_p95": _p95(cpu),
        "wall": statistics.median(wall),
        "wall_p95": _p95(wall),
        "statements": statements,
        "rows": _rows(answer),
        "whole": sorted(read_whole(asked(client, page.url))),
    }


def _rows(answer: Any) -> int:
    """Return how many rows a list shows, of a page of the admin all rows of its tables; 0 of other answers."""
    if answer["Content-Type"].startswith("text/html"):
        return int(answer.content.count(b"<tr>"))
    found = answer.json() if answer["Content-Type"].startswith("application/json") else None
    return len(found["results"]) if isinstance(found, dict) and "results" in found else 0


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[18]


def _cpu() -> float:
    """Return the CPU seconds of this process and of the PostgreSQL backend that serves it."""
    from django.db import connection

    used = time.process_time()
    if is_postgresql() and connection.connection is not None:
        pid = connection.connection.info.backend_pid
        # The server may be another machine's: then its part is not known.
        with suppress(OSError):
            used += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    return used
