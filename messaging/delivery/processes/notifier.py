"""Which notifier wakes the delivery: the one place that knows their names.

A notifier may lose a wake-up, pass one on twice or be away: that costs a moment, because the rows say what is
due and the sweep looks at them. ``startup`` and ``shutdown`` belong to a serving process.
"""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from django.conf import settings

from messaging import runtime

# By name, so that a process in one piece does not load a task queue.
NOTIFIERS = {
    "embedded": "messaging.delivery.processes.in_process",
    "workers": "messaging.delivery.processes.broker_notifier",
}


class Notifier(runtime.Notifier, Protocol):
    """A `runtime.Notifier` with a life of its own in a serving process."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


async def startup() -> None:
    """Start the notifier that the settings name, unless there is one already."""
    process = runtime.runtime()
    if process.notifier is None:
        chosen = cast("Notifier", import_module(NOTIFIERS[settings.DELIVERY]).make())
        await chosen.start()
        process.notifier = chosen


async def shutdown() -> None:
    """Stop it; a lane finishes the message in hand first, within ten seconds."""
    process = runtime.runtime()
    notifier, process.notifier = cast("Notifier | None", process.notifier), None
    if notifier is not None:
        await notifier.stop()
