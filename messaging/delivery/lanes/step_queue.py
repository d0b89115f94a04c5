"""Natural batching of the lanes' steps: those that were asked for while the previous transaction committed go into the
next one. No timer, and a lane that is alone waits for nobody."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic

from messaging.delivery import database
from messaging.delivery.lanes.steps import Step
from messaging.delivery.lanes.together import Done, do_together
from messaging.outages import is_outage
from messaging.runtime import runtime

log = logging.getLogger(__name__)

# Steps of one transaction: while it runs, it holds their lanes and the feed's counter. With 64, 200 lanes in hand had to wait
# for three of them: a sixth fewer messages a second.
MOST_AT_ONCE = 128


@dataclass(frozen=True, slots=True)
class InTime:
    """A step that was done, and the moment from which its lease counts, by `monotonic`."""

    leased_at: float
    done: Done


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    step: Step
    # None: it is to be done alone.
    result: asyncio.Future[InTime | None]


class StepQueue:
    """The queue in front of the transactions of many lanes. Lives on one event loop."""

    def __init__(self, do: Callable[[Sequence[Step]], list[Done | None]] | None = None) -> None:
        self._do = do or do_together
        self._queue: deque[_Waiting] = deque()
        self._pump: asyncio.Task[None] | None = None

    async def do(self, step: Step) -> InTime | None:
        """Return the step as it was done with others; None: it is to be done alone. A caller that is cancelled withdraws a
        step that has not begun."""
        waiting = _Waiting(step, asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._work(), name="delivery steps")
        return await waiting.result

    async def _work(self) -> None:
        while taken := self._take():
            results = await self._done([waiting.step for waiting in taken])
            for waiting, result in zip(taken, results, strict=True):
                if not waiting.result.done():
                    waiting.result.set_result(result)

    def _take(self) -> list[_Waiting]:
        taken: list[_Waiting] = []
        while self._queue and len(taken) < MOST_AT_ONCE:
            waiting = self._queue.popleft()
            if not waiting.result.done():  # cancelled
                taken.append(waiting)
        return taken

    async def _done(self, steps: list[Step]) -> list[InTime | None]:
        try:
            at, results = await database.once(self._timed, steps)
        except Exception as failure:
            # One of them may be at fault, or the database is away: each lane tries alone until it is done.
            level = logging.DEBUG if is_outage(failure) else logging.WARNING
            log.log(
                level,
                "Steps could not be done together",
                extra={"failure": repr(failure), "steps": len(steps)},
            )
            return [None] * len(steps)
        return [InTime(at, result) if result else None for result in results]

    def _timed(self, steps: list[Step]) -> tuple[float, list[Done | None]]:
        return monotonic(), self._do(steps)


def steps() -> StepQueue:
    """Return the queue of the running loop, made on first use."""
    return runtime().loop_part(StepQueue, StepQueue)
