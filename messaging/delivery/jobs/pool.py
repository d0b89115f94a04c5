"""Doing jobs: a few at a time, each under a lease, again and again until it is done or hopeless."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from messaging import awaiting, metrics
from messaging.actions.core import Source, effects_of
from messaging.delivery import database
from messaging.delivery.jobs import job_leases, provider_calls
from messaging.delivery.jobs.failures import COURTESIES, TRIES, give_up, job_delay, report_inbox_failure
from messaging.delivery.jobs.fetching import fetch_media
from messaging.delivery.jobs.provider_calls import RunAgain
from messaging.delivery.outcomes import not_now, not_prepared
from messaging.errors import ConsoleError, FailureClass, OutcomeUnknown, SendRefused
from messaging.models import Inbox, Job
from messaging.outages import outage_of

log = logging.getLogger(__name__)

Kind = Job.Kind
JobHandler = Callable[[Job], Awaitable[RunAgain | None]]

HANDLERS: Mapping[str, JobHandler] = {
    Kind.FETCH_MEDIA: fetch_media,
    Kind.MARK_READ: provider_calls.mark_read,
    Kind.SHOW_TYPING: provider_calls.show_typing,
    Kind.TAKE_CONTROL: provider_calls.take_control,
    Kind.SYNC_TEMPLATES: provider_calls.sync_templates,
    Kind.POLL: provider_calls.poll,
}
# How many of a kind at once; files are the only ones that take long.
SLOTS: Mapping[str, int] = {
    Kind.FETCH_MEDIA: 4,
    Kind.MARK_READ: 8,
    Kind.SHOW_TYPING: 4,
    Kind.TAKE_CONTROL: 4,
    Kind.SYNC_TEMPLATES: 2,
    Kind.POLL: 2,
}
# Seconds; whatever hangs lets go of its place.
LIMITS: Mapping[str, float] = {
    Kind.FETCH_MEDIA: 900.0,
    Kind.MARK_READ: 30.0,
    Kind.SHOW_TYPING: 15.0,
    Kind.TAKE_CONTROL: 30.0,
    Kind.SYNC_TEMPLATES: 180.0,
    Kind.POLL: 120.0,
}
# How often more one may be found unfinished: whoever did it died, maybe of it.
DEATHS = 3
SWEEP = 1.0
NO_ANSWER = "The provider did not answer"


class JobPool:
    """Made and stopped on its loop; `wake` may be called from any thread."""

    def __init__(self, handlers: Mapping[str, JobHandler] = HANDLERS) -> None:
        self._loop = asyncio.get_running_loop()
        self._handlers = handlers
        self._asked = asyncio.Event()
        self._running: dict[asyncio.Task[None], str] = {}
        self._sweeping: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._sweeping = self._loop.create_task(self._sweep(), name="jobs")

    def wake(self) -> None:
        """Look for due jobs at once; on the loop (`Dispatcher.wake` comes from any thread)."""
        self._asked.set()

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
                for job in await database.once(job_leases.claim, self._room()):
                    self._begin(job)
                failing = False
            except Exception as failure:
                if not failing:  # one line when it begins
                    log.warning("Jobs cannot be looked up", extra={"failure": repr(failure)})
                failing = True
            await awaiting.wait_until_set(self._asked, SWEEP)

    def _room(self) -> dict[str, int]:
        busy = Counter(self._running.values())
        return {kind: SLOTS[kind] - busy[kind] for kind in self._handlers}

    def _begin(self, job: Job) -> None:
        task = self._loop.create_task(run_job(job, self._handlers[job.kind]), name=f"job {job.kind}")
        self._running[task] = job.kind
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        self._asked.set()
        if not task.cancelled() and (problem := task.exception()):
            # Its lease runs out, then it is found again.
            log.error("Job failed", exc_info=problem)


async def run_job(job: Job, handler: JobHandler) -> None:
    """Try a claimed job once, under a lease that is renewed, and record what became of it."""
    died = job.attempts > TRIES.get(job.kind, 1) + DEATHS
    work = asyncio.ensure_future(_tried(job, _never_finished if died else handler))
    keeper = asyncio.ensure_future(_keep_lease(job, work))
    try:
        outcome = await work
    except asyncio.CancelledError:
        if (task := asyncio.current_task()) is not None and task.cancelling():
            await database.once(job_leases.give_back, job)
            raise
        log.warning("Job lost to another process", extra={"job": job.kind})
        return
    finally:
        keeper.cancel()
        work.cancel()
    await _conclude(job, outcome)


async def _keep_lease(job: Job, work: asyncio.Future[RunAgain | SendRefused | None]) -> None:
    """Renew the lease in time; whoever lost it lets go of the work."""
    while True:
        await asyncio.sleep(job_leases.RENEW_EVERY)
        if not await database.until_done(job_leases.renew, job):
            work.cancel()
            return


async def _tried(job: Job, handler: JobHandler) -> RunAgain | SendRefused | None:
    """Return what became of the job: done (None), due again, or refused. Raises only its own cancellation."""
    try:
        async with asyncio.timeout(LIMITS[job.kind]):
            return await handler(job)
    except SendRefused as refused:
        return refused
    except ConsoleError as problem:
        return _broke(job, problem) if outage_of(problem) else not_prepared(problem)
    except (TimeoutError, OutcomeUnknown) as problem:
        return _internal("no_answer", NO_ANSWER, type(problem).__name__)
    except Inbox.DoesNotExist:
        return None
    except Exception as problem:
        return _broke(job, problem)


def _broke(job: Job, problem: Exception) -> SendRefused:
    if outage := outage_of(problem):
        log.error("A job waits: %s", outage.detail, extra={"job": job.kind, "subject": job.subject})
        return not_now(outage)
    log.error("Job broke", exc_info=problem, extra={"job": job.kind, "subject": job.subject})
    return _internal("internal", "Something here went wrong", type(problem).__name__)


async def _never_finished(_: Job) -> None:
    detail = "Each time the process that did it ended; the log may tell why."
    raise _internal("never_finished", "It was begun again and again", detail, FailureClass.PERMANENT)


def _internal(code: str, title: str, detail: str, failure: FailureClass = FailureClass.RETRY) -> SendRefused:
    action = "Press Try again; if it stays like this, tell an administrator."
    return SendRefused(code, title, failure=failure, detail=detail, action=action)


async def _conclude(job: Job, outcome: RunAgain | SendRefused | None) -> None:
    if isinstance(outcome, SendRefused):
        await _refused(job, outcome)
    elif outcome is None:
        await _record(job, "done", partial(job_leases.finish, job))
    else:
        await _record(job, "again", partial(job_leases.again, job, outcome.seconds, outcome.data))


async def _refused(job: Job, refused: SendRefused) -> None:
    facts = {
        "job": job.kind,
        "subject": job.subject,
        "attempt": job.attempts,
        "code": refused.code,
    }
    if effects_of(Source.JOB, refused.failure, pauses=refused.pauses) and job.kind not in COURTESIES:
        await database.until_done(report_inbox_failure, job, refused)
    seconds = job_delay(job, refused)
    if seconds is None:
        log.warning("Job given up", extra=facts)
        await _record(job, "failed", partial(give_up, job, refused))
        return
    log.info("Job postponed", extra={**facts, "seconds": round(seconds, 1)})
    await _record(
        job, "later", partial(job_leases.postpone, job, seconds, str(refused), counted=refused.counted)
    )


async def _record(job: Job, outcome: str, step: Callable[[], None]) -> None:
    await database.until_done(step)
    metrics.JOBS.labels(job.kind, outcome).inc()
