"""The running simulator of this process: its database threads and its worker.

A background part (``startup``/``shutdown``) of a server where the simulator is installed.
"""

from __future__ import annotations

import asyncio

from django.conf import settings

from messaging.runtime import runtime
from simulator import wakeup
from simulator.sending import SimulatorWorker, TakeAnswer, Timing

database = runtime().pool("simulator")


class Running:
    """What runs in this process."""

    def __init__(self) -> None:
        self.worker: SimulatorWorker | None = None
        self.take_answer: TakeAnswer | None = None
        self.stopping = False


def use_answers(take: TakeAnswer) -> None:
    """Have the answers to webhooks taken by a room above this one."""
    runtime().part(Running).take_answer = take


async def startup() -> None:
    """Take up the posts and statuses that the last process left."""
    running = runtime().part(Running)
    running.stopping = False
    if settings.SIMULATOR and running.worker is None:
        running.worker = SimulatorWorker(database, Timing.from_settings(), running.take_answer)
        await running.worker.start()


def release() -> None:
    """Release the held requests of the phone pages; called before a server waits for its requests."""
    runtime().part(Running).stopping = True
    wakeup.changes().notify()


async def shutdown() -> None:
    """Stop; whatever is pending stays in the database."""
    release()
    running = runtime().part(Running)
    worker, running.worker = running.worker, None
    if worker:
        await worker.stop()
    await asyncio.to_thread(database.close)


def stopping() -> bool:
    return runtime().part(Running).stopping
