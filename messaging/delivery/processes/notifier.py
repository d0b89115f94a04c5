"""Which engine delivers: the one place that knows their names.

An engine is a doorbell for the lanes: it may lose a wake-up, run twice or be away, and costs a moment
then; what the rows say is the truth. ``startup`` and ``shutdown`` belong to a serving process.
"""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from django.conf import settings

from messaging.actions.core import on_job_enqueued, on_message_enqueued

# By name, so that a process in one piece does not load a task queue.
NOTIFIERS = {
    "embedded": "messaging.delivery.processes.in_process",
    "workers": "messaging.delivery.processes.broker_notifier",
}


class Notifier(Protocol):
    """What a serving process does for delivery."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def wake(self, conversation_id: int) -> None:
        """There is something in this lane. Any thread; never blocks, never raises."""

    def wake_jobs(self) -> None:
        """Somebody asked for a job. The same."""


_current: Notifier | None = None


async def startup() -> None:
    """Start the engine that the settings name."""
    global _current  # noqa: PLW0603 (one engine per process)
    if _current is None:
        chosen = cast("Notifier", import_module(NOTIFIERS[settings.DELIVERY]).make())
        await chosen.start()
        _current = chosen
        on_message_enqueued(wake)
        on_job_enqueued(wake_jobs)


async def shutdown() -> None:
    """Stop it; a lane finishes the message in hand first, within ten seconds."""
    global _current
    engine, _current = _current, None
    if engine is not None:
        await engine.stop()


def wake(conversation_id: int) -> None:
    """After a commit: there is something in this lane."""
    engine = _current
    if engine is not None:
        engine.wake(conversation_id)


def wake_jobs() -> None:
    """After a commit: somebody asked for a job."""
    engine = _current
    if engine is not None:
        engine.wake_jobs()
