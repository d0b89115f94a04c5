"""Messages in, screens out: how long each message takes to each screen, from the time at which it was to be sent."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from typing import Any

from benchmarks.comparison.figures import percentile
from benchmarks.comparison.load.http import HttpConnection
from benchmarks.comparison.load.saturation import OK, Window
from benchmarks.comparison.load.screens import opened, screens
from benchmarks.comparison.load.webhooks import Webhooks

CONNECTIONS = 64
# What is not shown by then counts as shown then, and as late.
PATIENCE = 10.0
# Messages that are on their way to screens at once where it is asked how many there can be in a second.
IN_FLIGHT = 16
# Percentiles want messages: where few come, a measurement takes longer, up to so many seconds.
FEWEST, LONGEST = 30, 15.0


class Audience:
    """All screens together. `waits`: seconds of every message to every screen that was shown it."""

    def __init__(self, size: int, patience: float) -> None:
        self._size, self._patience = size, patience
        self._due: dict[int, float] = {}
        self._left: dict[int, int] = {}
        self._all: dict[int, asyncio.Event] = {}
        self.waits: list[float] = []

    def expect(self, mark: int, due: float) -> None:
        self._due[mark], self._left[mark], self._all[mark] = due, self._size, asyncio.Event()

    def on_mark(self, mark: int) -> None:
        due = self._due.get(mark)
        if due is None:
            return
        self.waits.append(time.perf_counter() - due)
        self._left[mark] -= 1
        if not self._left[mark]:
            self._all[mark].set()

    async def shown(self, mark: int) -> None:
        """Until every screen has it, or patience ends."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._patience):
                await self._all[mark].wait()

    @property
    def late(self) -> int:
        """How many screens were not shown something, summed up over the messages."""
        return sum(self._left.values())

    def end(self) -> list[float]:
        """Forget everything; returns all waits, and for what was not shown our patience."""
        waits = self.waits + [self._patience] * self.late
        self._due, self._left, self._all, self.waits = {}, {}, {}, []
        return waits


class FanOut:
    """Screens that are open, and connections that post."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self._plan = plan
        self._webhooks = Webhooks(plan["target"], plan["run"], plan["seed"])
        self._audience = Audience(plan["sockets"], plan.get("patience", PATIENCE))
        self._rng = random.Random(plan["seed"])
        self._idle: asyncio.LifoQueue[HttpConnection] = asyncio.LifoQueue()
        self._marks = 0
        self.posted = 0

    async def open(self) -> None:
        for _ in range(CONNECTIONS):
            self._idle.put_nowait(await HttpConnection.open(*self._plan["address"]))
        await asyncio.gather(*map(self._post, self._webhooks.introductions()))
        self._screens = screens(self._plan, self._audience.on_mark)
        await opened(self._screens)

    def close(self) -> dict[str, int]:
        """Returns how many screens had been sent away, and how often one was shown another event than the next."""
        gone = sum(screen.socket.closed.done() for screen in self._screens)
        for screen in self._screens:
            screen.close()
        return {"gone": gone, "holes": sum(screen.holes for screen in self._screens)}

    async def at_most(self, seconds: float) -> dict[str, Any]:
        """As many messages as are shown to everybody while a few more are on their way."""
        window, over = Window(self._plan["pids"]), asyncio.Event()
        window.begin()

        async def keep_one_in_flight() -> None:
            while not over.is_set():
                await self._one(time.perf_counter())

        work = asyncio.gather(*(keep_one_in_flight() for _ in range(IN_FLIGHT)))
        await asyncio.sleep(seconds)
        # What is on its way is no longer counted: a message that the server lost would take all our patience.
        found = {**window.end(), "shown": len(self._audience.waits)}
        over.set()
        await work
        self._audience.end()
        return found

    async def at_rate(self, rate: float, seconds: float) -> dict[str, Any]:
        """Messages at their own times, whatever became of the earlier ones."""
        window = Window(self._plan["pids"])
        window.begin()
        seconds = max(seconds, min(LONGEST, FEWEST / rate))
        begun = due = time.perf_counter()
        async with asyncio.TaskGroup() as tasks:
            while (due := due + self._rng.expovariate(rate)) < begun + seconds:
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                tasks.create_task(self._one(due))
        return self._result(window.end())

    async def _one(self, due: float) -> None:
        self._marks += 1
        mark = self._marks
        self._audience.expect(mark, due)
        await self._post(self._webhooks.one(mark))
        await self._audience.shown(mark)

    async def _post(self, request: bytes) -> None:
        connection = await self._idle.get()
        while True:
            try:
                status, _ = await connection.send(request)
                break
            except ConnectionError:
                # It was idle for so long that the server closed it; a repeated webhook is stored once.
                connection = await HttpConnection.open(*self._plan["address"])
        self._idle.put_nowait(connection)
        assert status == OK, f"a webhook was answered with {status}"
        self.posted += 1

    def _result(self, found: dict[str, float]) -> dict[str, Any]:
        late = self._audience.late
        waits = self._audience.end()
        p50, p99 = (percentile(waits, share) * 1000 for share in (0.5, 0.99))
        return {**found, "shown": len(waits) - late, "late": late, "p50": p50, "p99": p99}


async def fan_out(plan: dict[str, Any]) -> dict[str, Any]:
    """`sockets`, `seconds`, `patience`; `rates`: one after the other, or none to find out the highest."""
    work = FanOut(plan)
    await work.open()
    if "rates" in plan:
        phases = [await work.at_rate(rate, plan["seconds"]) for rate in plan["rates"]]
    else:
        phases = [await work.at_most(plan["seconds"])]
    return {"phases": phases, "posted": work.posted, **work.close()}
