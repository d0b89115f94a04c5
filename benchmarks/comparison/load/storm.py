"""Screens that come back at the same moment, each with something that it missed."""

from __future__ import annotations

import asyncio
import random
import time
from typing import Any

from benchmarks.comparison.figures import percentile
from benchmarks.comparison.load.screens import Screen, screens
from benchmarks.processes import cpu_seconds

# As docs/protocol.md has it: a random part of a pause that doubles.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0


async def storm(plan: dict[str, Any]) -> dict[str, Any]:
    """`sockets`, `since`: the position that they stand at; until the last has everything and is live."""
    rng, found = random.Random(plan["seed"]), screens(plan)
    cpu, begun = cpu_seconds(plan["pids"]), time.perf_counter()

    async def until_live(screen: Screen) -> tuple[float, int]:
        tries = 0
        while True:
            tries += 1
            screen.events = 0
            try:
                await screen.open(plan["since"])
            except OSError:
                await asyncio.sleep(rng.random() * min(LONGEST_PAUSE, FIRST_PAUSE * 2**tries))
            else:
                return time.perf_counter() - begun, tries

    took = await asyncio.gather(*map(until_live, found))
    spent = cpu_seconds(plan["pids"]) - cpu
    for screen in found:
        screen.close()
    waits = [seconds for seconds, _ in took]
    return {
        "all": max(waits),
        "p50": percentile(waits, 0.5),
        "tries": sum(tries for _, tries in took),
        "fewest": min(screen.events for screen in found),
        "holes": sum(screen.holes for screen in found),
        "cpu": spent,
    }
