"""Which engine delivers: the one place that knows their names.

An engine is a doorbell for the lanes: it may lose a wake-up, run twice or be away, and costs a moment
then; what the rows say is the truth. ``startup`` and ``shutdown`` belong to a serving process.
"""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from django.conf import settings

from messaging.actions.errands import on_asked
from messaging.actions.outbox import on_enqueued

# By name, so that a process in one piece does not load a task queue.
ENGINES = {"embedded": "messaging.delivery.embedded", "workers": "messaging.delivery.publisher"}


class Engine(Protocol):
    """What a serving process does for delivery."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def wake(self, conversation_id: int) -> None:
        """There is something in this lane. Any thread; never blocks, never raises."""

    def wake_errands(self) -> None:
        """Somebody asked for an errand. The same."""


_current: Engine | None = None


async def startup() -> None:
    """Start the engine that the settings name."""
    global _current  # noqa: PLW0603 (one engine per process)
    if _current is None:
        chosen = cast("Engine", import_module(ENGINES[settings.DELIVERY]).make())
        await chosen.start()
        _current = chosen
        on_enqueued(wake)
        on_asked(wake_errands)


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


def wake_errands() -> None:
    """After a commit: somebody asked for an errand."""
    engine = _current
    if engine is not None:
        engine.wake_errands()
