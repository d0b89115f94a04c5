"""Calls into rows: everything of one batch in one transaction, and no item harms its neighbours."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import IntegrityError, InterfaceError, OperationalError

from messaging import metrics
from messaging.actions.receipts import apply_receipts
from messaging.actions.receiving import (
    Arrival,
    Duplicate,
    Stored,
    receive_message,
    receive_messages,
)
from messaging.errors import DeskError
from messaging.feed.log import recording
from messaging.ingest.calls import IncomingCall, Outcome
from messaging.models import Inbox, Message, WebhookCall
from messaging.transports.base import InboundMessage, Receipt
from messaging.transports.reading import clean

log = logging.getLogger(__name__)

# The database went away or chose us as the victim of a deadlock: not the item's fault, try again.
TRANSIENT = (OperationalError, InterfaceError)


@dataclass(frozen=True, slots=True)
class Work:
    """A call that is being processed, and what became of it so far."""

    call: IncomingCall
    row: WebhookCall
    outcome: Outcome


# Of a thousand items with one trouble a few lines tell enough.
MOST_ERRORS = 20
# How often a batch may meet another one that knows the same customers.
TRIES = 3
# What one statement takes: well below every database's limit of bound values.
CHUNK = 500
Item = TypeVar("Item", InboundMessage, Receipt)
# An item, and the work that it is part of.
Pair = tuple[Work, Item]


def write_calls(calls: Sequence[IncomingCall]) -> list[Outcome]:
    """Store and process the calls in ONE transaction; raises what the database raises."""
    with recording():
        inboxes = existing_inboxes(calls)
        rows = WebhookCall.objects.bulk_create([_raw(call) for call in calls])
        works = [Work(call, row, Outcome()) for call, row in zip(calls, rows, strict=True)]
        process(works, inboxes)
        conclude(works)
    for call in calls:
        metrics.WEBHOOK_CALLS.labels(call.source, "malformed" if call.unreadable else "stored").inc()
    return [work.outcome for work in works]


def write_each(calls: Sequence[IncomingCall]) -> list[Outcome | Exception]:
    """All in one transaction; if that fails, each in its own, so that nobody pays for a neighbour."""
    try:
        return list(write_calls(calls))
    except Exception as error:
        log.warning(
            "A batch of %d webhook calls failed, trying one by one: %s", len(calls), type(error).__name__
        )
        return [_write_alone(call) for call in calls]


def _write_alone(call: IncomingCall) -> Outcome | Exception:
    try:
        return write_calls([call])[0]
    except (DeskError, *TRANSIENT) as error:
        return error
    except Exception as error:
        # Its own fault, so it would be again: whoever is refused for ever delivers for ever.
        log.exception("A webhook call could not be processed; only its raw form is kept")
        return _kept_raw(call, error)


def _kept_raw(call: IncomingCall, trouble: Exception) -> Outcome | Exception:
    outcome = Outcome(failed=1, errors=[_in_words(trouble)])
    try:
        with recording():
            conclude([Work(call, row, outcome) for row in WebhookCall.objects.bulk_create([_raw(call)])])
    except Exception as worse:
        return worse
    return outcome


def existing_inboxes(calls: Sequence[IncomingCall]) -> dict[int, Inbox]:
    inboxes = Inbox.objects.in_bulk({pk for call in calls for pk in (call.inbox_id, *call.routes.values())})
    if not inboxes.keys() >= {call.inbox_id for call in calls}:
        raise DeskError("The inbox was deleted while its webhook was on the way.", code="inbox_gone")
    return inboxes


def _raw(call: IncomingCall) -> WebhookCall:
    return WebhookCall(
        inbox_id=call.inbox_id,
        source=call.source,
        body=call.body,
        request_id=call.request_id,
        state=WebhookCall.State.IGNORED,
    )


def conclude(works: Sequence[Work]) -> None:
    for work in works:
        row, outcome = work.row, work.outcome
        row.state, row.summary = outcome.state, outcome.summary
        row.error = "\n".join(outcome.errors[:MOST_ERRORS])
        if outcome.errors:
            log.warning(
                "Webhook call %s is incomplete and can be replayed", row.pk, extra={"webhook_call": row.pk}
            )
    WebhookCall.objects.bulk_update([work.row for work in works], ["state", "summary", "error"])


def process(works: Sequence[Work], inboxes: Mapping[int, Inbox]) -> None:
    """Messages before receipts; one bad item never harms its neighbours."""
    for work in works:
        work.outcome.ignored += len(work.call.batch.ignored)
        if work.call.unreadable:
            work.outcome.errors.append(work.call.unreadable)
    messages = [(work, item) for work in works for item in work.call.batch.messages]
    receipts = [(work, item) for work in works for item in work.call.batch.receipts]
    for inbox, received in _by_inbox(messages, inboxes):
        _receive(inbox, received)
    for inbox, reported in _by_inbox(receipts, inboxes):
        _apply(inbox, reported)


def _by_inbox(
    pairs: Sequence[Pair[Item]], inboxes: Mapping[int, Inbox]
) -> Iterator[tuple[Inbox, list[Pair[Item]]]]:
    """Pieces of at most CHUNK, inbox by inbox in one order; what is nobody's is ignored."""
    found: dict[int, list[Pair[Item]]] = {}
    for work, item in pairs:
        inbox_id = work.call.routes.get(item.route, 0)
        if inbox_id in inboxes:
            found.setdefault(inbox_id, []).append((work, item))
        else:
            work.outcome.ignored += 1
    for inbox_id in sorted(found):
        of_inbox = found[inbox_id]
        for start in range(0, len(of_inbox), CHUNK):
            yield inboxes[inbox_id], of_inbox[start : start + CHUNK]


