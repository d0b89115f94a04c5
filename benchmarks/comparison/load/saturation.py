"""So many connections, each of which posts again as soon as it was answered: how much a server can take."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.comparison.load.http import HttpConnection
from benchmarks.comparison.load.webhooks import Webhooks
from benchmarks.processes import cpu_seconds

OK = 200


class Window:
    """What was answered between its beginning and its end, and the CPU that it took."""

    def __init__(self, pids: Sequence[int]) -> None:
        self._pids = pids
        self.done = self.refused = 0
        self._begun = False

    def begin(self) -> None:
        self._begun, self._at, self._cpu = True, time.perf_counter(), cpu_seconds(self._pids)
        self._own = time.process_time()

    def answered(self, status: int) -> None:
        if status != OK:
            self.refused += 1
        elif self._begun:
            self.done += 1

    def end(self) -> dict[str, float]:
        self._begun = False
        seconds = time.perf_counter() - self._at
        return {
            "done": self.done,
            "refused": self.refused,
            "seconds": seconds,
            "cpu": cpu_seconds(self._pids) - self._cpu,
            "generator": (time.process_time() - self._own) / seconds,
        }


async def saturate(plan: dict[str, Any]) -> dict[str, Any]:
    """`connections`, `seconds`, and until there is an answer for each connection; begins when every customer is known.
    `posted`: everything that was answered."""
    webhooks = Webhooks(plan["target"], plan["run"], plan["seed"])
    window = Window(plan["pids"])
    connections = [await HttpConnection.open(*plan["address"]) for _ in range(plan["connections"])]
    known = iter(webhooks.introductions())
    posted = await _each(connections, window, lambda: next(known, None))
    over = asyncio.Event()
    window.begin()
    work = asyncio.create_task(_each(connections, window, lambda: None if over.is_set() else webhooks.one()))
    await asyncio.sleep(plan["seconds"])
    while window.done < len(connections) and not work.done():  # noqa: ASYNC110 (counted a thousand times a second)
        await asyncio.sleep(0.01)
    result = window.end()
    over.set()
    posted += await work
    for one in connections:
        one.close()
    return {**result, "posted": posted}


async def _each(
    connections: Sequence[HttpConnection], window: Window, next_request: Callable[[], bytes | None]
) -> int:
    """Let every connection post until there is nothing more; returns how much was accepted."""

    async def use(connection: HttpConnection) -> int:
        accepted = 0
        while (request := next_request()) is not None:
            status, _ = await connection.send(request)
            window.answered(status)
            accepted += status == OK
        return accepted

    return sum(await asyncio.gather(*map(use, connections)))
