"""Doing errands: a few at a time, each under a lease, again and again until it is done or hopeless."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import partial

from messaging import metrics, pauses
from messaging.delivery import chores, database, errand_rows
from messaging.delivery.chores import Again
from messaging.delivery.errand_refusals import COURTESIES, TRIES, give_up, tell_health, wait
from messaging.delivery.fetching import fetch_media
from messaging.delivery.outcomes import not_prepared
from messaging.errors import DeskError, FailureClass, OutcomeUnknown, SendRefused
from messaging.models import Errand, Inbox

log = logging.getLogger(__name__)

Kind = Errand.Kind
JobHandler = Callable[[Errand], Awaitable[Again | None]]

HANDLERS: Mapping[str, JobHandler] = {
    Kind.FETCH_MEDIA: fetch_media,
    Kind.MARK_READ: chores.mark_read,
    Kind.SHOW_TYPING: chores.show_typing,
    Kind.SYNC_TEMPLATES: chores.sync_templates,
    Kind.POLL: chores.poll,
}
# How many of a kind at once; files are the only ones that take long.
SLOTS: Mapping[str, int] = {
    Kind.FETCH_MEDIA: 4,
    Kind.MARK_READ: 8,
    Kind.SHOW_TYPING: 4,
    Kind.SYNC_TEMPLATES: 2,
    Kind.POLL: 2,
}
# Seconds; whatever hangs lets go of its place.
LIMITS: Mapping[str, float] = {
    Kind.FETCH_MEDIA: 900.0,
    Kind.MARK_READ: 30.0,
    Kind.SHOW_TYPING: 15.0,
    Kind.SYNC_TEMPLATES: 180.0,
    Kind.POLL: 120.0,
}
# How often more one may be found unfinished: whoever did it died, maybe of it.
DEATHS = 3
SWEEP = 1.0
NO_ANSWER = "The provider did not answer"


class Errands:
    """Made and stopped on its loop; `wake` may be called from any thread."""

    def __init__(self, handlers: Mapping[str, JobHandler] = HANDLERS) -> None:
        self._loop = asyncio.get_running_loop()
        self._handlers = handlers
        self._asked = asyncio.Event()
        self._running: dict[asyncio.Task[None], str] = {}
        self._sweeping: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._sweeping = self._loop.create_task(self._sweep(), name="errands")

    def wake(self) -> None:
        """A hint that may be lost."""
        with suppress(RuntimeError):  # the loop has just been closed
            self._loop.call_soon_threadsafe(self._asked.set)

    async def stop(self, patience: float) -> None:
        """Let short ones end; what takes longer is given back and begun anew by whoever comes next."""
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.gather(self._sweeping, return_exceptions=True)
        if self._running:
            await asyncio.wait(self._running, timeout=patience)
        late = list(self._running)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _sweep(self) -> None:
        failing = False
        while True:
            try:
                for errand in await database.once(errand_rows.claim, self._room()):
                    self._begin(errand)
                failing = False
            except Exception as failure:
                if not failing:  # one line when it begins
                    log.warning("errands cannot be looked up", extra={"failure": repr(failure)})
                failing = True
            await pauses.until_set(self._asked, SWEEP)

    def _room(self) -> dict[str, int]:
        busy = Counter(self._running.values())
        return {kind: SLOTS[kind] - busy[kind] for kind in self._handlers}

    def _begin(self, errand: Errand) -> None:
        task = self._loop.create_task(do(errand, self._handlers[errand.kind]), name=f"errand {errand.kind}")
        self._running[task] = errand.kind
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        self._asked.set()
        if not task.cancelled() and (problem := task.exception()):
            # Its lease runs out, then it is found again.
            log.error("errand failed", exc_info=problem)


async def do(errand: Errand, handler: JobHandler) -> None:
    """One try of a claimed errand, under a lease that is renewed; what became of it is recorded."""
    died = errand.attempts > TRIES.get(errand.kind, 1) + DEATHS
    work = asyncio.ensure_future(_tried(errand, _never_finished if died else handler))
    keeper = asyncio.ensure_future(_keep(errand, work))
    try:
        outcome = await work
    except asyncio.CancelledError:
        if (task := asyncio.current_task()) is not None and task.cancelling():
            await database.once(errand_rows.give_back, errand)
            raise
        log.warning("errand lost to another process", extra={"errand": errand.kind})
        return
    finally:
        keeper.cancel()
        work.cancel()
    await _conclude(errand, outcome)


async def _keep(errand: Errand, work: asyncio.Future[Again | SendRefused | None]) -> None:
    """Renew the lease in time; whoever lost it lets go of the work."""
    while True:
        await asyncio.sleep(errand_rows.RENEW_EVERY)
        until = await database.until_done(errand_rows.renew, errand)
        if until is None:
            work.cancel()
            return
        errand.lease_until = until


async def _tried(errand: Errand, handler: JobHandler) -> Again | SendRefused | None:
    """What became of it: done (None), due again, or refused. Raises nothing but its own cancellation."""
    try:
        async with asyncio.timeout(LIMITS[errand.kind]):
            return await handler(errand)
    except SendRefused as refused:
        return refused
    except DeskError as problem:
        return not_prepared(problem)
    except (TimeoutError, OutcomeUnknown) as problem:
        return _internal("no_answer", NO_ANSWER, type(problem).__name__)
    except Inbox.DoesNotExist:
        return None
    except Exception as problem:
        log.exception("errand broke", extra={"errand": errand.kind, "subject": errand.subject})
        return _internal("internal", "Something here went wrong", type(problem).__name__)


async def _never_finished(_: Errand) -> None:
    detail = "Each time the process that did it ended; the log may tell why."
    raise _internal("never_finished", "It was begun again and again", detail, FailureClass.PERMANENT)


def _internal(code: str, title: str, detail: str, failure: FailureClass = FailureClass.RETRY) -> SendRefused:
    action = "Press Try again; if it stays like this, tell an administrator."
    return SendRefused(code, title, failure=failure, detail=detail, action=action)


async def _conclude(errand: Errand, outcome: Again | SendRefused | None) -> None:
    if isinstance(outcome, SendRefused):
        await _refused(errand, outcome)
    elif outcome is None:
        await _record(errand, "done", partial(errand_rows.finish, errand))
    else:
        await _record(errand, "again", partial(errand_rows.again, errand, outcome.seconds, outcome.data))


async def _refused(errand: Errand, refused: SendRefused) -> None:
    facts = {
        "errand": errand.kind,
        "subject": errand.subject,
        "attempt": errand.attempts,
        "code": refused.code,
    }
    if refused.pauses and errand.kind not in COURTESIES:
        await database.until_done(tell_health, errand, refused)
    seconds = wait(errand, refused)
    if seconds is None:
        log.warning("errand given up", extra=facts)
        await _record(errand, "failed", partial(give_up, errand, refused))
        return
    log.info("errand postponed", extra={**facts, "seconds": round(seconds, 1)})
    counted = refused.failure is not FailureClass.CHANNEL
    await _record(errand, "later", partial(errand_rows.later, errand, seconds, str(refused), counted=counted))


async def _record(errand: Errand, outcome: str, step: Callable[[], None]) -> None:
    await database.until_done(step)
    metrics.ERRANDS.labels(errand.kind, outcome).inc()
