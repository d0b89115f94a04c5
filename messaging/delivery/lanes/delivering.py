"""Send the messages of one conversation, one after the other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import ParamSpec, cast

from messaging import metrics
from messaging.delivery import database, sessions
from messaging.delivery.lanes import send_wait, step_queue, transactions
from messaging.delivery.lanes.answer_effects import apply_effects, may_blame_upload
from messaging.delivery.lanes.attempts import Attempt
from messaging.delivery.lanes.lane_leases import LANES
from messaging.delivery.lanes.outbound_requests import OutboundRequest
from messaging.delivery.lanes.steps import Begin, Claim, Finish, Step
from messaging.delivery.lanes.uploading import upload
from messaging.delivery.outcomes import Outcome, named, no_answer, not_prepared, seconds_until_retry
from messaging.errors import FailureClass, OutcomeUnknown, SendRefused
from messaging.leases import Lease
from messaging.models import Message
from messaging.transports import Accepted

P = ParamSpec("P")

log = logging.getLogger(__name__)

# A send is only begun when it will be over, at the latest, this long before the lease.
SPARE = 2.0
# While a file is given to the provider, which may take minutes.
RENEW_EVERY = 3.0


def always() -> bool:
    return True


async def deliver_conversation(conversation_id: int, go_on: Callable[[], bool] = always) -> None:
    """Send what is due in this conversation, in order; return when nothing is, or when the lane
    is somebody else's. When `go_on` says no, the message in hand is finished and the lane given back."""
    run = _LaneRun(conversation_id, go_on)
    attempt = await run.ordinary(Claim(run.lease))
    while attempt is not None:
        attempt = await run.deliver(attempt)


class _LaneRun:
    """One holder of one lane, from claim to release."""

    def __init__(self, conversation_id: int, go_on: Callable[[], bool]) -> None:
        self.lease = Lease(conversation_id)
        self._go_on = go_on
        self._leased_at = 0.0
        # The message whose file the provider has got from this very run.
        self._given_now: int | None = None

    async def ordinary(self, step: Step) -> Attempt | None:
        """Do a step together with those of other lanes; alone where it turns out to be none that can be."""
        found = await step_queue.steps().do(step)
        if found is None:
            return await self.alone(step.alone)
        self._leased_at = found.leased_at
        return found.done.attempt

    async def alone(
        self, step: Callable[P, Attempt | None], *args: P.args, **kwargs: P.kwargs
    ) -> Attempt | None:
        """Run a transaction until the database has it; each renews the lease."""

        def timed() -> tuple[float, Attempt | None]:
            return monotonic(), step(*args, **kwargs)

        self._leased_at, attempt = await database.until_done(timed)
        return attempt

    async def deliver(self, attempt: Attempt) -> Attempt | None:
        """Send one message and record the outcome; return the next attempt."""
        if attempt.wait:
            await asyncio.sleep(attempt.wait)
        if not attempt.marked and attempt.needs_upload:
            return await self._upload(attempt)
        if not attempt.marked or not self._time_enough():
            return await self._begin()
        outcome = await try_to_send(attempt)
        if isinstance(outcome, SendRefused) and attempt.message.pk != self._given_now:
            outcome = retry_with_new_upload(attempt, outcome)
        return await self._settle(attempt, outcome)

    async def _settle(self, attempt: Attempt, outcome: Outcome) -> Attempt | None:
        following = await self._record(attempt, outcome)
        send_wait.publish_settled(attempt.message.pk)
        await apply_effects(attempt, outcome)
        return following

    async def _upload(self, attempt: Attempt) -> Attempt | None:
        """Give the provider the file; a refusal of it is one of the message, and counts as a try."""
        refused = await self._given(attempt)
        self._given_now = attempt.message.pk if refused is None else None
        begun = await self._begin(tried=attempt.message.pk)
        if refused is None or begun is None or begun.message.pk != attempt.message.pk:
            return begun
        count(begun, refused)
        return await self._settle(begun, refused)

    async def _given(self, attempt: Attempt) -> SendRefused | None:
        """Upload under a lease that is renewed; let go when the lane was lost, or on the way out."""
        work = asyncio.ensure_future(upload(cast("OutboundRequest", attempt.request)))
        try:
            while not (await asyncio.wait([work], timeout=RENEW_EVERY))[0]:
                if not self._go_on() or not await database.until_done(transactions.renew, self.lease):
                    return None
            return work.result()
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    async def _begin(self, tried: int | None = None) -> Attempt | None:
        """Return the head again, marked and under a fresh lease; None when the lane was lost or we are to stop."""
        return await self.ordinary(Begin(self.lease, self._go_on(), tried))

    def _time_enough(self) -> bool:
        left = LANES.seconds - (monotonic() - self._leased_at)
        return left > sessions.REQUEST_LIMIT + SPARE

    async def _record(self, attempt: Attempt, outcome: Outcome) -> Attempt | None:
        message, by = attempt.message, attempt.reported_by(outcome)
        _log_outcome(message, outcome)
        if isinstance(outcome, Accepted):
            return await self.ordinary(Finish(self.lease, message, outcome, self._go_on(), by))
        if isinstance(outcome, OutcomeUnknown):
            step = partial(transactions.unconfirmed_and_next, self.lease, message, no_answer(outcome))
            return await self.alone(step, go_on=self._go_on())
        seconds = seconds_until_retry(outcome, message.attempts)
        if seconds is None:
            step = partial(transactions.fail_and_next, self.lease, message, outcome.as_error(), by=by)
            return await self.alone(step, go_on=self._go_on())
        return await self.alone(transactions.retry_later, self.lease, message, outcome, seconds, by=by)


