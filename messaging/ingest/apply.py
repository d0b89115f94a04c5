"""The items of calls: all of a kind at once, and one by one where that fails; none harms its neighbours."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import IntegrityError

from messaging.actions.inbound import (
    Duplicate,
    ReceivedEcho,
    ReceivedMessage,
    StoredItem,
    fill_placeholders,
    receive_echoes,
    receive_message,
    receive_messages,
)
from messaging.actions.updates import apply_receipts
from messaging.actors import Actor
from messaging.feed import savepoint
from messaging.ingest.changes import apply_changes, in_lock_order, inboxes_of, is_set_based
from messaging.ingest.parse import IncomingCall, Outcome
from messaging.models import Inbox, Message, WebhookCall
from messaging.outages import is_outage
from messaging.transports import Change, Echo, InboundMessage, Receipt
from messaging.transports.payload import clean

log = logging.getLogger(__name__)

# How often a batch may meet another one that knows the same customers.
TRIES = 3
# What one statement takes: well below every database's limit of bound values.
CHUNK = 500


@dataclass(frozen=True, slots=True)
class CallWork:
    """A call that is being processed, and what became of it so far."""

    call: IncomingCall
    row: WebhookCall
    outcome: Outcome


Result = TypeVar("Result")
Item = TypeVar("Item", InboundMessage, Echo, Receipt)
# An item, and the work that it is part of.
Pair = tuple[CallWork, Item]


def apply_items(works: Sequence[CallWork], inboxes: Mapping[int, Inbox]) -> None:
    """Apply what others refer to first: messages, echoes, changes, receipts."""
    for work in works:
        if work.call.unreadable:
            work.outcome.errors.append(work.call.unreadable)
        for ignored in work.call.batch.ignored:
            work.outcome.leave(ignored)
    for inbox, received in _by_inbox(_pairs(works, lambda call: call.batch.messages), inboxes):
        _receive(inbox, received)
    for inbox, echoed in _by_inbox(_pairs(works, lambda call: call.batch.echoes), inboxes):
        _receive_echoes(inbox, echoed)
    for meant, changes in _alike(works, inboxes):
        _apply_changes(meant, changes)
    for inbox, reported in _by_inbox(_pairs(works, lambda call: call.batch.receipts), inboxes):
        _apply(inbox, reported)


def _pairs(works: Sequence[CallWork], of: Callable[[IncomingCall], Sequence[Item]]) -> list[Pair[Item]]:
    return [(work, item) for work in works for item in of(work.call)]


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
    """Receive all messages at once, one alone as well; if that fails, one by one."""
    stored = _stored_at_once(inbox, pairs)
    if stored is None:
        for work, item in pairs:
            _receive_one(inbox, work, item)
        return
    for (work, _), one in zip(pairs, stored, strict=True):
        work.outcome.count(one)


def _stored_at_once(inbox: Inbox, pairs: Sequence[Pair[InboundMessage]]) -> list[StoredItem] | None:
    arrivals = [ReceivedMessage(item, work.row, work.call.written) for work, item in pairs]
    return _at_once(lambda: receive_messages(inbox, arrivals, by=_provider(inbox)))


def _at_once(store: Callable[[], Result]) -> Result | None:
    """Return what `store` returns, never None; None where it fails."""
    for _ in range(TRIES):
        try:
            with savepoint():
                return store()
        except IntegrityError:
            # Another process met the same customer or stored the same message: by now we see it.
            continue
        except Exception as problem:
            if is_outage(problem):
                raise
            log.warning("A batch of items failed, trying one by one: %s", type(problem).__name__)
            break
    return None


def _receive_one(inbox: Inbox, work: CallWork, item: InboundMessage) -> None:
    def receive() -> None:
        message = receive_message(inbox, item, call=work.row, written=work.call.written, by=_provider(inbox))
        work.outcome.count(StoredItem(message.pk, new=True))

    try:
        _guarded(receive, work.outcome)
    except Duplicate:
        original = Message.objects.get(inbox=inbox, external_id=item.external_id)
        work.outcome.count(StoredItem(original.pk, new=False))
        _guarded(lambda: fill_placeholders(inbox, [item]), work.outcome)


def _receive_echoes(inbox: Inbox, pairs: Sequence[Pair[Echo]]) -> None:
    """Receive what we wrote elsewhere; one alone is a batch of one."""
    echoes = [ReceivedEcho(item, work.row) for work, item in pairs]
    stored = _at_once(lambda: receive_echoes(inbox, echoes, by=_provider(inbox))) if len(pairs) > 1 else None
    if stored is None:
        for (work, _), echoed in zip(pairs, echoes, strict=True):
            _guarded(lambda work=work, one=echoed: _receive_echo(inbox, work, one), work.outcome)  # type: ignore[misc]
        return
    for (work, _), one in zip(pairs, stored, strict=True):
        work.outcome.count_echo(one)


def _receive_echo(inbox: Inbox, work: CallWork, echoed: ReceivedEcho) -> None:
    try:
        with savepoint():
            (stored,) = receive_echoes(inbox, [echoed], by=_provider(inbox))
    except IntegrityError:
        # Another process stored it, or met the customer: by now we see what it wrote.
        (stored,) = receive_echoes(inbox, [echoed], by=_provider(inbox))
    work.outcome.count_echo(stored)


def _alike(
    works: Sequence[CallWork], inboxes: Mapping[int, Inbox]
) -> Iterator[tuple[list[Inbox], list[tuple[CallWork, Change]]]]:
    """Yield changes of one kind for the same inboxes, the kinds in the order of locks, in pieces of at most CHUNK; what is
    nobody's is ignored."""
    in_order = in_lock_order((work, one) for work in works for one in work.call.batch.changes)
    found: dict[tuple[type[Change], tuple[int, ...]], list[tuple[CallWork, Change]]] = {}
    for work, change in in_order:
        meant = tuple(pk for pk in inboxes_of(work.call, change) if pk in inboxes)
        if meant:
            found.setdefault((type(change), meant), []).append((work, change))
        else:
            work.outcome.ignored += 1
    for (_, meant), pairs in found.items():
        for start in range(0, len(pairs), CHUNK):
            yield [inboxes[pk] for pk in meant], pairs[start : start + CHUNK]


