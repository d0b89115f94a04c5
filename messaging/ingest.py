"""Natural batching of incoming webhook calls into transactions.

Whatever arrived while the previous transaction committed goes into the next one: no timer, and an idle
desk waits for one commit. The door answers 200 only after COMMIT.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import InterfaceError, OperationalError

from messaging import metrics, transports
from messaging.actions.receiving import Duplicate, Written, apply_receipts, receive_message
from messaging.errors import DeskError, Overloaded, Unreadable
from messaging.feed.log import recording
from messaging.models import Inbox, Message, WebhookCall
from messaging.threads import DatabaseThreads
from messaging.transports.base import Batch, InboundMessage, Receipt

log = logging.getLogger(__name__)

# Calls in one transaction, and calls that may wait; above it the provider is asked to come back.
LARGEST_BATCH = 64
LONGEST_QUEUE = 2000
RETRY_AFTER = 5
# The database went away or chose us as the victim of a deadlock: not the item's fault, try again.
TRANSIENT = (OperationalError, InterfaceError)


@dataclass(frozen=True, slots=True)
class IncomingCall:
    """One verified request. `routes` says which inbox each provider key of the body belongs to;
    items of other keys are ignored. `unreadable` is why the body could not be parsed."""

    inbox_id: int
    source: str
    body: bytes
    batch: Batch = field(default_factory=Batch)
    routes: Mapping[str, int] = field(default_factory=dict)
    request_id: str = ""
    unreadable: str = ""
    written: Written = field(default_factory=Written)


@dataclass(slots=True)
class Outcome:
    """What became of the items of one call; `messages` holds new ones and the originals of copies."""

    stored: int = 0
    duplicates: int = 0
    receipts: int = 0
    unknown_receipts: int = 0
    ignored: int = 0
    failed: int = 0
    errors: list[str] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)

    @property
    def state(self) -> str:
        if self.failed or self.errors:
            return WebhookCall.State.FAILED
        if self.stored or self.duplicates or self.receipts:
            return WebhookCall.State.PROCESSED
        return WebhookCall.State.IGNORED

    @property
    def summary(self) -> dict[str, int]:
        counts = {
            "messages": self.stored,
            "duplicates": self.duplicates,
            "receipts": self.receipts,
            "unknown_receipts": self.unknown_receipts,
            "ignored": self.ignored,
            "failed": self.failed,
        }
        return {name: count for name, count in counts.items() if count}


# --- one transaction --------------------------------------------------------------------------


def write_calls(calls: Sequence[IncomingCall]) -> list[Outcome]:
    """Store and process the calls in ONE transaction; raises what the database raises."""
    with recording():
        inboxes = Inbox.objects.in_bulk(
            {pk for call in calls for pk in (call.inbox_id, *call.routes.values())}
        )
        return [_write_call(call, inboxes) for call in calls]


def write_each(calls: Sequence[IncomingCall]) -> list[Outcome | Exception]:
    """All in one transaction; if that fails, each in its own, so that nobody pays for a neighbour."""
    try:
        return list(write_calls(calls))
    except Exception as error:
        if len(calls) == 1 and not isinstance(error, TRANSIENT):
            return [error]
        log.warning(
            "A batch of %d webhook calls failed, trying one by one: %s", len(calls), type(error).__name__
        )
        return [_write_alone(call) for call in calls]


def _write_alone(call: IncomingCall) -> Outcome | Exception:
    try:
        return write_calls([call])[0]
    except Exception as error:
        log.exception("A webhook call could not be stored")
        return error


def _write_call(call: IncomingCall, inboxes: Mapping[int, Inbox]) -> Outcome:
    if call.inbox_id not in inboxes:
        raise DeskError("The inbox was deleted while its webhook was on the way.", code="inbox_gone")
    row = WebhookCall.objects.create(
        inbox=inboxes[call.inbox_id],
        source=call.source,
        body=call.body,
        request_id=call.request_id,
        state=WebhookCall.State.IGNORED,
    )
    outcome = _process(call, row, inboxes)
    _conclude(row, outcome)
    metrics.WEBHOOK_CALLS.labels(call.source, "malformed" if call.unreadable else "stored").inc()
    return outcome


def _conclude(row: WebhookCall, outcome: Outcome) -> None:
    row.state, row.summary, row.error = outcome.state, outcome.summary, "\n".join(outcome.errors)
    row.save(update_fields=["state", "summary", "error"])
    if outcome.errors:
        log.warning(
            "Webhook call %s is incomplete and can be replayed", row.pk, extra={"webhook_call": row.pk}
        )


def _process(call: IncomingCall, row: WebhookCall, inboxes: Mapping[int, Inbox]) -> Outcome:
    """Messages before receipts; one bad item never harms its neighbours."""
    outcome = Outcome(ignored=len(call.batch.ignored))
    if call.unreadable:
        outcome.errors.append(call.unreadable)
    for item in call.batch.messages:
        if inbox := _inbox_of(item, call, inboxes, outcome):
            _receive(inbox, item, row, call.written, outcome)
    by_inbox: dict[int, list[Receipt]] = {}
    for receipt in call.batch.receipts:
        if inbox := _inbox_of(receipt, call, inboxes, outcome):
            by_inbox.setdefault(inbox.pk, []).append(receipt)
    for inbox_id in sorted(by_inbox):
        _apply(inboxes[inbox_id], by_inbox[inbox_id], outcome)
    return outcome


def _inbox_of(
    item: InboundMessage | Receipt, call: IncomingCall, inboxes: Mapping[int, Inbox], outcome: Outcome
) -> Inbox | None:
    inbox = inboxes.get(call.routes.get(item.route, 0))
    if inbox is None:
        outcome.ignored += 1
    return inbox


def _receive(
    inbox: Inbox, item: InboundMessage, row: WebhookCall, written: Written, outcome: Outcome
) -> None:
    def receive() -> None:
        message = receive_message(inbox, item, call=row, written=written)
        outcome.stored += 1
        outcome.messages.append(message.pk)

    try:
        _guarded(receive, outcome)
    except Duplicate:
        outcome.duplicates += 1
        original = Message.objects.filter(inbox=inbox, external_id=item.external_id)
        outcome.messages.extend(original.values_list("pk", flat=True))


def _apply(inbox: Inbox, receipts: list[Receipt], outcome: Outcome) -> None:
    """All receipts at once; if that fails, one by one."""

    def apply() -> None:
        matched = apply_receipts(inbox, receipts)
        outcome.receipts += matched.known
        outcome.unknown_receipts += matched.unknown

    if len(receipts) == 1:
        _guarded(apply, outcome)
        return
    try:
        apply()
    except TRANSIENT:
        raise
    except Exception:
        log.exception("A batch of receipts failed, trying one by one")
        for receipt in receipts:
            _apply(inbox, [receipt], outcome)


def _guarded(work: Callable[[], None], outcome: Outcome) -> None:
    """Run one item in its savepoint; what it trips over is kept in words, not raised."""
    try:
        work()
    except (Duplicate, *TRANSIENT):
        raise
    except Exception as error:
        log.exception("An item of a webhook call could not be processed")
        outcome.failed += 1
        outcome.errors.append(f"{type(error).__name__}: {error}"[:500])


# --- again --------------------------------------------------------------------------------------


def replay(row: WebhookCall) -> Outcome:
    """Process a stored call once more: what is there already stays one, what failed gets its chance."""
    with recording():
        call = _as_incoming(row)
        inboxes = Inbox.objects.in_bulk({row.inbox_id, *call.routes.values()})
        outcome = _process(call, row, inboxes)
        _conclude(row, outcome)
        return outcome


def _as_incoming(row: WebhookCall) -> IncomingCall:
    body = bytes(row.body)
    if row.source == WebhookCall.Source.SEED:
        return seed_call(row.inbox_id, body)
    return provider_call(row.inbox, body)


def seed_call(inbox_id: int, body: bytes, *, request_id: str = "") -> IncomingCall:
    """A call of /api/webhook/; raises `DeskError` when the body is not what it should be."""
    item = transports.generic.parse_seed(body)
    return IncomingCall(
        inbox_id=inbox_id,
        source=WebhookCall.Source.SEED,
        body=body,
        batch=Batch(messages=(item,)),
        routes={item.route: inbox_id},
        request_id=request_id,
        written=Written(sender=str(item.payload["sender"]), receiver="Me"),
    )


def provider_call(
    inbox: Inbox, body: bytes, *, routes: Mapping[str, int] | None = None, request_id: str = ""
) -> IncomingCall:
    """A signed call of a provider; one that cannot be read is kept all the same, and marked."""
    try:
        batch, unreadable = transports.get(inbox.transport).parse(body), ""
    except Unreadable as reason:
        batch, unreadable = Batch(), str(reason) or "The body is not a JSON object."
    return IncomingCall(
        inbox_id=inbox.pk,
        source=inbox.transport,
        body=body,
        batch=batch,
        routes={inbox.route: inbox.pk} if routes is None else routes,
        request_id=request_id,
        unreadable=unreadable,
    )


# --- the queue ----------------------------------------------------------------------------------


# The one writer of the process, whatever loop asks. A batch may take long on a slow disk; what it
# stores after its deadline is a copy that the constraints refuse when the provider comes again.
_threads = DatabaseThreads("ingest", threads=1, waiting=8, deadline=60)


class Ingest:
    """The queue in front of the one writing thread. Lives on one event loop."""

    def __init__(
        self, write: Callable[[Sequence[IncomingCall]], list[Outcome | Exception]] = write_each
    ) -> None:
        self._write = write
        self._queue: deque[tuple[IncomingCall, asyncio.Future[Outcome], float]] = deque()
        self._pump: asyncio.Task[None] | None = None
        self._closing = False
        metrics.QUEUE_DEPTH.labels("ingest").set_function(lambda: len(self._queue))

    async def submit(self, call: IncomingCall) -> Outcome:
        """Wait until the call is committed; raises `Overloaded` when it must come again later.

        Shielded: a provider that hangs up does not take its call out of the transaction.
        """
        if self._closing or len(self._queue) >= LONGEST_QUEUE:
            metrics.WEBHOOK_CALLS.labels(call.source, "overloaded").inc()
            raise Overloaded("Too many webhook calls at once; please deliver again.", retry_after=RETRY_AFTER)
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._queue.append((call, future, time.monotonic()))
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._run())
        return await asyncio.shield(future)

    async def _run(self) -> None:
        while self._queue:
            taken = [self._queue.popleft() for _ in range(min(LARGEST_BATCH, len(self._queue)))]
            metrics.INGEST_BATCH.observe(len(taken))
            results = await self._written([call for call, _, _ in taken])
            for (call, future, since), result in zip(taken, results, strict=True):
                metrics.WEBHOOK_TO_COMMIT.labels(call.source).observe(time.monotonic() - since)
                _resolve(future, result)

    async def _written(self, calls: list[IncomingCall]) -> Sequence[Outcome | Exception]:
        try:
            return await _threads.run(self._write, calls)
        except Exception as error:  # the pump must outlive everything: the next call needs it
            log.exception("Writing a batch of webhook calls failed")
            return [error] * len(calls)

    async def close(self) -> None:
        """Refuse new calls, commit the ones that wait."""
        self._closing = True
        if self._pump is not None:
            await asyncio.gather(self._pump, return_exceptions=True)


def _resolve(future: asyncio.Future[Outcome], result: Outcome | Exception) -> None:
    if future.done():
        return
    if isinstance(result, Outcome):
        future.set_result(result)
        return
    refusal = result if isinstance(result, DeskError) else _away(result)
    future.set_exception(refusal)
    # Whoever waited may be gone; an exception that nobody fetched would be logged as a bug.
    future.exception()


def _away(error: Exception) -> Overloaded:
    log.error("A webhook call is refused for now: %s", type(error).__name__)
    return Overloaded(
        "The desk cannot store webhooks at the moment.", retry_after=RETRY_AFTER, code="unavailable"
    )


_ingests: dict[asyncio.AbstractEventLoop, Ingest] = {}


def ingest() -> Ingest:
    """The queue of the running loop, made on first use (daphne has no lifespan)."""
    loop = asyncio.get_running_loop()
    if loop not in _ingests:
        for closed in [one for one in _ingests if one.is_closed()]:
            del _ingests[closed]
        _ingests[loop] = Ingest()
    return _ingests[loop]


async def startup() -> None:
    """Nothing to warm up: the first call makes the queue."""


async def shutdown() -> None:
    """Commit what waits."""
    queue = _ingests.pop(asyncio.get_running_loop(), None)
    if queue is not None:
        await queue.close()
    await asyncio.to_thread(_threads.close)
