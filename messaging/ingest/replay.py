"""Stored calls once more."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace

from messaging.actors import Actor
from messaging.feed import recording
from messaging.ingest.apply import CallWork, apply_items, error_line
from messaging.ingest.parse import IncomingCall, Outcome
from messaging.ingest.slices import begin_again, finish, is_large
from messaging.ingest.stored_calls import existing_inboxes, parse_again, save_outcomes
from messaging.models import WebhookCall

log = logging.getLogger(__name__)


def replay_call(row: WebhookCall, *, by: Actor) -> Outcome:
    """Process a stored call once more: what is there already stays one, what failed gets its chance."""
    call = parse_again(row)
    if not is_large(call):
        return _replay_at_once(row, call, by=by)
    outcome = finish(begin_again(row, call, by=by))
    row.refresh_from_db(fields=["state", "applied", "summary", "error"])
    return outcome


@recording()
def _replay_at_once(row: WebhookCall, call: IncomingCall, *, by: Actor) -> Outcome:
    # Two who press the button at once are one after the other.
    WebhookCall.objects.select_for_update(no_key=True).get(pk=row.pk)
    outcome = Outcome()
    work = CallWork(_without_known(call, row, outcome), row, outcome)
    apply_items([work], existing_inboxes([work.call]))
    save_outcomes([work])
    return outcome


def replay_calls(rows: Iterable[WebhookCall], *, by: Actor) -> dict[int, Outcome]:
    """Many calls, each in a transaction of its own, the oldest first; what became of each, by its id.

    Of one that trips over something the outcome says what; the others are processed all the same.
    """
    pks = [pk for _, pk in sorted((row.received_at, row.pk) for row in rows)]
    return {pk: _replay_safely(pk, by) for pk in pks}


def _replay_safely(pk: int, by: Actor) -> Outcome:
    try:
        # One by one: bodies can be megabytes.
        return replay_call(WebhookCall.objects.select_related("inbox").get(pk=pk), by=by)
    except Exception as problem:
        log.exception("Webhook call %s could not be processed again", pk)
        return Outcome(failed=1, errors=[error_line(problem)])


def _without_known(call: IncomingCall, row: WebhookCall, outcome: Outcome) -> IncomingCall:
    """Leave out messages that are stored already: one without an id is known by the call that brought it
    only."""
    if not row.messages.exists():
        return call
    named = tuple(item for item in call.batch.messages if item.external_id)
    outcome.duplicates += len(call.batch.messages) - len(named)
    return replace(call, batch=replace(call.batch, messages=named))
