"""Resident memory of every process, sampled while a scenario runs."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

from benchmarks.processes import megabytes
from tests.live import Child


class Memory:
    """A process that was started again is another one: growth is counted for those that lived through it all."""

    def __init__(self, children: Sequence[Child]) -> None:
        self._children = children
        self._names = [f"{child.name} {place}" for place, child in enumerate(children, 1)]
        self._at_mark: dict[str, tuple[int, float]] = {}
        self.samples: dict[str, list[float]] = {name: [] for name in self._names}

    @contextlib.asynccontextmanager
    async def sampled(self, seconds: float) -> AsyncIterator[None]:
        """Look again and again."""
        task = asyncio.create_task(self._sample(seconds))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _sample(self, seconds: float) -> None:
        while True:
            self._look()
            await asyncio.sleep(seconds)

    def _look(self) -> dict[str, tuple[int, float]]:
        found = {
            name: (child.pid, megabytes(child.pid))
            for name, child in zip(self._names, self._children, strict=True)
            if child.alive
        }
        for name, (_, size) in found.items():
            self.samples[name].append(round(size, 1))
        return found

    def mark(self) -> None:
        """From here on memory that a process gains is growth."""
        self._at_mark = self._look()

    def report(self) -> dict[str, dict[str, float]]:
        """MB of each process now, at its highest, and gained since the mark."""
        report = {}
        for name, (pid, size) in self._look().items():
            before = self._at_mark.get(name)
            growth = size - before[1] if before and before[0] == pid else 0.0
            peak = max(self.samples[name])
            report[name] = {"now": round(size, 1), "peak": peak, "growth": round(growth, 1)}
        return report
