"""Large calls: stored raw at once, then applied in slices, each in a transaction of its own that others get in
between.

How far a call has come is written in the transaction of each slice. Whoever finds one that waits goes on where the
last slice ended, so a process that dies loses nothing and does nothing twice; two at once wait for each other at
the call's row.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.utils import timezone

from messaging import metrics
from messaging.actors import INGEST, Actor
from messaging.errors import ConsoleError
from messaging.feed import NeedsSavepoints, recording
from messaging.ingest.apply import CallWork, apply_items, error_line
from messaging.ingest.changes import in_lock_order
from messaging.ingest.parse import RECEIPTS_PER_ITEM, IncomingCall, Outcome
from messaging.ingest.stored_calls import existing_inboxes, new_row, parse_again, save_outcomes
from messaging.models import WebhookCall
from messaging.outages import is_outage
from messaging.prepared import keep_plans
from messaging.transports import Batch, Change, Echo, Identity, Ignored, InboundMessage, Receipt

log = logging.getLogger(__name__)

# What one transaction applies: its neighbours wait for no more than that.
SLICE = 100
RECEIPTS_OF_SLICE = SLICE * RECEIPTS_PER_ITEM

Part = InboundMessage | Echo | Change | Receipt


@dataclass(slots=True)
class LargeCall:
    """A stored call of which not every item is applied yet. `applied`: how many are, as far as we know;
    `call`: None until it is read from its row."""

    pk: int
    call: IncomingCall | None = None
    applied: int = 0
    outcome: Outcome = field(default_factory=Outcome)
    _items: Sequence[Part] = ()
    _last: Mapping[Identity, int] = field(default_factory=dict)

    def read(self, call: IncomingCall) -> None:
        """Know what it holds: the items in the order in which they are applied, and who is named in them."""
        self.call, self._items = call, _in_order(call.batch)
        self._last = {one: place for place, item in enumerate(self._items) for one in people_of(item)}

    def names(self, people: Iterable[Identity]) -> bool:
        """Return whether one of the people wrote something that is still to be applied: what they wrote after
        it has to wait."""
        return any(self._last.get(one, -1) >= self.applied for one in people)

    def next_slice(self) -> tuple[IncomingCall, int]:
        """Return the items that come next as a call of their own, and how many are applied after them."""
        if self.call is None:
            raise RuntimeError("Its row has not been read.")
        rest = len(self._items) - len(self.call.batch.receipts)
        size, end = (SLICE, rest) if self.applied < rest else (RECEIPTS_OF_SLICE, len(self._items))
        stop = min(self.applied + size, end)
        ignored = self.call.batch.ignored if not self.applied else ()
        return replace(self.call, batch=_batch(self._items[self.applied : stop], ignored)), stop

    @property
    def ended(self) -> bool:
        return self.applied >= len(self._items)


def is_large(call: IncomingCall) -> bool:
    """Return whether a call is more than one transaction should hold."""
    return call.weight > SLICE


def people_of(item: Part) -> tuple[Identity, ...]:
    """Return who is at the other end of a message, in either direction."""
    return item.identities if isinstance(item, InboundMessage | Echo) else ()


def store_large(call: IncomingCall) -> LargeCall:
    """Store a call as it came; from then on it is not lost."""
    with recording(by=INGEST):
        existing_inboxes([call])
        row = new_row(call, WebhookCall.State.WAITING)
        row.save()
    metrics.WEBHOOK_CALLS.labels(call.source, "stored").inc()
    large = LargeCall(row.pk)
    large.read(call)
    return large


@recording()
def begin_again(row: WebhookCall, call: IncomingCall, *, by: Actor) -> LargeCall:
    """Let a call wait for being applied from its beginning: what is there already stays one."""
    row.state, row.applied, row.summary, row.error = WebhookCall.State.WAITING, 0, {}, ""
    row.save(update_fields=["state", "applied", "summary", "error"])
    large = LargeCall(row.pk)
    large.read(call)
    return large


def finish(large: LargeCall) -> Outcome:
    """Apply all that is left, slice by slice."""
    while not apply_slice(large):
        pass
    return large.outcome


def apply_slice(large: LargeCall) -> bool:
    """Apply the next slice; return whether it was the last. Raises what the database raises when it is away;
    what the slice itself trips over is kept in words, and the next one has its turn."""
    if large.call is None:
        row = WebhookCall.objects.select_related("inbox").filter(pk=large.pk).first()
        if row is None:  # deleted with its inbox
            return True
        large.read(parse_again(row))
    try:
        return _apply(large)
    except Exception as error:
        if isinstance(error, ConsoleError) or is_outage(error):
            raise
        log.exception("A slice of webhook call %s could not be processed", large.pk)
        return _leave_out(large, error)


def _apply(large: LargeCall) -> bool:
    try:
        return _applied(large, tentative=True)
    except NeedsSavepoints:
        return _applied(large, tentative=False)


def _applied(large: LargeCall, *, tentative: bool) -> bool:
    with recording(by=INGEST, tentative=tentative):
        keep_plans()
        row = _next_of(large)
        if row is None:
            return True
        part, stop = large.next_slice()
        work = CallWork(part, row, large.outcome)
        apply_items([work], existing_inboxes([part]))
        return _save(large, work, stop)


def _leave_out(large: LargeCall, error: Exception) -> bool:
    with recording(by=INGEST):
        row = _next_of(large)
        if row is None:
            return True
        part, stop = large.next_slice()
        large.outcome.failed += stop - large.applied
        large.outcome.errors.append(error_line(error))
        return _save(large, CallWork(part, row, large.outcome), stop)


def _next_of(large: LargeCall) -> WebhookCall | None:
    """Lock the row and learn how far it has come; None when there is nothing left to do."""
    rows = WebhookCall.objects.select_for_update(no_key=True).defer("body")
    row = rows.filter(pk=large.pk).first()
    if row is None:
        return None
    large.applied, large.outcome = row.applied, Outcome.so_far(row.summary, row.error)
    return row if row.state == WebhookCall.State.WAITING else None


def _save(large: LargeCall, work: CallWork, stop: int) -> bool:
    large.applied = work.row.applied = stop
    save_outcomes([work], waits=not large.ended)
    return large.ended


def waiting_calls(*, older_than: float = 0.0) -> list[int]:
    """Return the ids of stored calls that wait, the oldest first: a process that ended may have left them."""
    rows = WebhookCall.objects.filter(state=WebhookCall.State.WAITING)
    if older_than:
        rows = rows.filter(received_at__lt=timezone.now() - timedelta(seconds=older_than))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _in_order(batch: Batch) -> list[Part]:
    """Return the items in the order in which `apply_items` has them."""
    changes = [change for _, change in in_lock_order((None, one) for one in batch.changes)]
    return [*batch.messages, *batch.echoes, *changes, *batch.receipts]


def _batch(items: Sequence[Part], ignored: Sequence[Ignored]) -> Batch:
    return Batch(
        messages=tuple(one for one in items if isinstance(one, InboundMessage)),
        echoes=tuple(one for one in items if isinstance(one, Echo)),
        receipts=tuple(one for one in items if isinstance(one, Receipt)),
        changes=tuple(one for one in items if not isinstance(one, InboundMessage | Echo | Receipt)),
        ignored=tuple(ignored),
    )
