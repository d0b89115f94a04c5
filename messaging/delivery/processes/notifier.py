"""Which notifier delivers: the one place that knows their names.

An notifier is a doorbell for the lanes: it may lose a wake-up, run twice or be away, and costs a moment
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
    """Start the notifier that the settings name."""
    global _current  # noqa: PLW0603 (one notifier per process)
    if _current is None:
        chosen = cast("Notifier", import_module(NOTIFIERS[settings.DELIVERY]).make())
        await chosen.start()
        _current = chosen
        on_message_enqueued(wake)
        on_job_enqueued(wake_jobs)


async def shutdown() -> None:
    """Stop it; a lane finishes the message in hand first, within ten seconds."""
    global _current
    notifier, _current = _current, None
    if notifier is not None:
        await notifier.stop()


def wake(conversation_id: int) -> None:
    """After a commit: there is something in this lane."""
    notifier = _current
    if notifier is not None:
        notifier.wake(conversation_id)


def wake_jobs() -> None:
    """After a commit: somebody asked for a job."""
    notifier = _current
    if notifier is not None:
        notifier.wake_jobs()
