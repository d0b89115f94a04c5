"""The outbox transactions: each one is short and may be repeated.

See docs/design/delivery.md §4.2.

Each locks the lane before it touches a message. Senders lock conversation, lane, message;
receipts lock messages only; the feed's counter comes last everywhere. A transaction whose COMMIT succeeded
but whose answer was lost is simply run again: the lease's token says what it had already done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from messaging.actions import updates
from messaging.actions.conversation import note_control_taken
from messaging.actors import DELIVERY, Actor
from messaging.clock import database_now
from messaging.delivery.lanes import rate_limit
from messaging.delivery.lanes.attempts import Attempt, request_of
from messaging.delivery.lanes.lane_leases import LANES
from messaging.delivery.lanes.outbound_requests import OutboundRequest, build_request
from messaging.delivery.outcomes import INTERRUPTED
from messaging.errors import FailureClass, SendRefused
from messaging.feed import recording
from messaging.leases import Lease
from messaging.models import Message
from messaging.transports import Accepted

log = logging.getLogger(__name__)


def claim(lease: Lease) -> Attempt | None:
    """Take a due lane and return its head; None when somebody else holds it or nothing is due."""
    with recording(by=DELIVERY):
        if LANES.renew(lease):  # our own claim, whose answer was lost
            return _next(lease, found=_go_on_with)
        if LANES.take(lease):
            return _next(lease, found=_mark_in_doubt)
    return None


def begin(lease: Lease, *, go_on: bool = True, tried: int | None = None) -> Attempt | None:
    """Renew the lease, mark the head and return it; None when the lane was lost or the worker stops.

    `tried`: the message whose file was just given to the provider, or refused by it; another one that
    needs that first comes back unmarked.
    """
    with recording(by=DELIVERY):
        if not LANES.renew(lease):
            return None
        if not go_on:
            LANES.release(lease)
            return None
        head = _head(lease.pk)
        if head is None:
            LANES.postpone(lease, None)
            return None
        return _go_on_with(head) or _begun(head, tried)


def _begun(head: Message, tried: int | None) -> Attempt:
    attempt = Attempt(head, _request(head))
    return attempt if attempt.needs_upload and head.pk != tried else _mark(attempt)


def renew(lease: Lease) -> bool:
    """Keep the lane through something long; False when it was lost."""
    with recording(by=DELIVERY):
        return LANES.renew(lease)


def finish_and_next(
    lease: Lease, message: Message, accepted: Accepted, *, go_on: bool, by: Actor = DELIVERY
) -> Attempt | None:
    """Record that the provider accepted the message, even if the lane was lost meanwhile; return the next."""
    if message.conversation.answered_by and message.kind != Message.Kind.TEMPLATE:
        # Another sender wrote while it waited. A transaction of its own: a conversation is locked before its lane.
        note_control_taken(message.conversation_id, by=by)
    return _settle(lease, lambda: updates.mark_sent(message, accepted, by=by), go_on=go_on)


def fail_and_next(
    lease: Lease, message: Message, error: dict[str, str], *, go_on: bool, by: Actor = DELIVERY
) -> Attempt | None:
    """Record that the provider refused the message for good; return the next."""
    return _settle(lease, lambda: updates.mark_failed(message, error, by=by), go_on=go_on)


def unconfirmed_and_next(
    lease: Lease, message: Message, error: dict[str, str], *, go_on: bool
) -> Attempt | None:
    """Record that nobody knows whether the message went out; return the next."""
    return _settle(lease, lambda: updates.mark_unconfirmed(message, error, by=DELIVERY), go_on=go_on)


def retry_later(
    lease: Lease, message: Message, refused: SendRefused, seconds: float, *, by: Actor = DELIVERY
) -> None:
    """Leave the message at the head, and give the lane back until `seconds` have passed."""
    with recording(by=DELIVERY):
        held = LANES.renew(lease)
        _slow_down(message, refused, seconds)
        due_at = database_now() + timedelta(seconds=seconds)
        error = refused.as_error(tried_again=True)
        updates.postpone(message, due_at, error, counted=refused.counted, by=by)
        if held:
            LANES.postpone(lease, due_at)


def _settle(lease: Lease, record_outcome: Callable[[], None], *, go_on: bool) -> Attempt | None:
    with recording(by=DELIVERY):
        held = LANES.renew(lease)
        record_outcome()
        if held and go_on:
            return _next(lease, found=_go_on_with)
        if held:
            LANES.release(lease)
    return None


def _next(lease: Lease, *, found: Callable[[Message], Attempt | None]) -> Attempt | None:
    """Return the head, marked unless it has to wait. `found` decides about one that is marked already."""
    while (head := _head(lease.pk)) is not None:
        if head.status != Message.Status.SENDING:
            return _prepare(lease, head)
        if attempt := found(head):
            return attempt
    LANES.postpone(lease, None)
    return None


def _head(conversation_id: int) -> Message | None:
    """Return the first message of the lane that is not settled, locked."""
    waiting = (
        Message.objects.in_lane()
        .filter(conversation=conversation_id, lane_position__isnull=False)
        .order_by("lane_position")
    )
    locked = waiting.select_for_update(of=("self",), no_key=True)
    return locked.select_related("conversation").first()


def _mark_in_doubt(head: Message) -> None:
    """Mark unconfirmed what a worker left that is gone: it is never sent again by itself."""
    log.warning("Message found in doubt", extra={"message_id": head.pk, "attempt": head.attempts})
    updates.mark_unconfirmed(head, INTERRUPTED, by=DELIVERY)


def _go_on_with(head: Message) -> Attempt | None:
    """Return the head that our own transaction marked, whose answer was lost: the lease never changed hands."""
    return Attempt(head, _request(head)) if head.status == Message.Status.SENDING else None


def _prepare(lease: Lease, head: Message) -> Attempt | None:
    """Return the head if its time has come; else give the lane back until then: nobody overtakes."""
    if head.next_attempt_at is not None and head.next_attempt_at > database_now():
        LANES.postpone(lease, head.next_attempt_at)
        return None
    wait = rate_limit.reserve(rate_limit.number(head.inbox_id), rate_limit.pair_of(head))
    if wait > rate_limit.PATIENCE:
        LANES.postpone(lease, database_now() + timedelta(seconds=wait))
        return None
    attempt = Attempt(head, _request(head), wait)
    return attempt if wait or attempt.needs_upload else _mark(attempt)


def _mark(attempt: Attempt) -> Attempt:
    updates.mark_sending(attempt.message, by=DELIVERY)
    return attempt


def _request(head: Message) -> OutboundRequest | SendRefused:
    return request_of(head, lambda: build_request(head))


def _slow_down(message: Message, refused: SendRefused, seconds: float) -> None:
    """Pause the whole number or everything to this customer: a limit is not this message's alone.
    So does what pauses the inbox; other problems of the inbox may concern this one kind of message only."""
    if refused.pauses or (refused.failure is FailureClass.LIMIT and refused.scope == "number"):
        rate_limit.pause(rate_limit.number(message.inbox_id), seconds)
    elif refused.failure is FailureClass.LIMIT:
        rate_limit.pause(rate_limit.pair_of(message), seconds)
