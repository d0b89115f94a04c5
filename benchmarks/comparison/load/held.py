"""Sockets that are open and idle: what each of them costs in memory."""

from __future__ import annotations

import asyncio
from typing import Any

from benchmarks.comparison.load.screens import opened, screens
from benchmarks.processes import megabytes

SETTLES = 2.0


async def hold(plan: dict[str, Any]) -> dict[str, Any]:
    """`sockets`: megabytes of all processes before they were opened and while they are."""
    found = screens(plan)
    before = sum(map(megabytes, plan["pids"]))
    await opened(found)
    await asyncio.sleep(SETTLES)
    during = sum(map(megabytes, plan["pids"]))
    for screen in found:
        screen.close()
    return {"before": before, "during": during}