def _receive(inbox: Inbox, pairs: Sequence[Pair[InboundMessage]]) -> None:
    """All messages at once; if that fails, one by one."""
    stored = _stored_at_once(inbox, pairs) if len(pairs) > 1 else None
    if stored is None:
        for work, item in pairs:
            _receive_one(inbox, work, item)
        return
    for (work, _), one in zip(pairs, stored, strict=True):
        work.outcome.count(one)


def _stored_at_once(inbox: Inbox, pairs: Sequence[Pair[InboundMessage]]) -> list[Stored] | None:
    arrivals = [Arrival(item, work.row, work.call.written) for work, item in pairs]
    for _ in range(TRIES):
        try:
            return receive_messages(inbox, arrivals)
        except TRANSIENT:
            raise
        except IntegrityError:
            # Another process met the same customer or stored the same message: by now we see it.
            continue
        except Exception as trouble:
            log.warning("A batch of messages failed, trying one by one: %s", type(trouble).__name__)
            break
    return None


def _receive_one(inbox: Inbox, work: Work, item: InboundMessage) -> None:
    def receive() -> None:
        message = receive_message(inbox, item, call=work.row, written=work.call.written)
        work.outcome.count(Stored(message.pk, new=True))

    try:
        _guarded(receive, work.outcome)
    except Duplicate:
        original = Message.objects.get(inbox=inbox, external_id=item.external_id)
        work.outcome.count(Stored(original.pk, new=False))


def _apply(inbox: Inbox, pairs: Sequence[Pair[Receipt]]) -> None:
    """All receipts at once; if that fails, one by one."""

    def apply() -> None:
        known = apply_receipts(inbox, [receipt for _, receipt in pairs])
        for (work, _), ours in zip(pairs, known, strict=True):
            work.outcome.receipts += ours
            work.outcome.unknown_receipts += not ours

    if len(pairs) == 1:
        _guarded(apply, pairs[0][0].outcome)
        return
    try:
        apply()
    except TRANSIENT:
        raise
    except Exception as trouble:
        log.warning("A batch of receipts failed, trying one by one: %s", type(trouble).__name__)
        for pair in pairs:
            _apply(inbox, [pair])


def _guarded(work: Callable[[], None], outcome: Outcome) -> None:
    """Run one item in its savepoint; what it trips over is kept in words, not raised."""
    try:
        work()
    except (Duplicate, *TRANSIENT):
        raise
    except Exception as error:
        log.exception("An item of a webhook call could not be processed")
        outcome.failed += 1
        outcome.errors.append(_in_words(error))


def _in_words(error: Exception) -> str:
    # One line: PostgreSQL puts the whole row that it refuses into the next.
    return clean(f"{type(error).__name__}: {error}").partition("\n")[0][:500]