def retry_with_new_upload(attempt: Attempt, refused: SendRefused) -> SendRefused:
    """Return a refusal that is not final when it may concern an upload that the provider has forgotten: it
    was given again."""
    if refused.failure is FailureClass.PERMANENT and may_blame_upload(attempt, refused):
        return replace(refused, failure=FailureClass.RETRY)
    return refused


async def try_to_send(attempt: Attempt) -> Outcome:
    """Try once to send, outside any transaction. Raises only its own cancellation."""
    request = attempt.request
    if isinstance(request, SendRefused):
        return request
    with metrics.DELIVERY_SECONDS.labels(request.transport.kind).time():
        outcome = await _send(request, attempt.message)
    count(attempt, outcome)
    return outcome


def count(attempt: Attempt, outcome: Outcome) -> None:
    if isinstance(attempt.request, OutboundRequest):
        outcome_name = named(outcome, attempt.message.attempts)
        metrics.DELIVERY_ATTEMPTS.labels(attempt.request.transport.kind, outcome_name).inc()


async def _send(request: OutboundRequest, message: Message) -> Outcome:
    try:
        http = sessions.session()
    except Exception as problem:
        log.exception("No HTTP session", extra={"message_id": message.pk})
        return not_prepared(problem)
    try:
        # The transport has limits of its own; this one holds whatever it does.
        async with asyncio.timeout(sessions.REQUEST_LIMIT + SPARE / 2):
            return await request.transport.send(http, request.config, request.outgoing)
    except (SendRefused, OutcomeUnknown) as outcome:
        return outcome
    except Exception as problem:
        # Nobody can say how far it came: it counts as sent for all we know.
        log.exception("Transport failed", extra={"message_id": message.pk, "attempt": message.attempts})
        return OutcomeUnknown(f"The transport failed ({type(problem).__name__})")


def _log_outcome(message: Message, outcome: Outcome) -> None:
    """Log one line per attempt; never a text, an address or a token."""
    facts = {
        "message_id": message.pk,
        "inbox_id": message.inbox_id,
        "attempt": message.attempts,
        "outcome": named(outcome, message.attempts),
    }
    if isinstance(outcome, SendRefused):
        # A channel that refuses is somebody's work; everything else is weather.
        level = logging.ERROR if outcome.failure is FailureClass.INBOX else logging.WARNING
        log.log(level, "Attempt refused", extra={**facts, "code": outcome.code, "title": outcome.title})
    elif isinstance(outcome, OutcomeUnknown):
        log.warning("Attempt without an answer", extra={**facts, "detail": str(outcome)})
    else:
        log.info("Message sent", extra=facts)