def _apply_changes(meant: Sequence[Inbox], pairs: Sequence[tuple[CallWork, Change]]) -> None:
    """Apply all at once; if that fails, one by one."""
    if len(pairs) > 1 and is_set_based(pairs[0][1]):
        changes = [change for _, change in pairs]
        if _at_once(lambda: _applied(meant, changes)):
            for work, _ in pairs:
                work.outcome.changes += 1
            return
    for work, change in pairs:
        _guarded(lambda work=work, change=change: _apply_change(meant, work, change), work.outcome)  # type: ignore[misc]


def _apply_change(meant: Sequence[Inbox], work: CallWork, change: Change) -> None:
    try:
        with savepoint():
            _applied(meant, [change])
    except IntegrityError:
        # Another process met the same person or stored the same reaction: by now we see it.
        _applied(meant, [change])
    work.outcome.changes += 1


def _applied(meant: Sequence[Inbox], changes: Sequence[Change]) -> bool:
    apply_changes(meant, changes, by=_provider(meant[0]))
    return True


def _apply(inbox: Inbox, pairs: Sequence[Pair[Receipt]]) -> None:
    """All receipts at once; if that fails, one by one."""

    def apply() -> None:
        known = apply_receipts(inbox, [receipt for _, receipt in pairs], by=_provider(inbox))
        for (work, _), ours in zip(pairs, known, strict=True):
            work.outcome.receipts += ours
            work.outcome.unknown_receipts += not ours

    if len(pairs) == 1:
        _guarded(apply, pairs[0][0].outcome)
        return
    try:
        with savepoint():
            apply()
    except Exception as problem:
        if is_outage(problem):
            raise
        log.warning("A batch of receipts failed, trying one by one: %s", type(problem).__name__)
        for pair in pairs:
            _apply(inbox, [pair])


def _provider(inbox: Inbox) -> Actor:
    """Who brings the items of an inbox; what customers do in them, the actions know to be theirs."""
    return Actor.provider(inbox.transport)


def _guarded(work: Callable[[], object], outcome: Outcome) -> None:
    """Run one item in its savepoint; what it trips over is kept in words, not raised. A database that is away
    or chose us as the victim of a deadlock is not the item's fault: try again."""
    try:
        with savepoint():
            work()
    except Duplicate:
        raise
    except Exception as error:
        if is_outage(error):
            raise
        log.exception("An item of a webhook call could not be processed")
        outcome.failed += 1
        outcome.errors.append(error_line(error))


def error_line(error: Exception) -> str:
    """One line: PostgreSQL puts the whole row that it refuses into the next."""
    return clean(f"{type(error).__name__}: {error}").partition("\n")[0][:500]
